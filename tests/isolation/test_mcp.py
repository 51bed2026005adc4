"""The MCP methods know no more of another organization than the endpoints do."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.gateway.mcp.asking import CANCELLED
from hub.gateway.mcp.hub_server import HubServer
from hub.gateway.mcp.protocol import NAMED
from hub.gateway.mcp.relay import Relay
from hub.gateway.mcp.tasks import Tasks
from tests.agent_kinds.publishing import publish
from tests.agents.documents import graph, node
from tests.graphs.flows import MODEL, agent, says
from tests.hub_fixtures import Client, RunningHub
from tests.isolation.conftest import CANARY, World
from tests.isolation.requests import without
from tests.mcp.agents import relay_manifest
from tests.mcp.speaking import (
    ACCEPT,
    HANDSHAKE,
    USE_TEST_MODEL,
    headers_for,
    message,
    say,
    say_old,
)
from tests.tools.fixture_process import fixture_server

HELLO = {
    "protocolVersion": HANDSHAKE,
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}
CHANGES = {"notifications": {"toolsListChanged": True}}
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
DECLARED = {CAPABILITIES: {"elicitation": {}, "extensions": {"io.modelcontextprotocol/tasks": {}}}}
METHODS: list[tuple[str, dict[str, Any]]] = [
    ("ping", {}),
    ("initialize", HELLO),
    ("server/discover", {}),
    ("tools/list", {}),
    ("tools/call", {"name": "TOOL", "arguments": {"text": "x"}}),
    ("prompts/list", {}),
    ("prompts/get", {"name": "TOOL"}),
    ("resources/list", {}),
    ("resources/read", {"uri": "laelia://agents/AGENT"}),
    ("resources/subscribe", {"uri": "laelia://agents/AGENT"}),
    ("resources/unsubscribe", {"uri": "laelia://agents/AGENT"}),
    ("resources/templates/list", {}),
    ("completion/complete", {"ref": {"type": "ref/prompt", "name": "TOOL"}, "argument": {}}),
    ("subscriptions/listen", CHANGES),
    ("tasks/get", {"taskId": "RUN"}),
    ("tasks/cancel", {"taskId": "RUN"}),
    ("tasks/update", {"taskId": "RUN", "inputResponses": {}}),
    ("logging/setLevel", {"level": "debug"}),
]
# On the hub's own address it is a stream without an end, which a test of its own listens to.
ENDLESS = {("subscriptions/listen", say, "/mcp")}
_INTRUDERS = ["admin", "member", "key that only invokes"]


@pytest.fixture(scope="module")
async def places(world: World) -> AsyncIterator[dict[str, str]]:
    """The victim's, beside what the world has: an agent that is a server, and a run over MCP."""
    listed = await say(world.victim, "tools/list")
    names = [tool["name"] for tool in listed.result["tools"] if CANARY in json.dumps(tool)]
    assert names, "the owner sees the private agent"
    ran = await say(
        world.victim,
        "tools/call",
        {"name": names[0], "arguments": {"text": CANARY}},
        meta=USE_TEST_MODEL,
    )
    async with fixture_server() as url:
        relay = await agent(world.victim, relay_manifest(url, slug="relay", tagline=CANARY))
        yield {"TOOL": names[0], "RUN": ran.result["_meta"]["laelia/run_id"], "RELAY": relay}


def test_every_method_that_is_served_is_tried_here() -> None:
    """The tables alone are asked: a method that comes later fails here until it has a case."""
    nothing: Any = None
    relay = Relay(nothing, nothing, nothing, nothing)
    tasks = Tasks(nothing, nothing, nothing)
    served = (
        HubServer(nothing, relay, nothing, tasks, nothing).methods | relay.methods | NAMED.keys()
    )
    missing = served - {method for method, _ in METHODS}
    assert not missing, f"give these a case: {sorted(missing)}"


