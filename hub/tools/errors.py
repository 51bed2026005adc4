"""What can go wrong when the hub reaches out to a server that a tenant named."""

from typing import Literal

OutboundCode = Literal[
    "outbound_blocked",
    "outbound_timeout",
    "outbound_too_large",
    "outbound_unreachable",
    "outbound_redirect_refused",
    "outbound_bad_response",
]


class OutboundError(Exception):
    """An exchange with an address of a tenant's that was refused or failed."""

    def __init__(self, code: OutboundCode, message: str) -> None:
        super().__init__(message)
        self.code: OutboundCode = code
