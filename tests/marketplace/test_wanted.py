"""An agent that is not there can be asked for; the platform reads what, and never by whom."""

import pytest

from hub.marketplace.wanted.service import MOST, words_of
from tests.hub_fixtures import Client, RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import made

SHIPS = "Tells me when a container ship is late"


async def ask(person: Client, text: str) -> dict[str, str]:
    return dict((await made(await person.post("/v1/wanted-agents", {"text": text}), 201)).body)


async def texts(person: Client) -> list[str]:
    return [one["text"] for one in (await made(await person.get("/v1/wanted-agents")))["data"]]


async def test_what_is_asked_for_is_ones_own_and_can_be_withdrawn(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    first = await ask(person, SHIPS)
    second = await ask(person, "Checks customs forms for me")
    assert await texts(person) == [second["text"], SHIPS]
    assert await texts(stranger) == []
    path = f"/v1/wanted-agents/{first['id']}"
    for id_ in (first["id"], "wnt_" + "0" * 26, "wnt"):
        refused = await stranger.call("DELETE", f"/v1/wanted-agents/{id_}")
        assert (refused.status, refused["code"]) == (404, "wanted_agent_not_found")
    assert (await person.call("DELETE", path)).status == 204
    assert await texts(person) == [second["text"]]
    assert (await person.call("DELETE", path)).status == 404
    page = await made(await person.get("/v1/wanted-agents?limit=1"))
    assert (len(page["data"]), page["next_cursor"]) == (1, None)


async def test_the_same_words_are_one_wish(hub: RunningHub) -> None:
    person = await hub.sign_up()
    first = await ask(person, SHIPS)
    assert await ask(person, f"  {SHIPS.upper()}!! ") == first
    assert await texts(person) == [SHIPS]
    assert words_of("Größe, e-mail_x!") == words_of("GRÖSSE  E mail x")


@pytest.mark.parametrize("text", ["", "too few", "!!!!!!!!!!", "two\nlines of it", "x" * 301])
async def test_a_wish_says_something(hub: RunningHub, text: str) -> None:
    refused = await (await hub.sign_up()).post("/v1/wanted-agents", {"text": text})
    assert (refused.status, refused["code"]) == (422, "invalid_input")


async def test_nobody_fills_the_list(hub: RunningHub) -> None:
    person = await hub.sign_up()
    codes = [
        (await person.post("/v1/wanted-agents", {"text": f"Agent number {at}"})).status
        for at in range(22)
    ]
    assert codes.count(201) == 20
    assert codes[-1] == 429
    assert MOST > 20


async def test_the_platform_reads_what_is_missing_and_not_by_whom(
    market: Market, hub: RunningHub
) -> None:
    one, two = await hub.sign_up(), await hub.sign_up()
    await ask(one, "Reads barometers aloud")
    await ask(two, "reads BAROMETERS aloud.")
    path = "/v1/admin/wanted-agents"
    listed = (await made(await market.moderator.get(f"{path}?limit=100")))["data"]
    [found] = [row for row in listed if "barometers" in row["text"].lower()]
    assert found["text"] == "reads BAROMETERS aloud."
    assert (found["people"], found["organizations"]) == (2, 2)
    assert found.keys() == {"text", "people", "organizations", "first_at", "last_at"}
    paged = await made(await market.moderator.get(f"{path}?limit=1"))
    assert len(paged["data"]) == 1
    if paged["next_cursor"]:
        further = await made(
            await market.moderator.get(f"{path}?limit=1&cursor={paged['next_cursor']}")
        )
        assert further["data"] != paged["data"]
    refused = await one.get(path)
    assert (refused.status, refused["code"]) == (403, "platform_admin_required")


async def test_wishes_go_with_the_person(market: Market, hub: RunningHub) -> None:
    person = await hub.sign_up()
    await ask(person, "Sorts my lighthouse keepers")
    copy = await made(await person.get("/v1/me/export"))
    assert [row["text"] for row in copy["wanted_agents"]] == ["Sorts my lighthouse keepers"]
    path = f"/v1/admin/users/{person.user['id']}/erase"
    erased = await market.moderator.post(path, {"reason": "They asked for it."})
    assert erased.status in (200, 204), erased.body
    listed = await made(await market.moderator.get("/v1/admin/wanted-agents?limit=100"))
    assert not [row for row in listed["data"] if "lighthouse" in row["text"]]
