"""Credits over HTTP, over a whole hub."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.db import connect
from hub.kit.ids import new_id
from tests.hub_fixtures import Answer, Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")


async def finance(hub: RunningHub, role: str = "finance") -> Client:
    """Somebody with this role in the platform, as its operator would set it."""
    person = await hub.sign_up()
    async with await connect(hub.engines.database) as connection, connection.transaction():
        await connection.execute("select set_config('app.user_id', %s, true)", [person.user["id"]])
        changed = await connection.execute(
            "update users set platform_role = %s where id = %s", [role, person.user["id"]]
        )
        assert changed.rowcount == 1
    return person


async def grant(admin: Client, key: str | None, **body: Any) -> Answer:
    headers = {"idempotency-key": key} if key else {}
    body = {"credits": "5", "kind": "paid", "reason": "A top-up"} | body
    return await admin.post("/v1/admin/grants", body, headers=headers)


@pytest.mark.req("S8")
async def test_a_new_organization_is_welcomed_with_credits(hub: RunningHub) -> None:
    person = await hub.sign_up()
    credits_ = await person.get("/v1/credits")
    assert credits_.status == 200, credits_.body
    assert credits_["available"] == "100"
    assert (credits_["held"], credits_["running"]) == ("0", 0)
    (welcome,) = credits_["grants"]
    assert (welcome["kind"], welcome["credits"], welcome["remaining"]) == (
        "promotional",
        "100",
        "100",
    )
    days = datetime.fromisoformat(welcome["expires_at"]) - datetime.now(UTC)
    assert timedelta(days=89) < days <= timedelta(days=90)
    entries = await person.get("/v1/credits/entries")
    (entry,) = entries["data"]
    assert (entry["type"], entry["change"], entry["balance"]) == ("granted", "100", "100")
    assert entry["description"].startswith("100 promotional credits")
    assert entry["run_id"] is None
    assert entries["next_cursor"] is None


@pytest.mark.req("S8")
async def test_a_run_shows_in_the_entries_with_its_id(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    run = await person.invoke(SUMMARIZE, "Sales rose.", model="openai/gpt-test", max_credits="3")
    assert run.status == 200, run.body
    entries = (await person.get("/v1/credits/entries"))["data"]
    cost = Decimal(run["cost"]["credits"])
    assert sum(Decimal(e["charged"]) for e in entries) == cost
    assert all(e["run_id"] == run["id"] for e in entries if e["type"] != "granted")
    balance = Decimal((await person.get("/v1/credits"))["available"])
    assert balance == Decimal(100) - cost == Decimal(entries[0]["balance"])


@pytest.mark.req("S8")
async def test_entries_come_in_pages_whose_balances_join(hub: RunningHub) -> None:
    person, admin = await hub.sign_up(), await finance(hub)
    for number in range(5):
        made = await grant(admin, new_id("ord"), organization_id=person.organization["id"])
        assert made.status == 201, (number, made.body)
    seen: list[dict[str, Any]] = []
    cursor = ""
    while True:
        listed = await person.get(f"/v1/credits/entries?limit=2{cursor}")
        seen += listed["data"]
        if listed["next_cursor"] is None:
            break
        cursor = f"&cursor={listed['next_cursor']}"
    assert [e["balance"] for e in seen] == ["125", "120", "115", "110", "105", "100"]
    assert len({e["id"] for e in seen}) == 6
    bad = await person.get("/v1/credits/entries?cursor=bGRnXzE6eA")
    assert (bad.status, bad["code"]) == (422, "invalid_input")


@pytest.mark.req("S8")
async def test_what_was_given_is_told_in_words_that_say_it_once(hub: RunningHub) -> None:
    person, admin = await hub.sign_up(), await finance(hub)
    for given in (
        {"credits": "1", "reason": "A top-up"},
        {"credits": "5000", "reason": "5,000 credits"},
        {"credits": "20", "kind": "metered", "reason": "Paid later"},
    ):
        of = {"organization_id": person.organization["id"]}
        assert (await grant(admin, new_id("ord"), **of, **given)).status == 201
    entries = (await person.get("/v1/credits/entries?limit=3"))["data"]
    assert [entry["description"] for entry in reversed(entries)] == [
        "1 credit bought: A top-up",
        "5,000 credits bought",
        "20 credits to use before they are paid: Paid later",
    ]


@pytest.mark.req("S8")
async def test_an_administrators_grant_is_made_once_by_its_key(hub: RunningHub) -> None:
    person, other, admin = await hub.sign_up(), await hub.sign_up(), await finance(hub)
    org_id = person.organization["id"]
    missing = await grant(admin, None, organization_id=org_id)
    assert (missing.status, missing["code"]) == (400, "idempotency_key_required")
    key = new_id("ord")
    answers = await asyncio.gather(*(grant(admin, key, organization_id=org_id) for _ in range(5)))
    assert {a.status for a in answers} == {201}
    assert all(a.body == answers[0].body for a in answers)
    assert sum("idempotent-replayed" in a.headers for a in answers) == 4
    assert answers[0]["credits"] == "5"
    for change in (
        {"credits": "6"},
        {"reason": "Another"},
        {"organization_id": other.organization["id"]},
    ):
        reused = await grant(admin, key, **({"organization_id": org_id} | change))
        assert (reused.status, reused["code"]) == (422, "idempotency_key_reused")
    assert (await person.get("/v1/credits"))["available"] == "105"
    assert (await other.get("/v1/credits"))["available"] == "100"


@pytest.mark.req("S8")
async def test_only_the_platforms_administrators_grant(hub: RunningHub) -> None:
    person = await hub.sign_up()
    refused = await grant(person, "k", organization_id=person.organization["id"])
    assert (refused.status, refused["code"]) == (403, "platform_admin_required")
    for role in ("moderator", "support"):
        refused = await grant(
            await finance(hub, role), "k", organization_id=person.organization["id"]
        )
        assert (refused.status, refused["code"]) == (403, "platform_admin_required")
    assert (await person.get("/v1/credits"))["available"] == "100"
    key = await person.key()
    refused = await grant(key, "k", organization_id=person.organization["id"])
    assert (refused.status, refused["code"]) == (403, "scope_missing")


@pytest.mark.req("S8")
@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"credits": "0"}, 422),
        ({"credits": "-1"}, 422),
        ({"credits": "1e3"}, 422),
        ({"credits": 5}, 422),
        ({"credits": "0.0000001"}, 422),
        ({"kind": "magic"}, 422),
        ({"reason": ""}, 422),
        ({"reason": "a\x00b"}, 422),
        ({"expires_at": "2020-01-01T00:00:00Z"}, 422),
        ({"expires_at": "2099-01-01T00:00:00"}, 422),
        ({"organization_id": "org_1,org_2"}, 422),
        ({"organization_id": "org_00000000000000000000000000"}, 404),
        ({"surprise": 1}, 422),
    ],
)
async def test_a_grant_that_makes_no_sense_is_refused(
    hub: RunningHub, wrong: dict[str, Any], status: int
) -> None:
    person, admin = await hub.sign_up(), await finance(hub)
    body = {"organization_id": person.organization["id"]} | wrong
    refused = await grant(admin, new_id("ord"), **body)
    assert refused.status == status, refused.body
    assert (await person.get("/v1/credits"))["available"] == "100"


@pytest.mark.req("S8")
async def test_budgets_are_made_changed_listed_and_removed(hub: RunningHub) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    body = {"scope": "organization", "period": "month", "amount": "12.50"}
    made = await person.call("PUT", "/v1/budgets", body)
    assert made.status == 200, made.body
    assert (made["amount"], made["used"], made["held"]) == ("12.5", "0", "0")
    assert made["scope_id"] == person.organization["id"]
    again = await person.call("PUT", "/v1/budgets", body | {"amount": "7"})
    assert (again["id"], again["amount"]) == (made["id"], "7")
    assert [b["id"] for b in (await person.get("/v1/budgets"))["data"]] == [made["id"]]
    assert (await other.get("/v1/budgets"))["data"] == []
    hidden = await other.call("DELETE", f"/v1/budgets/{made['id']}")
    assert (hidden.status, hidden["code"]) == (404, "not_found")
    removed = await person.call("DELETE", f"/v1/budgets/{made['id']}")
    assert removed.status == 204
    assert (await person.get("/v1/budgets"))["data"] == []


@pytest.mark.req("S8")
@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "planet"},
        {"scope": "user"},
        {"scope": "user", "scope_id": "key_00000000000000000000000000"},
        {"scope": "user", "scope_id": "laelia"},
        {"scope_id": "org_00000000000000000000000000"},
        {"period": "year"},
        {"amount": "-1"},
    ],
)
async def test_a_budget_that_makes_no_sense_is_refused(
    hub: RunningHub, wrong: dict[str, Any]
) -> None:
    person = await hub.sign_up()
    body = {"scope": "organization", "period": "day", "amount": "1"} | wrong
    refused = await person.call("PUT", "/v1/budgets", body)
    assert (refused.status, refused["code"]) == (422, "invalid_input")


@pytest.mark.req("S8")
async def test_a_keys_budget_is_made_with_it_and_keys_do_not_change_budgets(
    hub: RunningHub,
) -> None:
    person = await hub.sign_up()
    key = await person.key(budget={"amount": "2", "period": "day"})
    (budget,) = (await key.get("/v1/budgets"))["data"]
    assert (budget["scope"], budget["amount"], budget["period"]) == ("key", "2", "day")
    refused = await key.call("DELETE", f"/v1/budgets/{budget['id']}")
    assert (refused.status, refused["code"]) == (403, "scope_missing")


@pytest.mark.req("S8")
async def test_credits_need_a_credential(hub: RunningHub) -> None:
    for path in ("/v1/credits", "/v1/credits/entries", "/v1/budgets"):
        refused = await hub.anonymous.get(path)
        assert (refused.status, refused["code"]) == (401, "unauthenticated")
