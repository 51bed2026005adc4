"""What can go wrong when the hub reaches out to a server that a tenant named.

    OutboundError
    ├── OutboundBlocked 422             the address is not one the hub connects to
    ├── OutboundRedirectRefused 502     the server sent the hub elsewhere, or in circles
    ├── OutboundUnreachable 502
    ├── OutboundUnauthorized 502        the server refuses the credential it was given
    ├── OutboundTooLarge 502
    ├── OutboundBadResponse 502
    └── OutboundTimeout 504

`UpstreamError` stands apart: it is an answer, to be relayed in JSON-RPC's own terms.
"""

from typing import Any

from hub.kit.errors import LaeliaError, NotFound


class OutboundError(LaeliaError):
    """`answered` is the HTTP status the far end gave, where it gave one."""

    status = 502
    code = "outbound_failed"
    title: str = "The remote server could not be used"

    def __init__(self, detail: str, *, answered: int | None = None) -> None:
        super().__init__(detail)
        self.answered = answered


class OutboundBlocked(OutboundError):
    status = 422
    code = "outbound_blocked"
    title = "The hub does not connect to this address"


class OutboundRedirectRefused(OutboundError):
    code = "outbound_redirect_refused"


class OutboundUnreachable(OutboundError):
    code = "outbound_unreachable"


class OutboundUnauthorized(OutboundError):
    code = "outbound_unauthorized"


class OutboundTooLarge(OutboundError):
    code = "outbound_too_large"


class OutboundBadResponse(OutboundError):
    code = "outbound_bad_response"


class OutboundTimeout(OutboundError):
    status = 504
    code = "outbound_timeout"


class InvalidMapping(LaeliaError):
    status = 422
    code = "invalid_mapping"
    title = "The agent's mapping cannot be used"


class ServerNotFound(NotFound):
    code = "mcp_server_not_found"
    title = "There is no such MCP server that you can see"


class CredentialNotFound(NotFound):
    code = "credential_not_found"
    title = "There is no such credential that you can see"


class ToolChanged(LaeliaError):
    status = 409
    code = "tool_changed"
    title = "The remote server changed this tool since it was approved"


class ToolNotFound(NotFound):
    code = "tool_not_found"
    title = "The remote server has no such tool"


class UpstreamError(Exception):
    """An error that the remote server itself answered with; `answered` is its HTTP status."""

    def __init__(self, code: int, message: str, data: Any = None, *, answered: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data
        self.answered = answered
