"""What can go wrong when the hub reaches out to a server that a tenant named."""

from typing import Any, Literal

OutboundCode = Literal[
    "outbound_blocked",
    "outbound_timeout",
    "outbound_too_large",
    "outbound_unreachable",
    "outbound_redirect_refused",
    "outbound_bad_response",
    "outbound_unauthorized",
]


class OutboundError(Exception):
    """An exchange with an address of a tenant's that was refused or failed."""

    def __init__(self, code: OutboundCode, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.code: OutboundCode = code
        self.status = status


class UpstreamError(Exception):
    """An error that the remote server itself answered with, in JSON-RPC's terms."""

    def __init__(self, code: int, message: str, data: Any = None, *, status: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data
        self.status = status


class MappingError(Exception):
    """A mapping that cannot be used (`invalid_mapping`) or an input it cannot take."""

    def __init__(self, code: Literal["invalid_mapping", "invalid_input"], message: str) -> None:
        super().__init__(message)
        self.code: Literal["invalid_mapping", "invalid_input"] = code
