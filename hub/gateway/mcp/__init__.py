"""The MCP face: Streamable HTTP in both of the protocol's eras on one URL."""
