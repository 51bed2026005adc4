"""Who acts, and from where: set at the edge and at authentication, read when an act is recorded.

Both are set on every request, the hottest included, so they only keep what is at hand; what a
record needs of it is worked out when there is a record.
"""

from collections.abc import MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from hub.audit.redaction import text
from hub.kit import telemetry

ActorType = Literal["user", "api_key", "system", "anonymous"]
_MOST_AGENT: Final = 300
_MOST_ADDRESS: Final = 64


class Acting(Protocol):
    """An authenticated caller, as far as a record is concerned."""

    @property
    def user_id(self) -> str: ...
    @property
    def key_id(self) -> str | None: ...
    @property
    def session_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is the person; `credential_id` the key or the session with which they act."""

    type: ActorType
    id: str | None = None
    credential_id: str | None = None

    @classmethod
    def of(cls, who: Acting) -> "Actor":
        if who.key_id is not None:
            return cls("api_key", who.user_id, who.key_id)
        return cls("user", who.user_id, who.session_id)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from. All None for what the hub does by itself."""

    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None


SYSTEM: Final = Actor("system")
ANONYMOUS: Final = Actor("anonymous")
_NOWHERE: Final = Origin()

_ACTING: Final = "laelia.acting"
_request: Final[ContextVar[MutableMapping[str, Any] | None]] = ContextVar(
    "audit_request", default=None
)


def came_in(scope: MutableMapping[str, Any]) -> None:
    """The ASGI scope of the request that this task serves."""
    _request.set(scope)


def acts(scope: MutableMapping[str, Any], who: Acting) -> None:
    """Whoever authenticated for this request."""
    scope[_ACTING] = who
    if _request.get() is not scope:
        _request.set(scope)


def current_actor() -> Actor:
    scope = _request.get()
    if scope is None:
        return SYSTEM
    who: Acting | None = scope.get(_ACTING)
    return ANONYMOUS if who is None else Actor.of(who)


def current_origin() -> Origin:
    scope = _request.get()
    if scope is None:
        return _NOWHERE
    client = scope.get("client")
    agent = next((v for k, v in scope.get("headers", ()) if k == b"user-agent"), None)
    return Origin(
        address=text(str(client[0]), _MOST_ADDRESS) if client else None,
        user_agent=None if agent is None else text(agent.decode("latin-1"), _MOST_AGENT),
        request_id=scope.get("laelia.request_id") or telemetry.request_id.get(),
    )
