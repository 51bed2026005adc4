"""The fixture MCP servers, as the upstream of mcp agents and of tools."""

from tests.tools.conftest import handshake_server, modern_server, server

__all__ = ["handshake_server", "modern_server", "server"]
