"""People with an API key, and the official SDKs as they would use them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from anthropic import AsyncAnthropic
from anthropic import DefaultAsyncHttpxClient as HttpOfAnthropic
from openai import AsyncOpenAI
from openai import DefaultAsyncHttpxClient as HttpOfOpenAI

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import NO_TLS, Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")
TRANSLATE = platform_agent_id("translate")
EXTRACT = platform_agent_id("extract-fields")
MODEL = "openai/gpt-test"
LAELIA = {"laelia": {"model": MODEL}}


@dataclass
class Person:
    """Somebody who has enabled an agent, with a key and the SDK that carries it."""

    client: Client
    openai: AsyncOpenAI
    anthropic: AsyncAnthropic

    @property
    def token(self) -> str:
        assert self.client.token is not None
        return self.client.token

    async def usage(self) -> list[dict[str, Any]]:
        runs = await self.client.get("/v1/runs?limit=100")
        found: list[dict[str, Any]] = runs["data"]
        return found


NewPerson = Callable[..., Awaitable[Person]]


@pytest.fixture
async def new_person(hub: RunningHub) -> AsyncIterator[NewPerson]:
    async with AsyncExitStack() as stack:

        async def make(
            *agents: str, max_retries: int = 0, timeout: float = 20, **key: Any
        ) -> Person:
            owner = await hub.sign_up()
            for agent in agents or (SUMMARIZE,):
                await owner.enable(agent)
            client = await owner.key(**key)
            sdk = AsyncOpenAI(
                api_key=client.token,
                base_url=f"{hub.url}/v1",
                max_retries=max_retries,
                timeout=timeout,
                http_client=HttpOfOpenAI(verify=NO_TLS),
            )
            claude = AsyncAnthropic(
                api_key=client.token,
                base_url=hub.url,
                max_retries=max_retries,
                timeout=timeout,
                http_client=HttpOfAnthropic(verify=NO_TLS),
            )
            await stack.enter_async_context(sdk)
            await stack.enter_async_context(claude)
            return Person(client, sdk, claude)

        yield make


@pytest.fixture
async def person(new_person: NewPerson) -> Person:
    return await new_person()
