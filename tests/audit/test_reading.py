"""Who sees which part of the record, how it is searched, and the forms in which it is given."""

import csv
import io
import json
import re
from datetime import datetime
from typing import Any

import pytest

from tests.agents_api.people import member_of, published
from tests.audit.conftest import Ledger, export
from tests.hub_fixtures import PASSWORD, Client, RunningHub

pytestmark = pytest.mark.req("R67", "R25")


async def events(who: Client, query: str = "") -> list[dict[str, Any]]:
    answer = await who.get(f"/v1/audit{query}")
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer["data"]
    return found


async def test_an_admin_sees_the_organizations_acts_and_a_member_their_own(
    hub: RunningHub,
) -> None:
    admin = await hub.sign_up(organization="Orchids")
    member = await member_of(hub, admin)
    await admin.post("/v1/api-keys", {"name": "CI"})
    opened = await member.post("/v1/auth/login", _sign_in(member))
    assert opened.status == 200
    seen = [event["action"] for event in await events(admin)]
    assert seen == [
        "session.started",
        "api_key.created",
        "session.started",
        "invitation.accepted",
        "invitation.created",
        "user.signed_up",
    ]
    own = await events(member)
    assert [event["action"] for event in own] == [
        "session.started",
        "session.started",
        "invitation.accepted",
    ]
    assert {event["actor"]["id"] for event in own} == {member.user["id"]}
    stranger = await hub.sign_up(organization="Others")
    assert [event["action"] for event in await events(stranger)] == ["user.signed_up"]


def _sign_in(who: Client) -> dict[str, str]:
    email, org_id = who.user["email"], who.organization["id"]
    return {"email": email, "password": PASSWORD, "organization_id": org_id}


