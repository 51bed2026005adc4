"""MCP servers of our own that any client can run, with or without the hub."""
