"""A hub with small limits for tries, and a creator with an agent that others may try."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from hub.credits.verifying import Difference, differences, trial_balance
from hub.kit.db import Database
from hub.kit.engines import EngineUrls
from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve
from tests.peers.model import ModelPeer

MODEL = "openai/gpt-test"
PROMPT = {
    "kind": "prompt",
    "instructions": "Say it.",
    "message": "{{ text }}",
    "input_schema": {"type": "object", "properties": {"text": {"type": "string"}}},
}
PER_CALL = {"model": "per_call", "credits": "1.5", "model_cost": "passed_through"}


@dataclass
class Lab:
    """The hub, and somebody who has published an agent of theirs at a price."""

    hub: RunningHub
    creator: Client
    agent_id: str
    worker: Database

    async def offer(self, **terms: object) -> Answer:
        path = f"/v1/agents/{self.agent_id}/tries/offer"
        made = await self.creator.call("PUT", path, terms)
        assert made.status == 200, made.body
        return made

    async def balance(self) -> dict[str, int]:
        """Micro-credits by account, of the whole installation."""
        async with self.worker.transaction() as session:
            rows = await trial_balance(session)
        return {account: amount for asset, account, amount in rows if asset == "credit"}

    async def differences(self) -> list[Difference]:
        async with self.worker.transaction() as session:
            return await differences(session)


@pytest.fixture(scope="package")
async def small(
    hub: RunningHub, model: ModelPeer, engines: EngineUrls
) -> AsyncIterator[RunningHub]:
    """Another hub over the same engines, with little to give away."""
    tries = {"per_person": 3, "per_visitor": 2, "visitor_address_per_day": 4}
    async with (
        serve(hub_settings(engines, hub.home, tries=tries)) as url,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http,
    ):
        yield RunningHub(url, model, engines, http, hub.home)


@pytest.fixture(scope="package")
async def worker(engines: EngineUrls) -> AsyncIterator[Database]:
    database = Database(engines.database_worker, pool_size=1)
    yield database
    await database.close()


@pytest.fixture
async def lab(small: RunningHub, worker: Database) -> Lab:
    creator = await small.sign_up(organization="Creators")
    agent_id = await publish(small, creator, PROMPT, listed=True, price=PER_CALL)
    return Lab(small, creator, agent_id, worker)


async def attempt(who: Client, agent_id: str, text: str = "hello", **more: object) -> Answer:
    body = {"input": text, "model": MODEL} | more
    return await who.post(f"/v1/agents/{agent_id}/try", body)
