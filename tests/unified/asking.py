"""People who have enabled some agents, and what the unified agent answers them."""

from decimal import Decimal
from typing import Any

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub

LAELIA = "laelia"
MODEL = "openai/gpt-test"


async def person_with(hub: RunningHub, *slugs: str) -> Client:
    person = await hub.sign_up()
    for slug in slugs:
        await person.enable(platform_agent_id(slug))
    return person


def credits_of(body: Any) -> Decimal:
    return Decimal(body["cost"]["credits"])


def chosen(body: Any) -> list[str]:
    return [step["agent_id"] for step in body["output"]["steps"]]
