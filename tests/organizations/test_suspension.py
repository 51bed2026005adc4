"""The platform closes an organization or an account, and whoever is in it is told why."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import say
from tests.organizations.conftest import CURRENT, signed_in, told, until

REASON = "Payments were disputed"
SUMMARIZE = platform_agent_id("summarize")


async def suspend(hub: RunningHub, org_id: str, verb: str = "suspend") -> None:
    admin = await hub.admin()
    done = await admin.post(f"/v1/admin/organizations/{org_id}/{verb}", {"reason": REASON})
    assert done.status == 200, done.body


@pytest.mark.req("FR-7.1", "FR-7.3", "R31")
async def test_a_suspended_organization_is_closed_on_every_face(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Closed")
    await admin.enable(SUMMARIZE)
    key = await admin.key(scopes=["agents:read", "agents:invoke", "admin"])
    assert (await key.get("/v1/agents")).status == 200

    await suspend(hub, admin.organization["id"])

    for who in (admin, key):
        refused = await until(lambda who=who: who.get("/v1/agents"), 403)
        assert (refused["code"], refused["reason"]) == ("organization_suspended", REASON)
        for method, path in (
            ("POST", f"/v1/agents/{SUMMARIZE}/invoke"),
            ("POST", "/v1/chat/completions"),
            ("POST", "/v1/messages"),
            ("GET", "/v1/models"),
            ("GET", "/v1/audit"),
            ("POST", "/v1/api-keys"),
        ):
            answer = await who.call(method, path, {} if method == "POST" else None)
            assert answer.status == 403, (path, answer.body)
            assert "organization_suspended" in str(answer.body), path
        assert "organization_suspended" in str((await say(who, "tools/list")).messages)
    assert (await key.get("/v1/me")).status == 403, "a key sees not even why it is closed"
    me = await admin.get("/v1/me")
    assert (me["organization"]["status"], me["scopes"]) == ("suspended", [])
    assert me["organization"]["status_reason"] == REASON

    await suspend(hub, admin.organization["id"], "reactivate")

    await until(lambda: key.get("/v1/agents"), 200)
    await until(lambda: admin.get("/v1/agents"), 200)
    assert (await told(admin))[:2] == ["Closed is open again", "Closed is suspended"]
    actions = [e["action"] for e in (await admin.get("/v1/audit"))["data"]]
    assert {"organization.suspended", "organization.reactivated"} <= set(actions)


@pytest.mark.req("FR-7.3")
async def test_whoever_belongs_to_a_suspended_organization_goes_elsewhere(
    hub: RunningHub,
) -> None:
    person = await hub.sign_up()
    team = await person.post("/v1/organizations", {"name": "Closed"})
    there = await person.post("/v1/auth/switch", {"organization_id": team["id"]})
    inside = person.with_token(there["token"])

    await suspend(hub, team["id"])

    await until(lambda: inside.get("/v1/agents"), 403)
    listed = {o["name"]: o["status"] for o in (await inside.get("/v1/organizations"))["data"]}
    assert listed["Closed"] == "suspended"
    assert (await inside.post("/v1/invitations", {"email": "x@example.com"})).status == 403
    own = person.organization["id"]
    home = await inside.post("/v1/auth/switch", {"organization_id": own})
    assert home.status == 200, home.body
    assert (await person.with_token(home["token"]).get("/v1/agents")).status == 200
    assert (await signed_in(hub, person)).organization["id"] == own


@pytest.mark.req("FR-7.1")
async def test_what_cannot_be_suspended(hub: RunningHub) -> None:
    admin, person = await hub.admin(), await hub.sign_up()
    team = await hub.sign_up(organization="Once")
    nowhere = "org_00000000000000000000000000"
    path = "/v1/admin/organizations/{}/{}"

    for org_id, verb, status, code in (
        (person.organization["id"], "suspend", 409, "personal_organization"),
        (nowhere, "suspend", 404, "organization_not_found"),
        (nowhere, "reactivate", 404, "organization_not_found"),
        (team.organization["id"], "reactivate", 409, "not_suspended"),
        (team.organization["id"], "suspend", 200, None),
        (team.organization["id"], "suspend", 409, "already_suspended"),
    ):
        answer = await admin.post(path.format(org_id, verb), {"reason": REASON})
        assert answer.status == status, answer.body
        assert answer.body.get("code") == code
    unsaid = await admin.post(path.format(team.organization["id"], "suspend"), {})
    assert unsaid.status == 422, "a reason is given"


async def _account(admin: Client, person: Client, verb: str) -> None:
    path = f"/v1/admin/users/{person.user['id']}/{verb}"
    done = await admin.post(path, {"reason": REASON})
    assert done.status == 200, done.body


@pytest.mark.req("FR-7.1", "R31")
async def test_a_suspended_account_opens_nothing_anywhere(hub: RunningHub) -> None:
    admin, person = await hub.admin(), await hub.sign_up()
    key = await person.key()

    await _account(admin, person, "suspend")

    refused = await until(lambda: key.get("/v1/agents"), 403)
    assert (refused["code"], refused["reason"]) == ("account_suspended", REASON)
    await until(lambda: person.get("/v1/me"), 401)  # sessions have ended
    body = {"email": person.user["email"], "password": "correct-horse-battery-9"}
    entry = await hub.anonymous.post("/v1/auth/login", body)
    assert (entry.status, entry["code"]) == (401, "sign_in_failed")

    await _account(admin, person, "reactivate")

    await until(lambda: key.get("/v1/agents"), 200)
    again = await signed_in(hub, person)
    assert (await told(again))[:2] == ["Your account is open again", "Your account is suspended"]
    second = await signed_in(hub, person)
    ended = await admin.post(
        f"/v1/admin/users/{person.user['id']}/end-sessions", {"reason": REASON}
    )
    assert ended["ended"] == 2
    for session in (again, second):
        await until(lambda session=session: session.get("/v1/me"), 401)
    assert (await key.get("/v1/agents")).status == 200


@pytest.mark.req("FR-7.1", "S24")
async def test_administrators_are_not_suspended_by_lesser_ones(hub: RunningHub) -> None:
    admin, moderator, other = await hub.admin(), await hub.sign_up(), await hub.sign_up()
    for who, role in ((moderator, "moderator"), (other, "support")):
        body = {"email": who.user["email"], "role": role}
        assert (await admin.call("PUT", "/v1/admin/administrators", body)).status == 200
    acting = await signed_in(hub, moderator)
    path = "/v1/admin/users/{}/suspend"

    by_moderator = await acting.post(path.format(other.user["id"]), {"reason": REASON})
    oneself = await admin.post(path.format(admin.user["id"]), {"reason": REASON})
    by_superadmin = await admin.post(path.format(other.user["id"]), {"reason": REASON})

    assert by_moderator["code"] == "platform_admin_required"
    assert oneself["code"] == "conflict"
    assert by_superadmin.status == 200


@pytest.mark.req("FR-7.3")
async def test_an_owner_asks_for_the_end_and_an_admin_takes_it_back(hub: RunningHub) -> None:
    owner = await hub.sign_up(organization="Going")
    org_id = owner.organization["id"]
    key = await owner.key()
    elsewhere = await signed_in(hub, owner)
    body = {"confirm": org_id, "reason": "We merged"}

    unsure = await owner.post(f"{CURRENT}/deletion", body | {"confirm": "yes"})
    by_key = await (await owner.key(scopes=["admin"])).post(f"{CURRENT}/deletion", body)
    asked = await owner.post(f"{CURRENT}/deletion", body)

    assert (unsure.status, by_key["code"]) == (422, "session_required")
    assert (asked.status, asked["status"]) == (202, "deleting")
    refused = await until(lambda: key.get("/v1/agents"), 403)
    assert (refused["code"], refused["delete_at"]) == ("organization_deleting", asked["delete_at"])
    stranger = await hub.sign_up()
    path = f"/v1/organizations/{org_id}/deletion"
    assert (await stranger.call("DELETE", path)).status == 404
    restored = await elsewhere.call("DELETE", path)
    assert (restored.status, restored["status"]) == (200, "active")
    await until(lambda: key.get("/v1/agents"), 200)
    assert (await told(owner))[0] == "Going will not be deleted"
    assert (await elsewhere.call("DELETE", path)).status == 404
