"""How a server is reached: over stdio, or at a Streamable HTTP address with a bearer token."""

import hmac
from collections.abc import Mapping
from typing import Final

from fastmcp import FastMCP
from fastmcp.server.auth import AccessToken, TokenVerifier

TOKEN_SETTING: Final = "LAELIA_MCP_SERVER_TOKEN"  # noqa: S105 - the name of the setting, not a token
_SHORTEST: Final = 16
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class TokenMissingError(ValueError):
    """A server at an address is for those who know its token."""


class OneToken(TokenVerifier):
    """Whoever sends the token may use every tool."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token.encode()

    async def verify_token(self, token: str) -> AccessToken | None:
        if not hmac.compare_digest(token.encode(), self._token):
            return None
        return AccessToken(token=token, client_id="holder", scopes=[])


def token_from(environment: Mapping[str, str]) -> str:
    """Raises TokenMissingError: without one, every program and web page could come in."""
    token = environment.get(TOKEN_SETTING, "")
    if len(token) < _SHORTEST:
        raise TokenMissingError(
            f"set {TOKEN_SETTING} to a secret of {_SHORTEST} characters or more; clients send it "
            "as `Authorization: Bearer …`"
        )
    return token


async def serve_stdio(server: FastMCP) -> None:
    await server.run_stdio_async(show_banner=False, log_level="WARNING")


async def serve_http(server: FastMCP, *, host: str, port: int, token: str) -> None:
    """At `/mcp`, for both eras of the protocol. Nothing is kept between requests."""
    server.auth = OneToken(token)
    await server.run_http_async(
        show_banner=False,
        host=host,
        port=port,
        path="/mcp",
        stateless_http=True,
        # Elsewhere than on loopback a name is the operator's, and the token is the guard.
        host_origin_protection=host in _LOOPBACK,
        log_level="INFO",
        uvicorn_config={"access_log": False},
    )
