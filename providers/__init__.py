"""MCP provider servers: each turns one model vendor into the contract, without the hub."""
