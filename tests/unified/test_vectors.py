"""What agents mean is computed once, for every process, and seen by those who may see the agent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from hub.agents.shipped import platform_agent_id
from hub.kit.db import SET_ORGS
from hub.kit.engines import EngineUrls
from tests.agents_api.people import listed_agent, published
from tests.hub_fixtures import PASSWORD, Client, RunningHub
from tests.peers.model import ModelPeer
from tests.survival.processes import STARTS_S, WITHIN_S, environment, place
from tests.unified.asking import LAELIA, MODEL, chosen
from tests.worker.books import rows
from tests.worker.conftest import Working, working

__all__ = ["working"]

pytestmark = [pytest.mark.req("S6"), pytest.mark.timeout(300)]

SUMMARIZE = platform_agent_id("summarize")
ASKED = {"text": "Summarize this report in two sentences", "material": "Sales rose."}
KEPT = "select model, octet_length(vectors) from agent_vectors where version_id = %s"


async def origins(client: Client) -> dict[str, float]:
    """How often a process found, or computed, the vectors that it needed."""
    answer = await client.get("/metrics")
    assert answer.status == 200, answer.body
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(answer.body):
        for sample in family.samples:
            if sample.name == "laelia_agent_vectors_total":
                origin = sample.labels["origin"]
                found[origin] = found.get(origin, 0) + sample.value
    return found


async def version_of(person: Client, agent_id: str) -> str:
    shown = await person.get(f"/v1/agents/{agent_id}/versions")
    return str(shown["data"][0]["id"])


async def test_a_second_process_computes_nothing(
    engines: EngineUrls, model: ModelPeer, tmp_path: Path
) -> None:
    body = {"email": "vectors@example.com", "password": PASSWORD}

    @asynccontextmanager
    async def process(name: str) -> AsyncIterator[Client]:
        home = tmp_path / name
        home.mkdir()
        patient = aiohttp.ClientTimeout(total=STARTS_S)
        async with (
            place(environment(engines, model, home), home / "hub.log") as at,
            aiohttp.ClientSession(timeout=patient) as http,
        ):
            await at.hub()
            yield Client(at.url, http)

    async with process("first") as client:
        made = await client.post("/v1/auth/signup", body)
        person = client.with_token(made["token"])
        own = await published(person, slug="tide-tables")
        for agent_id in (SUMMARIZE, own):
            await person.enable(agent_id)
        answer = await person.invoke(LAELIA, ASKED, model=MODEL)
        assert chosen(answer) == [SUMMARIZE]
        first = await origins(client)
        assert first["computed"] >= 1
        assert sum(first.values()) == 2
    async with process("second") as client:
        answer = await client.with_token(person.token or "").invoke(LAELIA, ASKED, model=MODEL)
        assert chosen(answer) == [SUMMARIZE]
        assert await origins(client) == {"kept": 2}


async def test_a_worker_computes_what_is_published(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    own = await published(person, slug="moon-phases")
    version_id, org_id = await version_of(person, own), person.organization["id"]
    assert await rows(hub.engines.database, org_id, KEPT, [version_id]) == []
    async with working(), asyncio.timeout(WITHIN_S):
        while not await rows(hub.engines.database, org_id, KEPT, [version_id]):
            await asyncio.sleep(0.05)
    await person.enable(own)
    before = await origins(hub.anonymous)
    await person.invoke(LAELIA, ASKED, model=MODEL)
    after = await origins(hub.anonymous)
    assert after["kept"] == before.get("kept", 0) + 1
    assert after.get("computed", 0) == before.get("computed", 0)


@pytest.mark.req("S19")
async def test_vectors_are_seen_with_their_version_and_written_by_its_owner(
    hub: RunningHub,
) -> None:
    owner, other = await hub.sign_up(), await hub.sign_up()
    hidden = await published(owner, slug="hidden-one")
    await owner.enable(hidden)
    await owner.invoke(LAELIA, ASKED, model=MODEL)
    _, shown = await listed_agent(hub, slug="shown-one")
    await other.enable(shown)
    await other.invoke(LAELIA, ASKED, model=MODEL)
    versions = {"hidden": await version_of(owner, hidden), "shown": await version_of(other, shown)}
    mine, theirs = owner.organization["id"], other.organization["id"]

    async def seen(org_id: str, which: str) -> int:
        return len(await rows(hub.engines.database, org_id, KEPT, [versions[which]]))

    assert [await seen(mine, "hidden"), await seen(theirs, "hidden")] == [1, 0]
    assert [await seen(mine, "shown"), await seen(theirs, "shown"), await seen("", "shown")] == [
        *(1, 1, 1)
    ]
    update = "update agent_vectors set digest = 'x' where version_id = any(%s)"
    insert = (
        "insert into agent_vectors (org_id, version_id, model, digest, vectors, created_at)"
        " values (%s, %s, 'other', 'x', '', now())"
    )
    async with await psycopg.AsyncConnection.connect(
        hub.engines.database, autocommit=True
    ) as connection:

        async def tried(statement: str, values: list[Any]) -> int:
            async with connection.transaction():
                await connection.execute(SET_ORGS, [theirs])
                return (await connection.execute(statement, values)).rowcount

        assert await tried(update, [list(versions.values())]) == 0
        for version_id in versions.values():
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await tried(insert, [theirs, version_id])
