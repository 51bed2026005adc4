"""Every call is found again: listed, filtered, grouped, summed and exported."""

import csv
import io
from collections import Counter
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import PASSWORD, Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"


async def _call(client: Client, text: str, **metadata: str) -> None:
    await client.invoke(SUMMARIZE, text, model=MODEL, metadata=metadata)


@pytest.mark.req("S10")
async def test_calls_are_listed_with_totals(hub: RunningHub) -> None:
    me = await hub.sign_up()
    await me.enable(SUMMARIZE)
    await _call(me, "one two", end_user="e1", project="blue")
    await _call(me, "[[fail 400]]", end_user="e2", project="red")
    await me.invoke("agt_00000000000000000000000000", "x")
    found = await me.get("/v1/usage")
    assert found.status == 200, found.body
    assert [e["status"] for e in found["data"]] == ["rejected", "failed", "succeeded"]
    totals = found["totals"]
    assert (totals["calls"], totals["errors"]) == (3, 2)
    assert (totals["input_tokens"], totals["output_tokens"]) == (10, 3)
    assert totals["error_rate"] == round(2 / 3, 6)
    assert 0 <= totals["latency_ms"]["p50"] <= totals["latency_ms"]["p95"]
    last = found["data"][-1]
    assert (last["tags"]["project"], last["end_user"], last["model"]) == ("blue", "e1", MODEL)


@pytest.mark.req("S10")
async def test_calls_are_filtered_and_paged(hub: RunningHub) -> None:
    me = await hub.sign_up()
    await me.enable(SUMMARIZE)
    key = await me.key()
    await _call(me, "a", project="blue")
    await _call(key, "b", project="red")
    keys = await me.get("/v1/api-keys")
    [key_id] = [one["id"] for one in keys["data"]]
    queries = {
        "": 2,
        f"key_id={key_id}": 1,
        "tag=project:blue": 1,
        "tag=project:green": 0,
        f"agent_id={SUMMARIZE}": 2,
        "status=failed": 0,
        "face=http": 2,
        "face=mcp": 0,
        f"model={MODEL}": 2,
        f"user_id={me.user['id']}": 2,
        "to=2020-01-01T00:00:00Z": 0,
        "from=2020-01-01T00:00:00Z": 2,
    }
    for query, expected in queries.items():
        found = await me.get(f"/v1/usage?{query}")
        assert len(found["data"]) == found["totals"]["calls"] == expected, query
    first = await me.get("/v1/usage?limit=1")
    second = await me.get(f"/v1/usage?limit=1&cursor={first['next_cursor']}")
    assert second["next_cursor"] is None
    assert first["data"][0]["id"] > second["data"][0]["id"]
    wrong = await me.get("/v1/usage?tag=nothing")
    assert (wrong.status, wrong["code"]) == (422, "invalid_input")


@pytest.mark.req("S10")
async def test_calls_are_grouped(hub: RunningHub) -> None:
    me = await hub.sign_up()
    await me.enable(SUMMARIZE)
    await _call(me, "a", end_user="ann")
    await _call(me, "b", end_user="bob")
    calls = (await me.get("/v1/usage"))["data"]
    expected: dict[str, dict[Any, int]] = {
        "day": Counter(call["time"][:10] for call in calls),  # two, when a day ends meanwhile
        "agent": {SUMMARIZE: 2},
        "model": {MODEL: 2},
        "key": {None: 2},
        "user": {me.user["id"]: 2},
        "face": {"http": 2},
        "status": {"succeeded": 2},
        "end_user": {"ann": 1, "bob": 1},
    }
    for by, groups in expected.items():
        found = await me.get(f"/v1/usage?group_by={by}")
        assert {g["key"]: g["calls"] for g in found["data"]} == groups, by
        assert found["totals"]["calls"] == 2


@pytest.mark.req("S10")
async def test_the_export_runs_no_formula(hub: RunningHub) -> None:
    me = await hub.sign_up()
    await me.enable(SUMMARIZE)
    await _call(me, "a", end_user="=HYPERLINK(1)")
    await _call(me, "b", end_user="@SUM(1)")
    exported = await me.get("/v1/usage?format=csv")
    assert exported.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(exported.body)))
    assert [row["end_user"] for row in rows] == ["'@SUM(1)", "'=HYPERLINK(1)"]
    grouped = await me.get("/v1/usage?group_by=end_user", headers={"accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(grouped.body)))
    assert {row["end_user"]: row["calls"] for row in rows} == {
        "'=HYPERLINK(1)": "1",
        "'@SUM(1)": "1",
    }


@pytest.mark.req("S10")
async def test_members_see_their_own_and_nobody_sees_another_organization(hub: RunningHub) -> None:
    owner = await hub.sign_up(organization="Blue")
    await owner.enable(SUMMARIZE)
    guest = await hub.sign_up()
    email = guest.user["email"]
    invited = await owner.post("/v1/invitations", {"email": email, "role": "member"})
    await guest.post("/v1/invitations/accept", {"token": invited["token"]})
    entry = {"email": email, "password": PASSWORD, "organization_id": owner.organization["id"]}
    joined = await hub.anonymous.post("/v1/auth/login", entry)
    member = owner.with_token(joined["token"])
    await _call(owner, "a")
    await _call(member, "b")
    stranger = await hub.sign_up()
    counts = [(await who.get("/v1/usage"))["totals"]["calls"] for who in (owner, member, stranger)]
    assert counts == [2, 1, 0]
    theirs = await member.get(f"/v1/usage?user_id={owner.user['id']}")
    assert theirs["totals"]["calls"] == 0
