"""Two organizations with a directory each, on a second process of the same installation.

The second hub shares the first one's engines and master key, as another worker does: what is
decided by one holds in the other.
"""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from hub.assembly import assemble, directory_of
from hub.identity.directory.looking import LookingAgain
from hub.kit.db import Reader
from hub.kit.engines import EngineUrls
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve

_numbers = itertools.count()
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class Tenant:
    """An organization whose own domain is `domain`; `scim` speaks with its SCIM token."""

    admin: Client
    scim: Client
    domain: str

    @property
    def org_id(self) -> str:
        return str(self.admin.organization["id"])

    def address(self) -> str:
        return f"person{next(_numbers)}@{self.domain}"

    async def provision(self, email: str | None = None, **more: Any) -> Answer:
        email = email or self.address()
        body = {"schemas": [USER], "userName": email, "displayName": "Pat", **more}
        made = await self.scim.post("/scim/v2/Users", body)
        assert made.status == 201, made.body
        return made

    async def patch(self, path: str, *operations: dict[str, Any], **options: Any) -> Answer:
        body = {"schemas": [PATCH], "Operations": list(operations)}
        return await self.scim.call("PATCH", f"/scim/v2{path}", body, **options)

    async def members(self) -> dict[str, str]:
        """Role by address."""
        found = await self.admin.get("/v1/members?limit=100")
        return {member["email"]: member["role"] for member in found["data"]}


@dataclass
class Installation:
    ours: Tenant
    theirs: Tenant
    other: RunningHub


async def scim_token(admin: Client) -> str:
    made = await admin.post("/v1/directory/scim-tokens", {"name": "Entra"})
    assert made.status == 201, made.body
    return str(made["token"])


@pytest.fixture(scope="package")
async def installation(
    hub: RunningHub, engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    admins = [await hub.sign_up(organization=name) for name in ("Ours", "Theirs")]
    names = ["ours.example", "theirs.example"]
    owned = {who.organization["id"]: [name] for who, name in zip(admins, names, strict=True)}
    home = tmp_path_factory.mktemp("second")
    settings = hub_settings(engines, home, directory={"domains": owned})
    async with serve(settings) as url:
        other = RunningHub(url, hub.model, engines, hub.http, home)
        tenants = []
        for who, name in zip(admins, names, strict=True):
            admin = Client(url, hub.http, who.token, who.user, who.organization)
            scim = admin.with_token(await scim_token(admin))
            tenants.append(Tenant(admin, scim, name))
        yield Installation(*tenants, other)


@pytest.fixture(scope="package")
async def looking(
    engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LookingAgain]:
    """The worker's job that asks directories who has left."""
    settings = hub_settings(engines, tmp_path_factory.mktemp("worker"))
    finder = Reader(str(engines.database_worker))
    await finder.open()
    async with assemble(settings, kind="worker") as parts:
        yield LookingAgain(finder, parts.reader, directory_of(parts))
    await finder.close()


@pytest.fixture
def ours(installation: Installation) -> Tenant:
    return installation.ours


@pytest.fixture
def theirs(installation: Installation) -> Tenant:
    return installation.theirs
