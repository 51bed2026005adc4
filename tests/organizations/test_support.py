"""Support sees an organization by its consent alone, for a time, and leaves a trace."""

import asyncio

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import say
from tests.organizations.conftest import signed_in, told

pytestmark = pytest.mark.req("FR-7.1", "S24")
ASKED, OWN = "/v1/admin/support-accesses", "/v1/support-accesses"
SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"


@pytest.fixture(scope="module")
async def supporter(hub: RunningHub) -> Client:
    person, admin = await hub.sign_up(), await hub.admin()
    body = {"email": person.user["email"], "role": "support"}
    assert (await admin.call("PUT", "/v1/admin/administrators", body)).status == 200
    return await signed_in(hub, person)


async def ask(supporter: Client, tenant: Client, *scopes: str) -> str:
    asked = await supporter.post(
        ASKED,
        {
            "organization_id": tenant.organization["id"],
            "reason": "Ticket 42",
            "hours": 4,
            "scopes": scopes or ["runs:read", "agents:read", "usage:read"],
        },
    )
    assert asked.status == 201, asked.body
    return str(asked["id"])


async def enter(supporter: Client, access_id: str) -> Client:
    entered = await supporter.post(f"{ASKED}/{access_id}/enter")
    assert entered.status == 200, entered.body
    return supporter.with_token(entered["token"])


async def test_support_looks_by_consent_and_every_look_is_recorded(
    hub: RunningHub, supporter: Client
) -> None:
    tenant = await hub.sign_up(organization="Helped")
    await tenant.enable(SUMMARIZE)
    run = await tenant.invoke(SUMMARIZE, {"text": "theirs"}, model=MODEL)
    access_id = await ask(supporter, tenant)

    early = await supporter.post(f"{ASKED}/{access_id}/enter")
    assert (early.status, early["code"]) == (409, "support_access_over")
    assert (await told(tenant))[0] == "Support asks to look at Helped"
    [listed] = (await tenant.get(OWN))["data"]
    assert (listed["status"], listed["reason"]) == ("requested", "Ticket 42")
    granted = await tenant.post(f"{OWN}/{access_id}/decision", {"decision": "grant"})
    assert (granted.status, granted["status"]) == (200, "granted")
    inside = await enter(supporter, access_id)

    me = await inside.get("/v1/me")
    assert (me["organization"]["name"], me["role"]) == ("Helped", "support")
    seen = await inside.get(f"/v1/runs/{run['id']}")
    assert seen["output"] == run["output"]
    assert (await inside.get("/v1/usage")).status == 200
    for method, path, body in (
        ("POST", f"/v1/agents/{SUMMARIZE}/invoke", {"input": "x"}),
        ("POST", "/v1/organizations", {"name": "Mine"}),
        ("POST", f"{OWN}/{access_id}/end", None),
        ("POST", f"/v1/runs/{run['id']}/cancel", None),
        ("PUT", "/v1/notifications/preferences", {}),
    ):
        refused = await inside.call(method, path, body)
        assert (refused.status, refused["code"]) == (403, "support_reads_only"), path
    for path in ("/v1/members", "/v1/api-keys", "/v1/invitations", "/v1/admin/users", OWN):
        assert (await inside.get(path)).status == 403, path
    assert (await inside.get("/v1/oauth/grants"))["data"] == []
    assert "support_reads_only" in str((await say(inside, "tools/list")).messages)

    events = (await tenant.get("/v1/audit?target_type=support_access&limit=100"))["data"]
    assert {event["actor"]["id"] for event in events} == {
        supporter.user["id"],
        tenant.user["id"],
    }
    reads = [e["after"]["path"] for e in events if e["action"] == "support_access.read"]
    assert f"/v1/runs/{run['id']}" in reads
    assert {"/v1/usage", "/v1/me", "/v1/members"} <= set(reads)
    begun = {e["action"].partition(".")[2] for e in events}
    assert begun == {"requested", "granted", "entered", "read"}
    by_support = [e for e in (await inside.get("/v1/audit"))["data"] if e["action"] != "x"]
    assert {e["actor"]["id"] for e in by_support} <= {supporter.user["id"]}, "their own alone"


@pytest.mark.parametrize("ender", ["tenant", "support"])
async def test_either_ends_it_at_once(hub: RunningHub, supporter: Client, ender: str) -> None:
    tenant = await hub.sign_up(organization="Brief")
    access_id = await ask(supporter, tenant)
    await tenant.post(f"{OWN}/{access_id}/decision", {"decision": "grant"})
    inside = await enter(supporter, access_id)
    assert (await inside.get("/v1/runs")).status == 200
    who, path = (tenant, OWN) if ender == "tenant" else (supporter, ASKED)

    ended = await who.post(f"{path}/{access_id}/end")

    assert (ended.status, ended["status"]) == (200, "ended")
    assert (await inside.get("/v1/runs")).status == 401, "not a second longer"
    assert (await supporter.post(f"{ASKED}/{access_id}/enter"))["code"] == "support_access_over"
    assert (await who.post(f"{path}/{access_id}/end"))["code"] == "support_access_over"


async def test_support_sees_what_was_agreed_to_and_no_more(
    hub: RunningHub, supporter: Client
) -> None:
    tenant, stranger = await hub.sign_up(organization="Careful"), await hub.sign_up()
    refused_id, access_id = await ask(supporter, tenant), await ask(supporter, tenant, "usage:read")
    refusing = await tenant.post(f"{OWN}/{refused_id}/decision", {"decision": "refuse"})
    assert refusing["status"] == "refused"
    for answer in await asyncio.gather(
        supporter.post(f"{ASKED}/{refused_id}/enter"),
        tenant.post(f"{OWN}/{refused_id}/decision", {"decision": "grant"}),
    ):
        assert (answer.status, answer["code"]) == (409, "support_access_over")
    for path in ("decision", "end"):
        theirs = await stranger.post(f"{OWN}/{access_id}/{path}", {"decision": "grant"})
        assert (theirs.status, theirs["code"]) == (404, "support_access_not_found")
    await tenant.post(f"{OWN}/{access_id}/decision", {"decision": "grant"})
    another = await hub.admin()
    assert (await another.post(f"{ASKED}/{access_id}/enter")).status == 404, "not who asked"
    inside = await enter(supporter, access_id)
    assert (await inside.get("/v1/usage")).status == 200
    assert (await inside.get("/v1/runs"))["code"] == "scope_missing"
    nowhere = {"organization_id": "org_00000000000000000000000000", "reason": "x", "hours": 1}
    missing = await supporter.post(ASKED, nowhere | {"scopes": ["runs:read"]})
    assert (missing.status, missing["code"]) == (404, "organization_not_found")
