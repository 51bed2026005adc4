"""What the authorization server stands on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from hub.identity.domain import Identity
from hub.kit.ratelimit import Quota
from hub.kit.settings import OAuth as OAuthSettings

if TYPE_CHECKING:
    from hub.identity.oauth.keysets import KeySets

_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Document:
    """What is at an address that a client named. `max_age_s` as its server says, if it does."""

    status: int
    media_type: str
    body: bytes
    max_age_s: int | None


Fetch = Callable[[str], Awaitable[Document]]


@dataclass(frozen=True)
class OAuth:
    """Found by the endpoints at `app.state.oauth`.

    `fetch` reads a client's document through the guarded client and raises a LaeliaError when it
    cannot. `keys` are those of identity providers that the settings name.
    """

    identity: Identity
    fetch: Fetch
    settings: OAuthSettings
    keys: "KeySets"

    @property
    def issuer(self) -> str:
        return self.identity.issuer

    @property
    def registrations(self) -> Quota:
        return Quota("registration", self.settings.registrations_per_day, _DAY_S)


def oauth_of(request: Request) -> OAuth:
    found: OAuth = request.app.state.oauth
    return found
