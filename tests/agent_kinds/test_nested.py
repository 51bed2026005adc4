"""Runs inside runs: the caller's right, the parent's credits, and no way around either."""

import asyncio
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from hub.kit.clock import rfc3339, system_clock
from tests.agent_kinds.publishing import fee, publish
from tests.hub_fixtures import Answer, Client, RunningHub

pytestmark = pytest.mark.req("D-agent", "FR-4.22")

MODEL = "openai/gpt-test"


def asking(child: str, text: str = "go") -> str:
    """A message at which the scripted model calls that agent."""
    return f'[[tool agent__{child} {{"text": "{text}"}}]]'


def manifest(*children: str, message: str | None = None, **changes: Any) -> dict[str, Any]:
    said = {"message": message} if message else {}
    models = {"models": [{"model": MODEL}]}
    return {
        "kind": "prompt",
        "instructions": "Answer.",
        "agents": list(children),
        "model": models,
        **said,
        **changes,
    }


def micro(amount: str) -> int:
    whole, _, fraction = amount.partition(".")
    return int(whole) * 1_000_000 + int(fraction.ljust(6, "0") or 0)


async def runs_of(person: Client) -> dict[str, dict[str, Any]]:
    listed = await person.get("/v1/runs")
    return {run["agent_id"]: run for run in listed["data"]}


async def pay(hub: RunningHub, person: Client) -> None:
    """Paid credits, of which publishers get their part. They end soon, and so they go first."""
    admin = await hub.admin()
    body = {
        "organization_id": person.organization["id"],
        "credits": "1000",
        "kind": "paid",
        "reason": "test",
        "expires_at": rfc3339(system_clock() + timedelta(days=1)),
    }
    key = {"idempotency-key": person.organization["id"]}
    made = await admin.post("/v1/admin/grants", body, headers=key)
    assert made.status == 201, made.body


async def earned(hub: RunningHub, payer: Client, publisher: Client) -> int:
    """What the ledger owes a publisher for what this payer used."""
    query = """
        select coalesce(sum(amount), 0) from ledger_entries
        where account = 'publisher_pending' and owner_id = %s
    """
    async with await psycopg.AsyncConnection.connect(hub.engines.database) as connection:
        payer_id = payer.organization["id"]
        await connection.execute("select set_config('app.org_ids', %s, true)", [payer_id])
        cursor = await connection.execute(query, [publisher.organization["id"]])
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def tree(hub: RunningHub) -> tuple[list[Client], list[str]]:
    """Three publishers; the agent of each calls the next one's."""
    owners = [await hub.sign_up() for _ in range(3)]
    leaf = await publish(hub, owners[2], manifest(), listed=True, price=fee("3"))
    middle = await publish(
        hub, owners[1], manifest(leaf, message=asking(leaf)), listed=True, price=fee("2")
    )
    root = await publish(
        hub, owners[0], manifest(middle, message=asking(middle)), listed=True, price=fee("1")
    )
    return owners, [root, middle, leaf]


@pytest.mark.req("S7")
async def test_a_tree_costs_the_sum_of_its_parts_and_pays_every_publisher(hub: RunningHub) -> None:
    owners, agents = await tree(hub)
    person = await hub.sign_up()
    await pay(hub, person)
    for agent in agents:
        await person.enable(agent)
    before = await person.get("/v1/credits")
    answer = await person.invoke(agents[0], "start", max_credits="200")
    assert answer.status == 200, answer.body
    after = await person.get("/v1/credits")
    assert after["held"] == "0"
    runs = await runs_of(person)
    root, middle, leaf = (runs[agent] for agent in agents)
    assert (middle["parent_run_id"], leaf["parent_run_id"]) == (root["id"], middle["id"])
    assert root["parent_run_id"] is None
    costs = [micro(run["cost"]["credits"]) for run in (root, middle, leaf)]
    assert costs == [6_000_000, 5_000_000, 3_000_000]
    assert answer["cost"] == root["cost"]
    assert micro(before["available"]) - micro(after["available"]) == costs[0]
    steps = [step for step in root["attempts"] if "tool" in step]
    assert steps[0]["run_id"] == middle["id"]
    gained = [await earned(hub, person, owner) for owner in owners]
    assert gained == [1_000_000, 2_000_000, 3_000_000]
    await _balanced(hub, person)


async def _balanced(hub: RunningHub, payer: Client) -> None:
    """Every booking of the payer's is zero in sum."""
    query = "select sum(amount) from ledger_entries group by transaction_id"
    async with await psycopg.AsyncConnection.connect(hub.engines.database) as connection:
        payer_id = payer.organization["id"]
        await connection.execute("select set_config('app.org_ids', %s, true)", [payer_id])
        sums = await (await connection.execute(query)).fetchall()
    assert sums
    assert {int(row[0]) for row in sums} == {0}


async def test_a_child_needs_the_callers_own_right(hub: RunningHub) -> None:
    _, agents = await tree(hub)
    person = await hub.sign_up()
    await person.enable(agents[0])
    answer = await person.invoke(agents[0], "start", max_credits="50")
    assert answer.status == 200, answer.body
    assert "agent_not_enabled" in answer["output"]["text"]
    assert set(await runs_of(person)) == {agents[0]}
    assert answer["cost"] == {"credits": "1"}


