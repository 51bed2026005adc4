"""Which MCP servers and tools an organization can reach, and the one safe way to call them."""
