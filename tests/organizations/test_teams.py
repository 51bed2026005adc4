"""Teams within an organization, and rights that the platform grants and takes by hand."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents_api.people import member_of
from tests.hub_fixtures import RunningHub
from tests.organizations.conftest import until

SUMMARIZE = platform_agent_id("summarize")


@pytest.mark.req("FR-7.3")
async def test_members_are_gathered_in_teams(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Gathered")
    member, stranger = await member_of(hub, admin), await hub.sign_up(organization="Elsewhere")
    made = await admin.post("/v1/teams", {"name": "Research"})
    assert made.status == 201, made.body
    path = f"/v1/teams/{made['id']}"
    seat = f"{path}/members/{member.user['id']}"

    for _ in range(2):
        assert (await admin.call("PUT", seat)).status == 204
    assert (await member.get("/v1/teams"))["data"][0]["members"] == 1
    listed = (await member.get(f"{path}/members"))["data"]
    assert listed == [{"id": member.user["id"], "name": member.user["name"]}]
    taken = await admin.post("/v1/teams", {"name": "Research"})
    assert (taken.status, taken["code"]) == (409, "team_name_taken")
    outsider = await admin.call("PUT", f"{path}/members/{stranger.user['id']}")
    assert (outsider.status, outsider["code"]) == (404, "member_not_found")
    assert (await member.call("DELETE", path))["code"] == "scope_missing"
    assert (await stranger.get(f"{path}/members"))["code"] == "team_not_found"
    renamed = await admin.call("PATCH", path, {"name": "Development"})
    assert (renamed.status, renamed["name"]) == (200, "Development")

    left = await member.call("DELETE", f"/v1/members/{member.user['id']}")

    assert left.status == 204
    assert (await admin.get(f"{path}/members"))["data"] == []
    assert (await admin.call("DELETE", seat)).status == 404
    assert (await admin.call("DELETE", path)).status == 204
    assert (await admin.get("/v1/teams"))["data"] == []
    alone = await hub.sign_up()
    assert (await alone.post("/v1/teams", {"name": "Me"}))["code"] == "personal_organization"


@pytest.mark.req("FR-7.1")
async def test_a_right_is_granted_and_taken_by_hand(hub: RunningHub) -> None:
    admin, person = await hub.admin(), await hub.sign_up()
    org_id = person.organization["id"]
    path = "/v1/admin/entitlements"
    body = {
        "organization_id": org_id,
        "user_id": person.user["id"],
        "agent_id": SUMMARIZE,
        "run_limit": 5,
        "active_to": "2099-01-01T00:00:00Z",
        "reason": "A trial",
    }
    made = await admin.post(path, body, headers={"idempotency-key": f"grant-{org_id}"})
    assert made.status == 201, made.body
    of_theirs = f"/v1/admin/organizations/{org_id}/entitlements"
    [listed] = (await admin.get(of_theirs))["data"]
    assert (listed["id"], listed["run_limit"], listed["reason"]) == (made["id"], 5, "A trial")
    ran = await person.invoke(SUMMARIZE, {"text": "x"}, model="openai/gpt-test")
    assert ran.status == 200, ran.body

    elsewhere = {"organization_id": (await hub.sign_up()).organization["id"], "reason": "Over"}
    missed = await admin.post(f"{path}/{made['id']}/revoke", elsewhere)
    revoked = await admin.post(
        f"{path}/{made['id']}/revoke", {"organization_id": org_id, "reason": "Over"}
    )

    assert (missed.status, missed["code"]) == (404, "entitlement_not_found")
    assert (revoked.status, revoked["status"]) == (200, "ended")
    refused = await until(
        lambda: person.invoke(SUMMARIZE, {"text": "x"}, model="openai/gpt-test"), 403
    )
    assert refused["code"] == "agent_not_enabled"
    event = (await person.get("/v1/audit?action=entitlement.ended"))["data"][0]
    assert (event["after"]["reason"], event["as_platform"]) == ("Over", True)
