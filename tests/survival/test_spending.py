"""Credits for a hundred calls pay for a hundred calls, whoever asks at once."""

import asyncio
from collections import Counter

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import RunningHub
from tests.worker.books import read_books

PRICED = platform_agent_id("write-sql")
SQL = '[[json {"sql": "select 1", "explanation": "x", "assumptions": []}]]'


@pytest.mark.req("F18")
@pytest.mark.req("S7")
async def test_sixty_four_clients_spend_exactly_what_there_is(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(PRICED)
    question = {"question": SQL, "schema": "orders(id)"}
    ended: Counter[tuple[int, str]] = Counter()
    calls = iter(range(160))

    async def spend() -> None:
        for _ in calls:
            answer = await person.invoke(PRICED, question, model="openai/gpt-test")
            ended[answer.status, answer.body.get("code", answer.body.get("status"))] += 1

    await asyncio.gather(*(spend() for _ in range(64)))
    assert ended == {(200, "succeeded"): 100, (402, "insufficient_credits"): 60}
    books = await read_books(hub.engines.database, person.organization["id"])
    books.balance()
    assert (books.credit_cached, books.captured) == (0, 100_000_000)


@pytest.mark.req("S7")
@pytest.mark.parametrize("agent", ["write-sql", "translate"])
async def test_max_credits_below_the_price_buys_nothing(hub: RunningHub, agent: str) -> None:
    person = await hub.sign_up()
    agent_id = platform_agent_id(agent)
    await person.enable(agent_id)
    mark = person.user["id"]
    wanted = {
        "write-sql": {"question": f"{SQL} {mark}", "schema": "orders(id)"},
        "translate": {"text": f"a b c {mark}", "language": "French"},
    }
    for least in ("0", "0.000001"):
        refused = await person.invoke(
            agent_id, wanted[agent], model="openai/gpt-test", max_credits=least
        )
        assert (refused.status, refused["code"]) == (402, "max_credits_reached")
    assert hub.model.asked(mark) == []
    books = await read_books(hub.engines.database, person.organization["id"])
    books.balance()
    assert books.captured == 0
