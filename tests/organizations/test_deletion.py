"""Days of grace that are over: what an organization stored is gone, its books are not."""

import asyncio

import psycopg
import pytest

from tests.agents_api.people import listed_agent
from tests.audit.conftest import Ledger
from tests.hub_fixtures import PASSWORD, RunningHub
from tests.organizations.conftest import CURRENT
from tests.worker.conftest import WITHIN_S, Working

MODEL = "openai/gpt-test"


@pytest.mark.req("FR-7.3", "R64")
async def test_an_organization_is_gone_for_good_once_its_days_are_over(
    hub: RunningHub, ledger: Ledger, working: Working
) -> None:
    publisher, agent_id = await listed_agent(hub)
    owner = await hub.sign_up(organization="Ending")
    org_id = owner.organization["id"]
    await owner.enable(agent_id)
    run = await owner.invoke(agent_id, {"text": "sealed-canary"}, model=MODEL)
    assert run.status == 200, run.body
    kept = ("usage_events", "ledger_entries", "audit_events")
    before = {
        table: len(await ledger.rows(f"select * from {table} where org_id = %s", [org_id]))  # noqa: S608
        for table in kept
    }
    for who in (owner, publisher):
        body = {"confirm": who.organization["id"], "reason": "Closing down"}
        assert (await who.post(f"{CURRENT}/deletion", body)).status == 202

    async with await psycopg.AsyncConnection.connect(ledger.superuser) as connection:
        await connection.execute(
            "update organizations set delete_at = now() - interval '1 minute' where id = any(%s)",
            [[org_id, publisher.organization["id"]]],
        )
    async with working(), asyncio.timeout(WITHIN_S):
        while (rows := await _standing(ledger, org_id))[0] != ("deleted", None):
            await asyncio.sleep(0.1)
        while (await _standing(ledger, publisher.organization["id"]))[0] != ("deleted", None):
            await asyncio.sleep(0.1)
        while await ledger.rows(
            "select from runs where org_id = %s and content_removed_at is null", [org_id]
        ):
            await asyncio.sleep(0.1)

    assert rows[1] == "Deleted organization"
    for table, count in before.items():
        found = await ledger.rows(f"select * from {table} where org_id = %s", [org_id])  # noqa: S608
        assert len(found) >= count > 0, table
    keys = await ledger.rows("select wrapped from org_keys where org_id = %s", [org_id])
    assert [key["wrapped"] for key in keys] == [None]
    actions = [event["action"] for event in await ledger.of_chain(org_id)]
    assert actions[-3:] == ["organization.deleted", "organization.erased", "retention.applied"]
    assert (await owner.get("/v1/me")).status == 401
    body = {"email": owner.user["email"], "password": PASSWORD}
    entered = await hub.anonymous.post("/v1/auth/login", body)
    assert entered["organization"]["type"] == "personal", "a person outlives it"
    again = owner.with_token(entered["token"])
    assert (await again.get(f"/v1/agents/{agent_id}")).status == 404, "the publisher is gone too"
    assert (await again.call("DELETE", f"/v1/organizations/{org_id}/deletion")).status == 404


async def _standing(ledger: Ledger, org_id: str) -> tuple[tuple[str, object], str]:
    [row] = await ledger.rows(
        "select status, delete_at, name from organizations where id = %s", [org_id]
    )
    return (row["status"], row["delete_at"]), row["name"]