@pytest.mark.req("R25")
@pytest.mark.parametrize("speak", [say, say_old], ids=["stateless", "handshake"])
@pytest.mark.parametrize(("method", "params"), METHODS, ids=[method for method, _ in METHODS])
@pytest.mark.parametrize("kind", _INTRUDERS)
async def test_a_method_shows_only_what_is_the_callers(
    world: World,
    places: dict[str, str],
    *,
    kind: str,
    method: str,
    params: dict[str, Any],
    speak: Any,
) -> None:
    intruder = world.intruders[kind]
    nowhere = world.nowhere()
    theirs = world.theirs | {"run_id": places["RUN"]}
    owned = [(theirs, places["TOOL"]), (theirs | {"agent_id": places["RELAY"]}, places["TOOL"])]
    options = {"meta": DECLARED} if speak is say else {}
    for path in ("/mcp", "/mcp/agents/AGENT"):
        if (method, speak, path) in ENDLESS:
            continue
        said = []
        for ids, tool in (*owned, (nowhere, "a-tool-of-nobody")):
            filled = _filled(params, tool, ids)
            answer = await speak(
                intruder, method, filled, path=path.replace("AGENT", ids["agent_id"]), **options
            )
            text = without(json.dumps(answer.messages), ids, {"tool": tool})
            said.append((answer.status, text))
            for foreign in (CANARY, *world.secrets):
                assert foreign not in text, (path, method, text)
        assert said[0] == said[1] == said[2], (path, method)


