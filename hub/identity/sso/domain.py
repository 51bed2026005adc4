"""What sign-in through providers stands on, put together once by a root."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from hub.identity.domain import Identity
from hub.identity.oidc_client import OidcClient
from hub.identity.sso.models import Connection, Flow
from hub.kit.sealing import Place, Secrets

# The texts of a name's TXT records; none when there are none. Raises Unavailable.
FindTexts = Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Sso:
    """Found by the endpoints at `app.state.sso`."""

    identity: Identity
    secrets: Secrets
    oidc: OidcClient
    find_texts: FindTexts

    def address(self, connection_id: str, leaf: str) -> str:
        """Where browsers and providers find this connection's part of the hub."""
        return f"{self.identity.issuer}/sso/{connection_id}/{leaf}"

    @property
    def cookie(self) -> str:
        """Binds a sign-in to the browser that began it."""
        return "__Host-laelia-sso" if self.identity.secure else "laelia-sso"


def sso_of(request: Request) -> Sso:
    found: Sso = request.app.state.sso
    return found


def secret_place(row: Connection) -> Place:
    return Place(row.org_id, "sso_connections.sealed", row.id)


def flow_place(row: Flow) -> Place:
    return Place(row.org_id, "sso_flows.sealed", row.id)


def outcome_place(row: Flow) -> Place:
    return Place(row.org_id, "sso_flows.outcome", row.id)
