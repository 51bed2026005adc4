"""A call with a key that has ended is refused like a stranger's, and the key's owner sees it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.clock import rfc3339
from tests.hub_fixtures import Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")


async def _refused(key: Client) -> None:
    answer = await key.invoke(SUMMARIZE, "x")
    stranger = await key.with_token("lae_live_nonsense").invoke(SUMMARIZE, "x")
    assert answer.status == stranger.status == 401
    same = ("code", "detail", "title", "type")
    assert [answer[name] for name in same] == [stranger[name] for name in same]


@pytest.mark.req("S10")
async def test_a_call_with_a_revoked_key_is_recorded(hub: RunningHub) -> None:
    person, other = await hub.sign_up(), await hub.sign_up()
    key = await person.key()
    [kept] = (await person.get("/v1/api-keys"))["data"]
    assert (await person.call("DELETE", f"/v1/api-keys/{kept['id']}")).status == 204
    await _refused(key)
    [event] = (await person.get("/v1/usage"))["data"]
    assert (event["status"], event["error_code"]) == ("rejected", "unauthenticated")
    assert (event["key_id"], event["agent_id"], event["face"]) == (kept["id"], SUMMARIZE, "http")
    assert (await other.get("/v1/usage"))["data"] == []


@pytest.mark.req("S10")
async def test_a_call_with_an_expired_key_is_recorded(hub: RunningHub) -> None:
    person = await hub.sign_up()
    soon = datetime.now(UTC) + timedelta(seconds=1)
    key = await person.key(expires_at=rfc3339(soon))
    async with asyncio.timeout(10):
        while (await key.get("/v1/me")).status == 200:
            pass
    await _refused(key)
    [event] = (await person.get("/v1/usage"))["data"]
    assert (event["status"], event["error_code"]) == ("rejected", "unauthenticated")


@pytest.mark.req("S10")
async def test_an_ended_key_cannot_fill_the_records(hub: RunningHub) -> None:
    person = await hub.sign_up()
    key = await person.key()
    [kept] = (await person.get("/v1/api-keys"))["data"]
    await person.call("DELETE", f"/v1/api-keys/{kept['id']}")
    answers = await asyncio.gather(*(key.invoke(SUMMARIZE, "x") for _ in range(40)))
    assert {answer.status for answer in answers} == {401}
    events = (await person.get("/v1/usage?limit=100"))["data"]
    assert 1 <= len(events) <= 10, "five a minute, and the minute may have turned"
