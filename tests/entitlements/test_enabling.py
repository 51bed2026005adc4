"""Enabling over HTTP: who may, on which terms, until when, and what it costs."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.agents.documents import prompt
from tests.agents_api.people import listed_agent, member_of
from tests.hub_fixtures import Client, RunningHub

MODEL = "openai/gpt-test"
PER_CALL = {"model": "per_call", "credits": "30", "model_cost": "included"}


async def price(owner: Client, agent_id: str, **terms: Any) -> Any:
    put = await owner.call("PUT", f"/v1/agents/{agent_id}/price", PER_CALL | terms)
    assert put.status == 200, put.body
    return put.body


@pytest.mark.req("S5")
async def test_a_priced_agent_is_enabled_once_a_call_can_be_paid(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    await price(owner, agent_id, credits="250.5")
    buyer = await hub.sign_up()
    refused = await buyer.post(f"/v1/agents/{agent_id}/enable")
    assert (refused.status, refused["code"]) == (402, "payment_required")
    checkout = urlsplit(refused["checkout_url"])
    page = await hub.anonymous.get(f"{checkout.path}?{checkout.query}")
    assert page.status == 200
    assert agent_id in page.body
    assert refused["offers"][0]["credits"] == "250.5"
    assert refused["offers"][0]["missing_credits"] == "150.5"
    await price(owner, agent_id, credits="40")
    enabled = await buyer.post(f"/v1/agents/{agent_id}/enable")
    assert (enabled.status, enabled["source"]) == (201, "priced")
    ran = await buyer.invoke(agent_id, "x", model=MODEL)
    assert ran["cost"] == {"credits": "40"}


@pytest.mark.req("S5")
async def test_whoever_has_it_keeps_the_price(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    old = await price(owner, agent_id)
    early, late = await hub.sign_up(), await hub.sign_up()
    first = await early.enable(agent_id)
    new = await price(owner, agent_id, credits="50")
    assert new["id"] != old["id"]
    changed = await early.post(f"/v1/agents/{agent_id}/enable", {"channels": ["http"]})
    assert changed["id"] != first["id"]
    assert changed["price_id"] == old["id"]
    assert (await late.enable(agent_id))["price_id"] == new["id"]
    ran = [await p.invoke(agent_id, "x", model=MODEL) for p in (early, late)]
    assert [r["cost"]["credits"] for r in ran] == ["30", "50"]
    history = await owner.get(f"/v1/agents/{agent_id}/prices")
    assert [p["credits"] for p in history["data"]] == ["50", "30"]
    assert [p["archived_at"] is None for p in history["data"]] == [True, False]
    seen = await late.get(f"/v1/agents/{agent_id}/prices")
    assert [p["credits"] for p in seen["data"]] == ["50"]
    unchanged = await owner.call(
        "PUT", f"/v1/agents/{agent_id}/price", PER_CALL | {"credits": "50"}
    )
    assert unchanged["id"] == new["id"]


async def test_enabling_again_changes_nothing(hub: RunningHub) -> None:
    _, agent_id = await listed_agent(hub)
    person = await hub.sign_up()
    first = await person.enable(agent_id)
    assert (await person.enable(agent_id))["id"] == first["id"]
    held = await person.get("/v1/entitlements")
    assert [(e["agent_id"], e["status"]) for e in held["data"]] == [(agent_id, "active")]


async def test_only_the_chosen_channels_are_open(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub, channels=["http", "mcp"])
    person = await hub.sign_up()
    wide = await person.post(f"/v1/agents/{agent_id}/enable", {"channels": ["web"]})
    assert (wide.status, wide["errors"][0]["pointer"]) == (422, "/channels/0")
    narrow = await person.post(f"/v1/agents/{agent_id}/enable", {"channels": ["mcp"]})
    assert narrow["channels"] == ["mcp"]
    refused = await person.invoke(agent_id, "x", model=MODEL)
    assert (refused.status, refused["code"]) == (403, "channel_not_allowed")
    assert (await person.enable(agent_id))["channels"] == ["mcp"]
    await person.post(f"/v1/agents/{agent_id}/enable", {"channels": ["http", "mcp"]})
    assert (await person.invoke(agent_id, "x", model=MODEL)).status == 200
    await owner.call("PATCH", f"/v1/agents/{agent_id}", {"channels": ["mcp"]})
    await owner.post(f"/v1/agents/{agent_id}/publish")
    await eventually(person, agent_id, 403)


async def eventually(person: Client, agent_id: str, status: int, *, from_s: float = 0) -> None:
    """Within the second in which access must be gone everywhere, which begins in `from_s`."""
    async with asyncio.timeout(from_s + 1.5):
        while (await person.invoke(agent_id, "x", model=MODEL)).status != status:
            await asyncio.sleep(0.05)


@pytest.mark.req("S5")
async def test_what_is_disabled_is_gone_within_a_second(hub: RunningHub) -> None:
    _, agent_id = await listed_agent(hub)
    person = await hub.sign_up()
    await person.enable(agent_id)
    assert (await person.invoke(agent_id, "x", model=MODEL)).status == 200
    ended = await person.post(f"/v1/agents/{agent_id}/disable")
    assert ended.status == 204
    refused = await person.invoke(agent_id, "x", model=MODEL)  # the start itself looks again
    assert (refused.status, refused["code"]) == (403, "agent_not_enabled")
    assert (await person.post(f"/v1/agents/{agent_id}/disable")).status == 204
    assert (await person.get("/v1/entitlements"))["data"][0]["status"] == "ended"


@pytest.mark.req("S5")
async def test_a_member_enables_what_is_free_for_themselves(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    admin = await hub.sign_up(organization="Orchids")
    member = await member_of(hub, admin)
    path = f"/v1/agents/{agent_id}/enable"
    for_all = await member.post(path)
    assert (for_all.status, for_all["code"]) == (403, "scope_missing")
    mine = await member.post(path, {"for_me": True})
    assert (mine.status, mine["user_id"]) == (201, member.user["id"])
    assert (await member.invoke(agent_id, "x", model=MODEL)).status == 200
    assert (await admin.invoke(agent_id, "x", model=MODEL)).status == 403
    assert (await member.post(f"/v1/agents/{agent_id}/disable", {"for_me": True})).status == 204
    await price(owner, agent_id)
    priced = await member.post(path, {"for_me": True})
    assert (priced.status, priced["code"]) == (403, "scope_missing")
    await price(owner, agent_id, model="free", credits="0")
    denied = await member.call("PUT", "/v1/entitlements/policy", {"members_may_enable": False})
    assert denied.status == 403
    await admin.call("PUT", "/v1/entitlements/policy", {"members_may_enable": False})
    closed = await member.post(path, {"for_me": True})
    assert (closed.status, closed["code"]) == (403, "enabling_not_allowed")
    assert (await member.get("/v1/entitlements/policy"))["members_may_enable"] is False


async def grant(admin: Client, key: str | None, **terms: Any) -> Any:
    headers = {"idempotency-key": key} if key else {}
    return await admin.post("/v1/admin/entitlements", terms, headers=headers)


@pytest.mark.req("S5")
async def test_an_administrator_grants_within_limits(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    await price(owner, agent_id, credits="5000")
    person, admin = await hub.sign_up(), await hub.admin()
    terms = {
        "organization_id": person.organization["id"],
        "agent_id": agent_id,
        "run_limit": 2,
        "reason": "Pilot",
    }
    assert (await grant(admin, None, **terms))["code"] == "idempotency_key_required"
    assert (await grant(person, "a", **terms))["code"] == "platform_admin_required"
    key = f"pilot-{agent_id}"
    made = await grant(admin, key, **terms)
    assert (made.status, made["source"], made["run_limit"]) == (201, "admin_grant", 2)
    again = await grant(admin, key, **terms)
    assert (again.status, again["id"]) == (201, made["id"])
    assert again.headers["idempotent-replayed"] == "true"
    reused = await grant(admin, key, **terms | {"run_limit": 3})
    assert (reused.status, reused["code"]) == (422, "idempotency_key_reused")
    elsewhere = terms | {"organization_id": owner.organization["id"]}
    assert (await grant(admin, key, **elsewhere))["code"] == "idempotency_key_reused"

    stands = await person.post(f"/v1/agents/{agent_id}/enable", {"channels": ["http"]})
    assert (stands.status, stands["code"]) == (409, "granted_by_administrator")
    assert (await person.enable(agent_id))["id"] == made["id"]
    ran = [await person.invoke(agent_id, "x", model=MODEL) for _ in range(3)]
    assert [r.status for r in ran] == [200, 200, 402]
    assert ran[2]["code"] == "run_limit_reached"
    held = await person.get(f"/v1/entitlements?agent_id={agent_id}")
    assert [(e["status"], e["runs_used"]) for e in held["data"]] == [("exhausted", 2)]
    used_up = await person.post(f"/v1/agents/{agent_id}/enable")
    assert (used_up.status, used_up["code"]) == (402, "payment_required")


@pytest.mark.req("S5")
async def test_a_grant_ends_when_its_time_is_over(hub: RunningHub) -> None:
    _, agent_id = await listed_agent(hub)
    person, admin = await hub.sign_up(), await hub.admin()
    end = datetime.now(UTC) + timedelta(seconds=2)
    terms = {"organization_id": person.organization["id"], "agent_id": agent_id, "reason": "Trial"}
    made = await grant(admin, f"t-{agent_id}", **terms, active_to=end.isoformat())
    assert made.status == 201, made.body
    assert (await person.invoke(agent_id, "x", model=MODEL)).status == 200
    left = end - datetime.now(UTC)
    await eventually(person, agent_id, 403, from_s=max(0.0, left.total_seconds()))
    assert (await person.get("/v1/entitlements"))["data"][0]["status"] == "expired"
    assert (await person.get("/v1/agents?enabled=true"))["data"] == []
    past = await grant(admin, f"p-{agent_id}", **terms, active_to="2020-01-01T00:00:00Z")
    assert (past.status, past["errors"][0]["pointer"]) == (422, "/active_to")


async def test_a_grant_reaches_one_person_and_only_real_ones(hub: RunningHub) -> None:
    _, agent_id = await listed_agent(hub)
    boss, admin = await hub.sign_up(organization="Team"), await hub.admin()
    member = await member_of(hub, boss)
    terms = {"organization_id": boss.organization["id"], "agent_id": agent_id, "reason": "Trial"}
    made = await grant(admin, f"m-{agent_id}", **terms, user_id=member.user["id"])
    assert made.status == 201
    assert (await member.invoke(agent_id, "x", model=MODEL)).status == 200
    assert (await boss.invoke(agent_id, "x", model=MODEL)).status == 403
    stranger = await hub.sign_up()
    unknown = await grant(admin, f"u-{agent_id}", **terms, user_id=stranger.user["id"])
    assert unknown.status == 404
    nowhere = terms | {"organization_id": "org_" + "0" * 26}
    assert (await grant(admin, f"n-{agent_id}", **nowhere)).status == 404


@pytest.mark.req("S10")
async def test_paying_later_needs_creator_and_administrator(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    await price(owner, agent_id, credits="150")
    person, admin = await hub.sign_up(), await hub.admin()
    path, later = f"/v1/agents/{agent_id}/enable", {"payment_mode": "metered"}
    refused = await person.post(path, later)
    assert (refused.status, refused["code"]) == (403, "metering_not_allowed")
    await price(owner, agent_id, credits="150", metered=True)
    assert (await person.post(path, later))["code"] == "metering_not_allowed"
    line = {
        "organization_id": person.organization["id"],
        "credits": "400",
        "kind": "metered",
        "reason": "Credit line",
    }
    opened = await admin.post(
        "/v1/admin/grants", line, headers={"idempotency-key": f"line-{agent_id}"}
    )
    assert opened.status == 201, opened.body
    prepaid = await person.post(path)
    assert (prepaid.status, prepaid["offers"][0]["missing_credits"]) == (402, "50")
    metered = await person.post(path, later)
    assert (metered.status, metered["payment_mode"]) == (201, "metered")
    ran = await person.invoke(agent_id, "x", model=MODEL)
    assert (ran.status, ran["cost"]) == (200, {"credits": "150"})


async def test_a_pinned_version_stays(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    person = await hub.sign_up()
    await person.post(f"/v1/agents/{agent_id}/enable", {"version": "1.0.0"})
    await owner.call("PATCH", f"/v1/agents/{agent_id}", prompt(message="new {{text}}"))
    await owner.post(f"/v1/agents/{agent_id}/publish")
    ran = await person.invoke(agent_id, "x", model=MODEL)
    assert (ran["agent_version"], ran["output"]) == ("1.0.0", {"text": "echo: x"})
    unknown = await person.post(f"/v1/agents/{agent_id}/enable", {"version": "7.0.0"})
    assert (unknown.status, unknown["code"]) == (404, "version_not_found")


async def test_the_first_policy_may_be_set_by_several_at_once(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Several")
    body = {"members_may_enable": False}
    answers = await asyncio.gather(
        *(admin.call("PUT", "/v1/entitlements/policy", body) for _ in range(6))
    )
    assert {answer.status for answer in answers} == {200}
    assert (await admin.get("/v1/entitlements/policy")).body == body
