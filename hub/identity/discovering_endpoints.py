"""Which ways in there are for an address, over HTTP: parse, call, render."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from hub.identity import schemas
from hub.identity.answers import FROM_OUR_PAGES, peer_of
from hub.identity.directory.domain import Directory
from hub.identity.directory.endpoints import directory_of
from hub.identity.discovering import Home, find_home
from hub.identity.external.domain import External, external_of
from hub.identity.external.endpoints import ProviderView, provider_views
from hub.identity.sso.realms import start_path
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1", responses=REFUSALS, tags=["auth"])

Hub = Annotated[Directory, at_hand(directory_of)]
Elsewhere = Annotated[External, at_hand(external_of)]
Way = Literal["password", "passkey", "link"]
_WAYS: list[Way] = ["password", "passkey", "link"]


class Discover(schemas.Body):
    email: schemas.Email


class HomeView(BaseModel):
    id: str = Field(description="For `POST /v1/auth/ldap`.")
    name: str


class RealmView(BaseModel):
    id: str
    name: str
    kind: Literal["oidc", "saml"]
    url: str = Field(description="Where the browser goes; add `&return_to=` and a path of the hub.")


class Discovered(BaseModel):
    """Depends on the address's domain alone: it does not say whether there is an account."""

    method: Literal["password", "sso", "ldap"] = Field(
        description="What to offer first: `sso` is `connection`, `ldap` is `POST /v1/auth/ldap`."
    )
    required: bool = Field(description="Whether there is no other way.")
    organization: HomeView | None = Field(
        default=None, description="Whose people have such addresses."
    )
    connection: RealmView | None = None
    ways: list[Way] = Field(description="What else the hub takes from such people.")
    providers: list[ProviderView] = Field(description="Accounts elsewhere that it takes.")


@router.post("/auth/discover", dependencies=FROM_OUR_PAGES)
async def discover(
    body: Discover, request: Request, response: Response, directory: Hub, external: Elsewhere
) -> Discovered:
    """How people with such an address sign in."""
    await directory.identity.sign_ins.admit_address("discover", peer_of(request))
    response.headers["cache-control"] = "no-store"
    home = await find_home(directory, body.email)
    enforced = home is not None and home.realm is not None and home.realm.enforced
    return Discovered(
        method="password" if home is None else "ldap" if home.realm is None else "sso",
        required=enforced,
        organization=None if home is None else HomeView(id=home.org_id, name=home.name),
        connection=_connection(directory.identity.issuer, home, body.email),
        ways=[] if enforced else _WAYS,
        providers=[] if enforced else provider_views(external),
    )


def _connection(issuer: str, home: Home | None, email: str) -> RealmView | None:
    if home is None or home.realm is None:
        return None
    realm = home.realm
    url = f"{issuer}{start_path(realm.connection_id)}?{urlencode({'login_hint': email})}"
    return RealmView.model_validate(
        {"id": realm.connection_id, "name": realm.name, "kind": realm.kind, "url": url}
    )