def _filled(params: dict[str, Any], tool: str, ids: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(params).replace("TOOL", tool)
    text = text.replace("AGENT", ids["agent_id"]).replace("RUN", ids["run_id"])
    found: dict[str, Any] = json.loads(text)
    return found


async def _session_of(client: Client) -> dict[str, str]:
    opened = await say_old(client, "initialize", HELLO)
    return {"mcp-session-id": opened.headers["mcp-session-id"]}


async def _notify(client: Client, body: dict[str, Any], session: dict[str, str]) -> int:
    typed = {"content-type": "application/json", "accept": ACCEPT, **session}
    async with client.http.post(
        client.url + "/mcp", json={"jsonrpc": "2.0", **body}, headers=client.headers(typed)
    ) as answer:
        return answer.status


@pytest.mark.req("R25")
async def test_nobody_else_cancels_a_request(hub: RunningHub) -> None:
    victim, intruder = await hub.sign_up(), await hub.sign_up()
    await victim.enable(platform_agent_id("summarize"))
    session = await _session_of(victim)
    hub.model.hanging.clear()
    params = {"name": "summarize", "arguments": {"text": "[[hang]]"}, "_meta": USE_TEST_MODEL}
    waiting = asyncio.create_task(say_old(victim, "tools/call", params, id_=7, headers=session))
    cancelled = {"method": CANCELLED, "params": {"requestId": 7}}
    async with asyncio.timeout(15):
        await hub.model.hanging.wait()
        for borrowed in (session, {"mcp-session-id": "nobody's"}):
            assert await _notify(intruder, cancelled, borrowed) == 202
        # What the intruder said has been heard everywhere once the same from the victim has.
        [run] = (await victim.get("/v1/runs"))["data"]
        assert (run["status"], waiting.done()) == ("running", False)
        assert await _notify(victim, cancelled, session) == 202
        answer = await waiting
    assert answer.result["_meta"]["laelia/error_code"] == "run_cancelled"


@asynccontextmanager
async def _listening(who: Client, session: dict[str, str] | None) -> AsyncIterator[Any]:
    """A stream of changes: the handshake era's in a session, or the stateless one's."""
    if session is None:
        sent = message("subscriptions/listen", CHANGES)
        opened = who.http.post(who.url + "/mcp", json=sent, headers=who.headers(headers_for(sent)))
    else:
        old = {"accept": "text/event-stream", "mcp-protocol-version": HANDSHAKE, **session}
        opened = who.http.get(who.url + "/mcp", headers=who.headers(old))
    async with opened as stream:
        assert stream.status == 200
        if session is None:
            assert "acknowledged" in (await _heard(stream))["method"]
        yield stream


async def _heard(stream: aiohttp.ClientResponse) -> dict[str, Any]:
    while line := await stream.content.readline():
        if line.startswith(b"data: "):
            found: dict[str, Any] = json.loads(line[6:])
            return found
    raise AssertionError("the stream ended")


@pytest.mark.req("R25")
@pytest.mark.parametrize("era", ["stateless", "handshake"])
async def test_a_stream_tells_of_no_change_elsewhere(hub: RunningHub, era: str) -> None:
    """Also where it is asked for with the session of somebody else."""
    victim, intruder = await hub.sign_up(), await hub.sign_up()
    session = await _session_of(victim) if era == "handshake" else None
    async with (
        asyncio.timeout(20),
        _listening(victim, session) as theirs,
        _listening(intruder, session) as own,
    ):
        await victim.enable(platform_agent_id("summarize"))
        assert (await _heard(theirs))["method"] == "notifications/tools/list_changed"
        with pytest.raises(TimeoutError):  # longer than a stream goes without looking
            await asyncio.wait_for(_heard(own), 2)
        await intruder.enable(platform_agent_id("summarize"))
        assert (await _heard(own))["method"] == "notifications/tools/list_changed"


@pytest.mark.req("R25")
async def test_a_borrowed_session_is_worth_as_much_as_none(
    hub: RunningHub, places: dict[str, str]
) -> None:
    victim, intruder = await hub.sign_up(), await hub.sign_up()
    theirs, invented = await _session_of(victim), {"mcp-session-id": "invented"}
    listed = [(await say_old(intruder, "tools/list", headers=s)) for s in (theirs, invented)]
    assert listed[0].messages == listed[1].messages
    typed = {"accept": "text/event-stream", "mcp-protocol-version": HANDSHAKE}
    for path in ("/mcp/agents/" + places["RELAY"], "/mcp/agents/agt_00000000000000000000000000"):
        refused = await intruder.get(path, headers=typed | theirs)
        assert refused.status == 404, path
    ended = [await intruder.call("DELETE", "/mcp", headers=s) for s in (theirs, invented)]
    assert [answer.status for answer in ended] == [204, 204]
    still = await say_old(victim, "tools/list", headers=theirs)
    assert still.status == 200, "nobody else ends a session"


@pytest.mark.req("R25")
async def test_the_state_of_a_round_is_worth_nothing_elsewhere(hub: RunningHub) -> None:
    """Of an agent that both may call, and of a server behind one."""
    victim, intruder = await hub.sign_up(), await hub.sign_up()
    nodes = [says("draft"), node("gate", "approval", question="Send?"), says("sent")]
    edges = "start>draft draft>gate gate>sent:approved gate>end:rejected sent>end"
    gate = {k: v for k, v in graph(nodes, edges, "draft").items() if k != "slug"}
    async with fixture_server() as url:
        server = {k: v for k, v in relay_manifest(url).items() if k != "slug"}
        shared = [await publish(hub, victim, document, listed=True) for document in (gate, server)]
        calls = [
            (shared[0], {"arguments": {"text": "x"}}),
            (shared[1], {"arguments": {}}),
        ]
        for agent_id, params in calls:
            for who in (victim, intruder):
                await who.enable(agent_id)
            path = f"/mcp/agents/{agent_id}"
            asked = params | {"name": await _name(victim, path, agent_id == shared[1])}
            meta = DECLARED | {CAPABILITIES: {"elicitation": {}}, "laelia/model": MODEL}
            first = await say(victim, "tools/call", asked, path=path, meta=meta)
            assert first.result["resultType"] == "input_required", first.messages
            [request_id] = first.result["inputRequests"]
            content = {"decision": "approve", "name": "Eve"}
            again = asked | {
                "requestState": first.result["requestState"],
                "inputResponses": {request_id: {"action": "accept", "content": content}},
            }
            stolen = await say(intruder, "tools/call", again, path=path, meta=meta)
            assert stolen.error["data"]["code"] == "state_invalid", stolen.messages
    waiting = (await victim.get("/v1/approvals"))["data"]
    assert [request["agent_id"] for request in waiting] == [shared[0]]


async def _name(who: Client, path: str, relayed: bool) -> str:
    if relayed:
        return "test_input_required_result_elicitation"
    listed = await say(who, "tools/list", path=path)
    [tool] = listed.result["tools"]
    return str(tool["name"])
