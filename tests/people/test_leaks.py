"""A key that was found where it does not belong is ended by whoever found it."""

import asyncio
from typing import Any

import pytest

from hub.identity.credentials import LIVE_KEY, mint
from tests.hub_fixtures import Client, RunningHub

pytestmark = pytest.mark.req("R36", "S24")


async def _report(hub: RunningHub, *keys: Any) -> tuple[int, Any]:
    answer = await hub.anonymous.post("/v1/leaked-keys", {"keys": list(keys)})
    return answer.status, answer.body


async def _ended(key: Client) -> None:
    async with asyncio.timeout(1.0):
        while (await key.get("/v1/me")).status != 401:
            pass


async def test_r36_a_reported_key_opens_nothing_within_a_second(hub: RunningHub) -> None:
    person = await hub.sign_up()
    key, kept = await person.key(), await person.key()
    key_id = (await key.get("/v1/me"))["key_id"]
    assert await _report(hub, key.token) == (202, {"received": 1})
    await _ended(key)
    assert (await kept.get("/v1/me")).status == 200
    assert (await person.get("/v1/me")).status == 200
    shown = await person.get(f"/v1/api-keys/{key_id}")
    assert shown["revoked_at"] is not None
    events = (await person.get("/v1/audit?action=api_key.revoked"))["data"]
    [event] = [event for event in events if event["target"]["id"] == key_id]
    assert event["actor"]["type"] == "anonymous"
    assert "reported as leaked" in str(event)
    assert str(key.token) not in str(events)


async def test_r36_the_answer_says_not_whether_it_was_a_key(hub: RunningHub) -> None:
    person = await hub.sign_up()
    key = await person.key()
    ended = await _report(hub, key.token)
    for unknown in (key.token, mint(LIVE_KEY), "lae_live_" + "a" * 36, "x", person.token):
        assert await _report(hub, unknown) == ended
    assert (await person.get("/v1/me")).status == 200, "a session is not ended by this"


@pytest.mark.parametrize("keys", [[], ["x"] * 21, ["x" * 201], [None], [["x"]]])
async def test_r36_a_report_that_is_none_is_refused(hub: RunningHub, keys: list[Any]) -> None:
    assert (await _report(hub, *keys))[0] == 422
