"""People and groups that a directory provisions: their seats, their roles, their end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from tests.agents_api.people import member_of
from tests.directory.conftest import PATCH, Installation, Tenant
from tests.hub_fixtures import PASSWORD, Client
from tests.mcp.speaking import headers_for, message
from tests.notifications.people import waiting
from tests.oauth.browsing import asking, tokens

pytestmark = pytest.mark.req("FR-4.9", "T-ent")
SECONDS = 15


async def until(told: Callable[[], Awaitable[bool]]) -> None:
    """Waits for what must come to hold in every process, for as long as it is allowed to take."""
    async with asyncio.timeout(SECONDS):
        while not await told():
            await asyncio.sleep(0.05)


def off(**more: Any) -> dict[str, Any]:
    return {"op": "replace", "path": "active", "value": False, **more}


async def test_an_address_of_the_own_domain_gets_an_account_and_a_seat(ours: Tenant) -> None:
    made = await ours.provision(name={"givenName": "Ann", "familyName": "Lee"}, displayName="")
    assert made.headers["content-type"] == "application/scim+json"
    assert made.headers["etag"] == made["meta"]["version"]
    email = made["userName"]
    assert (await ours.members())[email] == "member"
    listed = await ours.admin.get("/v1/members?limit=100")
    assert "Ann Lee" in [one["name"] for one in listed["data"] if one["email"] == email]
    refused = await ours.admin.with_token("").post(
        "/v1/auth/login", {"email": email, "password": PASSWORD}
    )
    assert refused.status == 401, "there is no password"
    await ours.scim.call("DELETE", f"/scim/v2/Users/{made['id']}")
    assert email not in await ours.members()
    await ours.provision(email)
    assert (await ours.members())[email] == "member", "who comes back has the account of before"


async def test_an_account_that_is_there_is_invited_and_not_taken(
    installation: Installation, ours: Tenant
) -> None:
    """Of whatever domain it is: the person of the other organization decides themselves."""
    theirs = await installation.theirs.provision()
    before = await ours.members()
    made = await ours.provision(theirs["userName"])
    assert (made.status, await ours.members()) == (201, before)
    assert theirs["userName"] in await installation.theirs.members()
    sent = await waiting(installation.other, theirs["userName"])
    assert sent["organization_id"] == ours.org_id
    await ours.scim.call("DELETE", f"/scim/v2/Users/{made['id']}")
    seats = await ours.admin.get("/v1/invitations")
    assert [
        one["revoked_at"] is None for one in seats["data"] if one["email"] == made["userName"]
    ] == [False]


async def test_who_takes_the_seat_is_the_directorys_person_from_then_on(
    installation: Installation, ours: Tenant
) -> None:
    email = "someone@elsewhere.example"
    made = await ours.provision(email)
    assert email not in await ours.members()
    group = await ours.scim.post(
        "/scim/v2/Groups", {"displayName": "Builders", "members": [{"value": made["id"]}]}
    )
    roles = {"roles": [{"group": "builders", "role": "staff"}]}
    assert (await ours.admin.call("PUT", "/v1/directory/roles", roles)).status == 200
    body = (await waiting(installation.other, email))["body"]
    token = body.partition("#token=")[2].split()[0]
    anonymous = installation.other.anonymous
    signed_up = await anonymous.post("/v1/auth/signup", {"email": email, "password": PASSWORD})
    person = anonymous.with_token(signed_up["token"])
    accepted = await person.post("/v1/invitations/accept", {"token": token})
    assert accepted.status == 200, accepted.body
    assert (await ours.members())[email] == "staff"
    await ours.patch(f"/Users/{made['id']}", off())
    assert email not in await ours.members()
    await ours.patch(f"/Users/{made['id']}", off(value=True))
    assert (await ours.members())[email] == "staff"
    await ours.scim.call("DELETE", f"/scim/v2/Groups/{group['id']}")
    assert (await ours.members())[email] == "member"
    entered = {"organization_id": ours.org_id}
    moved = await person.post("/v1/auth/switch", entered)
    leaving = person.with_token(moved["token"])
    gone = await leaving.call("DELETE", f"/v1/members/{moved['user']['id']}")
    assert gone.status == 204, gone.body
    await ours.patch(f"/Users/{made['id']}", {"op": "add", "path": "title", "value": "x"})
    assert email not in await ours.members(), "who left is asked again, not brought back"


@pytest.mark.parametrize("how", ["active", "delete"])
async def test_deprovisioning_ends_everything_that_opens_the_organization(
    installation: Installation, how: str
) -> None:
    """In the other process too: session, key, OAuth token and an open stream."""
    hub, ours = installation.other, installation.ours
    person = await member_of(hub, ours.admin, "staff")
    made = await ours.provision(person.user["email"])
    key = await person.key()
    client = await asking(hub)
    held = await tokens(hub, client, person)
    agents = "/v1/agents?limit=1"
    opened = [person, key]
    assert [(await one.get(agents)).status for one in opened] == [200, 200]
    listening = message("subscriptions/listen", {"notifications": {"toolsListChanged": True}})
    async with person.http.post(
        f"{hub.url}/mcp", json=listening, headers=key.headers(headers_for(listening))
    ) as stream:
        assert stream.status == 200
        assert await stream.content.readline()
        if how == "active":
            assert (await ours.patch(f"/Users/{made['id']}", off())).status == 200
        else:
            gone = await ours.scim.call("DELETE", f"/scim/v2/Users/{made['id']}")
            assert gone.status == 204, gone.body
        for one in opened:
            await until(lambda one=one: _refused(one))  # type: ignore[misc]
        await until(lambda: _refused(person.with_token(held["access_token"]), "/mcp"))
        await asyncio.wait_for(_ends(stream), SECONDS)
    assert person.user["email"] not in await ours.members()
    if how == "active":
        await ours.patch(f"/Users/{made['id']}", off(value="True"))
        assert (await ours.members())[person.user["email"]] == "member"
        assert (await key.get(agents)).status == 401, "what was revoked stays so"
    still = await hub.anonymous.post(
        "/v1/auth/login", {"email": person.user["email"], "password": PASSWORD}
    )
    assert still.status == 200, "the account is the person's own"


async def _refused(who: Client, path: str = "/v1/agents?limit=1") -> bool:
    return (await who.get(path)).status == 401


async def _ends(stream: aiohttp.ClientResponse) -> None:
    while await stream.content.readline():
        pass


async def test_the_last_admin_is_not_taken_away(ours: Tenant) -> None:
    made = await ours.provision(ours.admin.user["email"])
    refused = await ours.patch(f"/Users/{made['id']}", off())
    assert (refused.status, refused["scimType"]) == (409, "mutability")
    assert refused["detail"].endswith("(last_admin)")
    gone = await ours.scim.call("DELETE", f"/scim/v2/Users/{made['id']}")
    assert gone.status == 409
    assert (await ours.members())[ours.admin.user["email"]] == "admin"


async def test_groups_give_the_widest_of_their_roles(theirs: Tenant) -> None:
    person = await theirs.provision()
    email, member = person["userName"], {"value": person["id"]}
    roles = {"roles": [{"group": "Everybody", "role": "member"}, {"group": "IT", "role": "admin"}]}
    assert (await theirs.admin.call("PUT", "/v1/directory/roles", roles)).status == 200
    groups = [
        (await theirs.scim.post("/scim/v2/Groups", {"displayName": name, "members": [member]}))[
            "id"
        ]
        for name in ("everybody", "it", "Nobody asked")
    ]
    assert (await theirs.members())[email] == "admin"
    out = {"op": "remove", "path": f'members[value eq "{person["id"]}"]'}
    assert (await theirs.patch(f"/Groups/{groups[1]}", out)).status == 200
    assert (await theirs.members())[email] == "member"
    renamed = {"op": "replace", "path": "displayName", "value": "IT"}
    taken = await theirs.patch(f"/Groups/{groups[2]}", renamed)
    assert (taken.status, taken["scimType"]) == (409, "uniqueness")
    await theirs.scim.call("DELETE", f"/scim/v2/Groups/{groups[1]}")
    assert (await theirs.patch(f"/Groups/{groups[2]}", renamed)).status == 200
    assert (await theirs.members())[email] == "admin"
    await theirs.admin.call("PUT", "/v1/directory/roles", {"roles": []})
    assert (await theirs.members())[email] == "member"
    found = await theirs.scim.get(f"/scim/v2/Users/{person['id']}")
    assert {one["display"] for one in found["groups"]} == {"everybody", "IT"}


@pytest.mark.req("R25", "R32")
async def test_two_directories_know_nothing_of_each_other(ours: Tenant, theirs: Tenant) -> None:
    person = await theirs.provision()
    group = await theirs.scim.post(
        "/scim/v2/Groups", {"displayName": "Secret", "members": [{"value": person["id"]}]}
    )
    for method, path, body in (
        ("GET", f"/Users/{person['id']}", None),
        ("PUT", f"/Users/{person['id']}", {"userName": "x"}),
        ("PATCH", f"/Users/{person['id']}", {"schemas": [PATCH], "Operations": [off()]}),
        ("DELETE", f"/Users/{person['id']}", None),
        ("GET", f"/Groups/{group['id']}", None),
        ("PUT", f"/Groups/{group['id']}", {"displayName": "x"}),
        ("PATCH", f"/Groups/{group['id']}", {"schemas": [PATCH], "Operations": [off()]}),
        ("DELETE", f"/Groups/{group['id']}", None),
    ):
        refused = await ours.scim.call(method, f"/scim/v2{path}", body)
        assert refused.status == 404, (method, path, refused.body)
        assert person["userName"] not in str(refused.body)
    stolen = {"displayName": "Thieves", "members": [{"value": person["id"]}]}
    assert (await ours.scim.post("/scim/v2/Groups", stolen)).status == 400
    for query in (f'userName eq "{person["userName"]}"', f'id eq "{person["id"]}"', "id pr"):
        found = await _search(ours, query)
        assert person["id"] not in str(found), query
    same = await ours.provision(person["userName"])
    assert same.status == 201, "user names are unique within one directory"
    await ours.scim.call("DELETE", f"/scim/v2/Users/{same['id']}")
    assert person["userName"] in await theirs.members()


async def _search(tenant: Tenant, query: str) -> Any:
    found = await tenant.scim.post("/scim/v2/Users/.search", {"filter": query})
    assert found.status == 200, found.body
    return found.body


async def test_a_token_opens_scim_alone_and_only_until_it_is_revoked(
    installation: Installation,
) -> None:
    admin = installation.theirs.admin
    made = await admin.post("/v1/directory/scim-tokens", {"name": "Okta"})
    scim = admin.with_token(made["token"])
    assert (await scim.get("/scim/v2/Users?count=0")).status == 200
    for path in ("/v1/me", "/v1/members", "/v1/organizations", "/v1/agents", "/scim/v2x"):
        assert (await scim.get(path)).status in (401, 404), path
    listed = await admin.get("/v1/directory/scim-tokens")
    assert made["token"] not in str(listed.body)
    key = await admin.key(scopes=["admin"])
    assert (await key.post("/v1/directory/scim-tokens", {"name": "x"})).status == 403
    for other in (admin, key):
        refused = await other.get("/scim/v2/Users")
        assert (refused.status, "(scope_missing)" in refused["detail"]) == (403, True)
    revoked = await admin.call("DELETE", f"/v1/directory/scim-tokens/{made['id']}")
    assert revoked.status == 204
    await until(lambda: _refused(scim, "/scim/v2/Users?count=0"))


async def test_a_changed_name_and_address_reach_an_account_that_is_the_organizations(
    ours: Tenant,
) -> None:
    made = await ours.provision()
    married = ours.address()
    await ours.patch(
        f"/Users/{made['id']}",
        {"op": "replace", "value": {"userName": married, "displayName": "New Name"}},
    )
    members = await ours.members()
    assert married in members
    assert made["userName"] not in members
    # To another's domain the account does not go.
    await ours.patch(
        f"/Users/{made['id']}",
        {"op": "add", "path": "emails", "value": [{"value": "x@theirs.example", "primary": True}]},
    )
    assert married in await ours.members()
