"""First-party MCP servers that any client can run without the hub."""