async def test_a_key_reads_the_record_only_if_it_may_administer(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Orchids")
    inference = await admin.key(scopes=["agents:invoke", "runs:read"])
    for path in ("/v1/audit", "/v1/audit/export", "/v1/audit/heads"):
        refused = await inference.get(path)
        assert (refused.status, refused["code"]) == (403, "scope_missing")
        assert (await hub.anonymous.get(path)).status == 401
    machine = await admin.key(scopes=["admin"])
    assert (await events(machine))[0]["action"] == "api_key.created"
    made = await machine.post("/v1/invitations", {"email": "x@example.com"})
    assert made.status == 201
    latest = (await events(machine))[0]
    key_id = (await machine.get("/v1/me"))["key_id"]
    assert latest["actor"] == {
        "type": "api_key",
        "id": admin.user["id"],
        "credential_id": key_id,
    }
    member = await member_of(hub, admin)
    assert (await member.get("/v1/audit/heads")).status == 403


async def test_the_platforms_record_is_for_its_administrators(hub: RunningHub) -> None:
    admin, owner = await hub.admin(), await hub.sign_up(organization="Orchids")
    agent_id = await published(owner)
    assert (await admin.post(f"/v1/agents/{agent_id}/list")).status == 200
    listed = (await events(owner, "?action=agent.listed"))[0]
    assert (listed["as_platform"], listed["actor"]["id"]) == (True, admin.user["id"])
    on_platform = await events(admin, f"?view=platform&target={agent_id}")
    assert [event["id"] for event in on_platform] == [listed["id"]]
    assert not await events(admin, f"?view=platform&target={agent_id}&action=agent.created")
    for path in ("/v1/audit", "/v1/audit/export", "/v1/audit/heads"):
        refused = await owner.get(f"{path}?view=platform")
        assert (refused.status, refused["code"]) == (403, "platform_admin_required")


async def test_failed_sign_ins_are_seen_by_whose_account_it_is(hub: RunningHub) -> None:
    person = await hub.sign_up()
    guess = {"email": person.user["email"], "password": "wrong-password-77"}
    assert (await hub.anonymous.post("/v1/auth/login", guess)).status == 401
    elsewhere = {**_sign_in(person), "organization_id": "org_00000000000000000000000000"}
    assert (await hub.anonymous.post("/v1/auth/login", elsewhere)).status == 404
    refused = await events(person, "?action=user.sign_in_refused")
    assert [event["after"] for event in refused] == [
        {"reason": "organization_not_found"},
        {"reason": "sign_in_failed"},
    ]
    for event in refused:
        assert event["outcome"] == "failure"
        assert event["actor"] == {"type": "anonymous", "id": None, "credential_id": None}
        assert event["target"] == {"type": "user", "id": person.user["id"]}
        assert event["address"] == "127.0.0.1"
        assert "wrong-password-77" not in json.dumps(event)


async def test_events_say_what_changed(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Orchids")
    member = await member_of(hub, admin)
    await admin.call("PATCH", f"/v1/members/{member.user['id']}", {"role": "staff"})
    budget = {"scope": "organization", "period": "month", "amount": "50"}
    for amount in ("50", "75.5"):
        await admin.call("PUT", "/v1/budgets", budget | {"amount": amount})
    raised, made, changed = (await events(admin))[:3]
    assert (changed["before"], changed["after"]) == ({"role": "member"}, {"role": "staff"})
    assert (made["before"], made["after"]["credits"]) == (None, "50")
    assert (raised["before"]["credits"], raised["after"]["credits"]) == ("50", "75.5")


async def test_it_is_searched_by_actor_action_target_time_and_text(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Orchids")
    member = await member_of(hub, admin)
    key = await admin.post("/v1/api-keys", {"name": "Nightly_50%"})
    await admin.post("/v1/api-keys", {"name": "Nightly-other"})
    by_member = await events(admin, f"?actor={member.user['id']}")
    assert {event["actor"]["id"] for event in by_member} == {member.user["id"]}
    of_key = await events(admin, f"?target={key['id']}&target_type=api_key")
    assert [event["after"]["name"] for event in of_key] == ["Nightly_50%"]
    assert [e["target"]["id"] for e in await events(admin, "?q=nightly_50%25")] == [key["id"]]
    assert len(await events(admin, "?q=nightly")) == 2
    moment = of_key[0]["occurred_at"]
    datetime.fromisoformat(moment)
    assert key["id"] in [e["target"]["id"] for e in await events(admin, f"?since={moment}")]
    assert key["id"] not in [e["target"]["id"] for e in await events(admin, f"?until={moment}")]
    for bad in ("?q=a", "?since=yesterday", "?since=0001-01-01T00:00:00Z", "?cursor=xx", "?q=a%00"):
        assert (await admin.get(f"/v1/audit{bad}")).status == 422, bad


async def test_pages_follow_each_other_without_loss(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for number in range(6):
        await person.post("/v1/api-keys", {"name": f"k{number}"})
    found, cursor = [], ""
    while True:
        page = await person.get(f"/v1/audit?limit=3{cursor}")
        found += [event["id"] for event in page["data"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert found == [event["id"] for event in await events(person)]
    assert len(found) == len(set(found)) == 7


@pytest.fixture
async def busy(hub: RunningHub) -> Client:
    admin = await hub.sign_up(organization="Orchids")
    await admin.post("/v1/api-keys", {"name": "=cmd|' /C calc'!A0"})
    await admin.post("/v1/api-keys", {"name": "a=b|c\\d"})
    await hub.anonymous.post("/v1/auth/login", _sign_in(admin) | {"password": "wrong-one-55"})
    return admin


async def taken(who: Client, form: str, more: str = "") -> str:
    return await export(who, f"?format={form}{more}")


async def test_the_record_as_csv(busy: Client) -> None:
    text = await taken(busy, "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["action"] for row in rows] == [
        "user.signed_up",
        "api_key.created",
        "api_key.created",
        "user.sign_in_refused",
        "audit.exported",
    ]
    assert [int(row["seq"]) for row in rows] == [1, 2, 3, 4, 5]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_the_record_as_cef(busy: Client) -> None:
    lines = (await taken(busy, "cef")).splitlines()
    heads = [re.split(r"(?<!\\)\|", line, maxsplit=7) for line in lines]
    assert {tuple(head[:4]) for head in heads} == {("CEF:0", "Laelia", "Laelia Hub", "1")}
    assert [head[4] for head in heads][:2] == ["user.signed_up", "api_key.created"]
    assert all(0 <= int(head[6]) <= 10 for head in heads)
    named = dict(re.findall(r"(\w+)=((?:\\=|[^=])*?)(?= \w+=|$)", heads[2][7]))
    assert named["suid"] == busy.user["id"]
    assert named["src"] == "127.0.0.1"
    said = named["cs4"].replace("\\=", "=").replace("\\\\", "\\")
    assert json.loads(said)["name"] == "a=b|c\\d"
    assert "outcome=failure" in lines[3]


async def test_the_record_as_ocsf(busy: Client) -> None:
    found = [json.loads(line) for line in (await taken(busy, "ocsf")).splitlines()]
    assert [event["class_uid"] for event in found] == [3001, 3004, 3004, 3002, 3004]
    for event in found:
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert event["metadata"]["version"] == "1.3.0"
        assert event["metadata"]["tenant_uid"] == busy.organization["id"]
        assert isinstance(event["time"], int)
    refused, created = found[3], found[1]
    assert (refused["status"], refused["activity_name"]) == ("Failure", "Logon")
    assert refused["user"] == {"uid": busy.user["id"]}
    assert created["entity"]["type"] == "api_key"
    assert created["entity_result"]["data"]["mode"] == "live"
    assert created["actor"]["user"]["uid"] == busy.user["id"]


async def test_a_selection_says_that_it_is_one(busy: Client) -> None:
    lines = (await taken(busy, "jsonl", "&action=api_key.created")).splitlines()
    assert json.loads(lines[0])["whole"] is False
    assert {json.loads(line)["action"] for line in lines[1:]} == {"api_key.created"}


async def test_an_export_is_read_in_parts_and_whole(busy: Client, ledger: Ledger) -> None:
    """More events than are read at once; nothing of another organization's among them."""
    await ledger.fill(busy.organization["id"], 1100)
    lines = [json.loads(line) for line in (await taken(busy, "jsonl")).splitlines()]
    events_ = [line for line in lines if line["type"] == "event"]
    assert [event["seq"] for event in events_] == list(range(1, lines[0]["last"] + 1))
    assert len(events_) > 1100
    assert {event["org_id"] for event in events_} == {busy.organization["id"]}
    assert len((await taken(busy, "csv")).splitlines()) == len(events_) + 2
