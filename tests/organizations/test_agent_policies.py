"""Agents that an organization allows or blocks: in enabling and in use, on every face."""

import asyncio
import json
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents_api.people import member_of
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.mcp.speaking import say
from tests.organizations.conftest import PROMISED_S, until

pytestmark = pytest.mark.req("FR-7.3", "S24")
POLICIES = "/v1/organizations/current/policies"
SUMMARIZE, TRANSLATE = platform_agent_id("summarize"), platform_agent_id("translate")
MODEL = "openai/gpt-test"


async def policies(who: Client, **changes: Any) -> Answer:
    answer = await who.call("PUT", POLICIES, changes)
    assert answer.status == 200, answer.body
    return answer


async def invoked(who: Client, agent_id: str) -> Answer:
    return await who.invoke(agent_id, {"text": "A text."}, model=MODEL)


async def faces(who: Client, agent_id: str) -> dict[str, str]:
    """What each face says to a call of the agent."""
    said = [{"role": "user", "content": "x"}]
    chat = await who.post("/v1/chat/completions", {"model": agent_id, "messages": said})
    responses = await who.post("/v1/responses", {"model": agent_id, "input": "x"})
    anthropic = await who.post(
        "/v1/messages", {"model": agent_id, "messages": said, "max_tokens": 9}
    )
    quote = await who.post(f"/v1/agents/{agent_id}/quote", {"input": {"text": "x"}})
    listed = await say(who, "tools/list")
    models = await who.get("/v1/models")
    return {
        "invoke": json.dumps((await invoked(who, agent_id)).body),
        "quote": json.dumps(quote.body),
        "chat": json.dumps(chat.body),
        "responses": json.dumps(responses.body),
        "anthropic": json.dumps(anthropic.body),
        "mcp": json.dumps(listed.messages),
        "models": json.dumps(models.body),
    }


async def test_a_blocked_agent_answers_nobody_on_any_face(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Blocking")
    member = await member_of(hub, admin)
    for agent_id in (SUMMARIZE, TRANSLATE):
        await admin.enable(agent_id)
    assert (await invoked(member, SUMMARIZE)).status == 200

    await policies(admin, blocked_agents=[SUMMARIZE])

    refused = await until(lambda: invoked(member, SUMMARIZE), 403)
    assert refused["code"] == "agent_blocked"
    said = await faces(member, SUMMARIZE)
    for face in ("invoke", "quote", "chat", "responses", "anthropic"):
        assert "agent_blocked" in said[face], (face, said[face])
    for face in ("mcp", "models"):
        assert "ranslat" in said[face], face
        assert "ummarize" not in said[face], face
    again = await admin.post(f"/v1/agents/{SUMMARIZE}/enable", {})
    assert (again.status, again["code"]) == (403, "agent_blocked")

    await policies(admin)

    await until(lambda: invoked(member, SUMMARIZE), 200)


async def test_only_allowed_agents_are_used_the_unified_one_included(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Allowing")
    await admin.enable(SUMMARIZE)
    key = await admin.key()

    await policies(admin, allowed_agents=[TRANSLATE])

    await until(lambda: invoked(key, SUMMARIZE), 403)
    for agent_id in (SUMMARIZE, "laelia"):
        assert (await invoked(key, agent_id))["code"] == "agent_blocked", agent_id
    assert json.loads((await faces(key, SUMMARIZE))["models"])["data"] == []
    await admin.enable(TRANSLATE)
    async with asyncio.timeout(PROMISED_S):
        while not (await key.get("/v1/models"))["data"]:
            await asyncio.sleep(0.05)
    refused = await admin.call("PUT", POLICIES, {"allowed_agents": ["summarize"]})
    assert (refused.status, refused["code"]) == (422, "invalid_input")
