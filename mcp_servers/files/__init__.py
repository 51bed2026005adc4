"""`files`: one folder, shown to any MCP client."""