async def test_a_key_for_one_agent_does_not_reach_its_children(hub: RunningHub) -> None:
    _, agents = await tree(hub)
    person = await hub.sign_up()
    for agent in agents:
        await person.enable(agent)
    key = await person.key(agent_ids=[agents[0]])
    answer = await key.invoke(agents[0], "start", max_credits="50")
    assert answer.status == 200, answer.body
    assert set(await runs_of(person)) == {agents[0]}


async def test_children_spend_no_more_than_their_parent_may(hub: RunningHub) -> None:
    _, agents = await tree(hub)
    person = await hub.sign_up()
    for agent in agents:
        await person.enable(agent)
    answer = await person.invoke(agents[0], "start", max_credits="3.5")
    assert answer.status == 200, answer.body
    runs = await runs_of(person)
    assert set(runs) == set(agents[:2])
    assert answer["cost"] == {"credits": "3"}
    refused = await person.invoke(agents[0], "start", max_credits="0.5")
    assert (refused.status, refused["code"]) == (402, "max_credits_reached")


async def test_without_max_credits_each_child_is_quoted_once(hub: RunningHub) -> None:
    _, agents = await tree(hub)
    person = await hub.sign_up()
    for agent in agents:
        await person.enable(agent)
    answer = await person.invoke(agents[0], "start")
    assert answer.status == 200, answer.body
    assert answer["cost"] == {"credits": "6"}


async def test_a_failed_parent_pays_for_the_children_that_succeeded(hub: RunningHub) -> None:
    owner, person = await hub.sign_up(), await hub.sign_up()
    leaf = await publish(hub, owner, manifest(), listed=True, price=fee("3"))
    message = f'[[insist agent__{leaf} {{"text": "go"}}]]'
    document = manifest(leaf, message=message, max_tool_rounds=2)
    root = await publish(hub, owner, document, listed=True, price=fee("1"))
    for agent in (root, leaf):
        await person.enable(agent)
    failed = await person.invoke(root, "start", max_credits="50")
    assert (failed.status, failed["code"]) == (502, "tool_rounds_exceeded")
    run = await person.get(f"/v1/runs/{failed['run_id']}")
    assert run["cost"] == {"credits": "6"}
    balance = await person.get("/v1/credits")
    assert (balance["held"], balance["available"]) == ("0", "94")


@pytest.mark.req("R61")
async def test_a_loop_is_refused(hub: RunningHub) -> None:
    person = await hub.sign_up()
    first = await publish(hub, person, manifest())
    second = await publish(hub, person, manifest(first, message=asking(first)))
    change = {"agents": [second], "message": asking(second)}
    changed = await person.call("PATCH", f"/v1/agents/{first}", change)
    assert changed.status == 200, changed.body
    assert (await person.post(f"/v1/agents/{first}/publish")).status == 201
    for agent in (first, second):
        await person.enable(agent)
    answer = await person.invoke(first, "start", max_credits="50")
    assert answer.status == 200, answer.body
    listed = (await person.get("/v1/runs"))["data"]
    assert sorted(run["agent_id"] for run in listed) == sorted([first, first, second, second])
    errors = [step["error"] for run in listed for step in run["attempts"] if step.get("error")]
    assert errors == ["agent_loop"]


@pytest.mark.req("R61")
async def test_depth_is_bounded(hub: RunningHub) -> None:
    person = await hub.sign_up()
    chain = [await publish(hub, person, manifest())]
    for _ in range(7):
        chain.append(await publish(hub, person, manifest(chain[-1], message=asking(chain[-1]))))
    for agent in chain:
        await person.enable(agent)
    answer = await person.invoke(chain[-1], "start", max_credits="50")
    assert answer.status == 200, answer.body
    listed = (await person.get("/v1/runs"))["data"]
    assert len(listed) == 6
    errors = [step["error"] for run in listed for step in run["attempts"] if step.get("error")]
    assert errors == ["nesting_too_deep"]


async def test_cancelling_the_parent_cancels_its_children(hub: RunningHub) -> None:
    person = await hub.sign_up()
    leaf = await publish(hub, person, manifest())
    hanging = await publish(hub, person, manifest(message="[[hang]]"))
    document = manifest(hanging, leaf, message=asking(hanging))
    root = await publish(hub, person, document)
    for agent in (root, hanging, leaf):
        await person.enable(agent)
    hub.model.hanging.clear()
    call = asyncio.create_task(person.invoke(root, "start", max_credits="50"))
    await asyncio.wait_for(hub.model.hanging.wait(), 20)
    runs = await runs_of(person)
    await person.post(f"/v1/runs/{runs[root]['id']}/cancel")
    cancelled: Answer = await asyncio.wait_for(call, 20)
    assert cancelled["code"] == "run_cancelled"
    runs = await runs_of(person)
    assert {run["status"] for run in runs.values()} == {"cancelled"}
    assert (await person.get("/v1/credits"))["held"] == "0"
