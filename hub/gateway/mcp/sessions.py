"""The handshake era without memory: what a client said of itself travels in its session's ID."""

from typing import Any, Final

from hub.gateway.mcp.protocol import InvalidRequest, Request
from hub.gateway.mcp.sealing import StateInvalid, StateSealer
from hub.identity.public import Principal
from hub.kit.ids import new_id

_PURPOSE: Final = "session"
_DAYS_30: Final = 30 * 24 * 3600
_MAX_CAPABILITIES: Final = 20


class SessionUnknown(InvalidRequest):
    """404 makes a client of this era open a new session."""

    status = 404
    code = "session_unknown"


class Sessions:
    def __init__(self, sealer: StateSealer) -> None:
        self._sealer = sealer

    def open(self, caller: Principal, request: Request) -> str:
        """A session's ID for the client that initializes."""
        said = request.params.get("capabilities")
        names = sorted(said)[:_MAX_CAPABILITIES] if isinstance(said, dict) else []
        kept = {name: _shallow(said[name]) for name in names if len(name) < 64} if said else {}
        return self._sealer.seal(caller, _PURPOSE, [new_id("mcs"), kept], seconds=_DAYS_30)

    def capabilities(self, caller: Principal, session: str | None) -> dict[str, Any]:
        """What the client can do; nothing is known of one that goes without a session.

        Raises:
            SessionUnknown: the ID is not one that the hub gave this caller.
        """
        if session is None:
            return {}
        capabilities: dict[str, Any] = self._opened(caller, session)[1]
        return capabilities

    def name(self, caller: Principal, session: str) -> str:
        """What the session is called where its sealed ID would say too much.

        Raises:
            SessionUnknown: the ID is not one that the hub gave this caller.
        """
        name: str = self._opened(caller, session)[0]
        return name

    def _opened(self, caller: Principal, session: str) -> Any:
        try:
            return self._sealer.open(caller, _PURPOSE, session)
        except StateInvalid:
            raise SessionUnknown("There is no such session. Initialize again.") from None


def _shallow(value: Any) -> dict[str, Any]:
    """The part of a capability that other programs ask for: its members, one level deep."""
    if not isinstance(value, dict):
        return {}
    return {
        name: inner if isinstance(inner, bool) else {}
        for name, inner in list(value.items())[:_MAX_CAPABILITIES]
    }
