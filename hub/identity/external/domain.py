"""Houses that people sign in with, as the settings name them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from hub.identity.domain import Identity
from hub.identity.external.errors import ProviderNotFound
from hub.identity.oidc_client import OidcClient, Registration, Send
from hub.kit.settings import SignInProvider

_LABELS: Final = {"google": "Google", "github": "GitHub"}
_GITHUB_SCOPES: Final = ("read:user", "user:email")
_OPENID_SCOPES: Final = ("openid", "email", "profile")


@dataclass(frozen=True, slots=True)
class Person:
    """Who a house says it was. `issuer` and `subject` know them for good; an address may change."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str | None


@dataclass(frozen=True, slots=True)
class House:
    """`issuer` is an OpenID provider's, or GitHub's address. `api` is GitHub's alone."""

    name: str
    label: str
    issuer: str
    registration: Registration
    api: str | None = None


@dataclass(frozen=True)
class External:
    """Found by the endpoints at `app.state.external`."""

    identity: Identity
    oidc: OidcClient
    send: Send
    houses: Mapping[str, House]

    def house(self, name: str) -> House:
        """Raises ProviderNotFound."""
        found = self.houses.get(name)
        if found is None:
            raise ProviderNotFound("Nobody signs in with that here.")
        return found

    @property
    def cookie(self) -> str:
        """Of the browser that is on its way to a house."""
        return "__Host-laelia-trip" if self.identity.secure else "laelia-trip"


def houses_of(settings: Mapping[str, SignInProvider], base_url: str) -> dict[str, House]:
    return {name: _house(name, given, base_url) for name, given in settings.items()}


def _house(name: str, given: SignInProvider, base_url: str) -> House:
    github = given.is_github(name)
    scopes = _GITHUB_SCOPES if github else _OPENID_SCOPES
    registration = Registration(
        client_id=given.client_id,
        secret=None if given.client_secret is None else given.client_secret.get_secret_value(),
        redirect_uri=f"{base_url.rstrip('/')}/sign-in/with/{name}/callback",
        scopes=tuple(given.scopes.split()) if given.scopes else scopes,
    )
    return House(
        name=name,
        label=given.label or _LABELS.get(name, name.replace("_", " ").title()),
        issuer=given.issuer_of(name),
        registration=registration,
        api=given.api_url.rstrip("/") if github else None,
    )


def external_of(request: Request) -> External:
    found: External = request.app.state.external
    return found
