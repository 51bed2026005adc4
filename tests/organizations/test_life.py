"""An organization's name, its owner, and how one person's grows into a team."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents_api.people import member_of, published
from tests.hub_fixtures import RunningHub
from tests.organizations.conftest import CURRENT, told

TRANSFER = f"{CURRENT}/transfer"
MODEL = "openai/gpt-test"


@pytest.mark.req("S3", "FR-7.3")
async def test_a_person_who_grows_into_a_team_keeps_everything(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    await person.enable(agent_id)
    run = await person.invoke(agent_id, {"text": "x"}, model=MODEL)
    assert run.status == 200, run.body
    key, credits_ = await person.key(), (await person.get("/v1/credits")).body
    assert (await person.call("PATCH", CURRENT, {"name": "Mine"}))["code"] == (
        "personal_organization"
    )

    grown = await person.post(f"{CURRENT}/grow", {"name": "Grown Ltd"})

    assert grown.status == 200, grown.body
    assert (grown["id"], grown["type"], grown["name"]) == (
        person.organization["id"],
        "team",
        "Grown Ltd",
    )
    assert grown["owner_id"] == person.user["id"]
    assert (await person.get(f"/v1/runs/{run['id']}"))["output"] == run["output"]
    assert (await person.get("/v1/credits")).body == credits_
    assert (await key.invoke(agent_id, {"text": "y"}, model=MODEL)).status == 200
    member = await member_of(hub, person)
    assert (await member.get("/v1/agents?own=true"))["data"][0]["id"] == agent_id
    again = await person.post(f"{CURRENT}/grow", {"name": "Again"})
    assert (again.status, again["code"]) == (409, "not_personal")


@pytest.mark.req("FR-7.3")
async def test_a_team_is_renamed_by_its_admins(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Before")
    member = await member_of(hub, admin)

    refused = await member.call("PATCH", CURRENT, {"name": "Theirs"})
    renamed = await admin.call("PATCH", CURRENT, {"name": "After"})

    assert (refused.status, refused["code"]) == (403, "scope_missing")
    assert (renamed.status, renamed["name"]) == (200, "After")
    assert (await member.get("/v1/me"))["organization"]["name"] == "After"


@pytest.mark.req("FR-7.3")
async def test_an_organization_is_handed_on_once_both_have_said_so(hub: RunningHub) -> None:
    owner = await hub.sign_up(organization="Handed")
    heir, other = await member_of(hub, owner, "staff"), await member_of(hub, owner, "admin")
    body = {"user_id": heir.user["id"]}

    by_another = await other.post(TRANSFER, body)
    unasked = await heir.post(f"{TRANSFER}/accept")
    offered = await owner.post(TRANSFER, body)
    by_whom_it_is_not_for = await other.post(f"{TRANSFER}/accept")
    accepted = await heir.post(f"{TRANSFER}/accept")

    assert (by_another.status, by_another["code"]) == (403, "owner_required")
    assert (unasked.status, unasked["code"]) == (404, "transfer_not_found")
    assert (offered.status, offered["to_user_id"]) == (201, heir.user["id"])
    assert by_whom_it_is_not_for["code"] == "transfer_not_found"
    assert (accepted.status, accepted["owner_id"]) == (200, heir.user["id"])
    roles = {m["user_id"]: m["role"] for m in (await owner.get("/v1/members"))["data"]}
    assert roles[heir.user["id"]] == roles[owner.user["id"]] == "admin"
    assert "Handed is offered to you" in await told(heir)
    assert "Handed has another owner" in await told(other)
    # Who was the owner is an admin like others; who is, stays.
    removed = await other.call("DELETE", f"/v1/members/{owner.user['id']}")
    kept = await other.call("DELETE", f"/v1/members/{heir.user['id']}")
    lesser = await other.call("PATCH", f"/v1/members/{heir.user['id']}", {"role": "member"})
    assert removed.status == 204
    for answer in (kept, lesser):
        assert (answer.status, answer["code"]) == (409, "owner_stays")


async def test_an_offer_is_declined_or_taken_back(hub: RunningHub) -> None:
    owner = await hub.sign_up(organization="Kept")
    member, onlooker = await member_of(hub, owner), await member_of(hub, owner)

    for who in (member, owner):
        assert (await owner.post(TRANSFER, {"user_id": member.user["id"]})).status == 201
        assert (await onlooker.get(TRANSFER)).status == 404
        assert (await member.get(TRANSFER))["from_user_id"] == owner.user["id"]
        assert (await who.call("DELETE", TRANSFER)).status == 204
        assert (await member.post(f"{TRANSFER}/accept")).status == 404
    nobody = await owner.post(TRANSFER, {"user_id": "usr_00000000000000000000000000"})
    oneself = await owner.post(TRANSFER, {"user_id": owner.user["id"]})
    assert (nobody["code"], oneself["code"]) == ("member_not_found", "conflict")


@pytest.mark.req("S2", "S3")
async def test_a_person_belongs_to_several_and_acts_in_one_at_a_time(hub: RunningHub) -> None:
    person, admin = await hub.sign_up(), await hub.sign_up(organization="Second")
    await person.enable(platform_agent_id("summarize"))
    offer = await admin.post("/v1/invitations", {"email": person.user["email"]})
    await person.post("/v1/invitations/accept", {"token": offer["token"]})

    entered = await person.post("/v1/auth/switch", {"organization_id": admin.organization["id"]})
    there = person.with_token(entered["token"])

    assert (await there.get("/v1/me"))["organization"]["name"] == "Second"
    listed = {o["id"]: o["role"] for o in (await there.get("/v1/organizations"))["data"]}
    assert listed == {person.organization["id"]: "admin", admin.organization["id"]: "member"}
    assert (await there.get("/v1/entitlements"))["data"] == []
    assert (await person.get("/v1/me")).status == 401, "the session that it came from has ended"
    assert (await there.call("DELETE", f"/v1/members/{person.user['id']}")).status == 204
