"""Each kind of agent leaves the same record of a run, whichever face it was called through."""

import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.agent_kinds.publishing import publish
from tests.agents.documents import graph
from tests.graphs.flows import says
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import MODERN, mcp_client
from tests.peers.toolserver import said, tool, tool_server
from tests.tools.peers import listen, respond

pytestmark = [pytest.mark.req("S9"), pytest.mark.req("S10"), pytest.mark.req("D-agent")]

SAID = "hello there"
POLICY = {"models": [{"model": "openai/gpt-test"}]}
PRICE = {"model": "per_call", "credits": "0.5", "model_cost": "passed_through"}
KINDS = ("prompt", "graph", "mcp", "http")
# What two runs of the same thing may not have in common.
OWN = {"id", "face", "receipt", "created_at", "finished_at", "duration_ms", "first_token_ms"}
OWN_USE = {"id", "run_id", "time", "face", "duration_ms", "first_token_ms"}
OWN_CLAIMS = {"jti", "iat"}


async def _manifest(kind: str, stack: AsyncExitStack) -> dict[str, Any]:
    """An agent that takes a text and answers with one; where it needs a server, that serves."""
    if kind == "prompt":
        return {"kind": "prompt", "instructions": "Answer.", "model": POLICY}
    if kind == "graph":
        nodes = [says("a", model=POLICY), says("b", "{{a.text}}", model=POLICY)]
        document = graph(nodes, "start>a a>b b>end", "b")
        return {name: document[name] for name in ("kind", "nodes", "edges", "output")}
    if kind == "mcp":
        server = await stack.enter_async_context(tool_server(tool("say", text="string")))
        server.answers["say"] = said(f"the tool heard {SAID}")
        return {"kind": "mcp", "url": server.url, "tools": ["say"]}
    answer = respond(
        200, b'{"text": "the endpoint heard it"}', {"Content-Type": "application/json"}
    )
    peer = await stack.enter_async_context(listen(answer))
    return {"kind": "http", "url": peer.url, "method": "POST"}


async def _http(person: Client, agent: str) -> None:
    answer = await person.invoke(agent, {"text": SAID})
    assert answer.status == 200, answer.body


async def _mcp(person: Client, agent: str) -> None:
    async with mcp_client(person, MODERN) as client:
        tools = (await client.list_tools()).tools
        [name] = [t.name for t in tools if (t.meta or {}).get("laelia/agent_id") == agent]
        answer = await client.call_tool(name, {"text": SAID})
    assert not answer.is_error, answer


async def _chat(person: Client, agent: str) -> None:
    body = {"model": agent, "messages": [{"role": "user", "content": SAID}]}
    answer = await person.post("/v1/chat/completions", body)
    assert answer.status == 200, answer.body


async def _responses(person: Client, agent: str) -> None:
    answer = await person.post("/v1/responses", {"model": agent, "input": SAID, "store": False})
    assert answer.status == 200, answer.body


async def _messages(person: Client, agent: str) -> None:
    messages = [{"role": "user", "content": SAID}]
    body = {"model": agent, "max_tokens": 1024, "messages": messages}
    answer = await person.post("/v1/messages", body)
    assert answer.status == 200, answer.body


Call = Callable[[Client, str], Awaitable[None]]
FACES: dict[str, tuple[str, Call]] = {
    "http": ("http", _http),
    "mcp": ("mcp", _mcp),
    "chat": ("openai", _chat),
    "responses": ("openai", _responses),
    "messages": ("anthropic", _messages),
}


@dataclass(frozen=True)
class Record:
    """What is left of one call: the run, what its receipt claims, the line of its usage."""

    run: dict[str, Any]
    claims: dict[str, Any]
    use: dict[str, Any]


@dataclass(frozen=True)
class Called:
    """A priced agent of one kind, somebody who has enabled it, and a call of theirs over HTTP."""

    kind: str
    agent: str
    person: Client
    first: Record


@pytest.fixture(scope="module", params=KINDS)
async def called(hub: RunningHub, request: pytest.FixtureRequest) -> AsyncIterator[Called]:
    async with AsyncExitStack() as stack:
        creator, person = await hub.sign_up(), await hub.sign_up()
        manifest = await _manifest(request.param, stack)
        agent = await publish(hub, creator, manifest, listed=True, price=PRICE)
        await person.enable(agent)
        await _http(person, agent)
        yield Called(request.param, agent, person, await _record(person))


async def _record(person: Client) -> Record:
    """Of the latest call."""
    listed = await person.get("/v1/runs?limit=1")
    run = await person.get(f"/v1/runs/{listed['data'][0]['id']}")
    use = (await person.get("/v1/usage?limit=1"))["data"][0]
    assert use["run_id"] == run["id"]
    payload = run["receipt"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["jti"] == run["id"]
    return Record(run.body, claims, use)


def _alike(record: Record) -> list[dict[str, Any]]:
    """All that does not depend on when and where the call came in."""
    parts = ((record.run, OWN), (record.claims, OWN_CLAIMS), (record.use, OWN_USE))
    found = [{k: v for k, v in part.items() if k not in own} for part, own in parts]
    for part in (found[0], found[2]):
        part["attempts"] = [
            {k: v for k, v in tried.items() if k != "duration_ms"} for tried in part["attempts"]
        ]
    return found


async def test_the_record_says_what_was_done(called: Called) -> None:
    run = called.first.run
    assert (run["status"], run["mode"], run["input"]) == ("succeeded", "live", {"text": SAID})
    assert SAID in run["output"]["text"] or run["output"]["text"] == "the endpoint heard it"
    models = {"prompt": 1, "graph": 2}.get(called.kind, 0)
    assert run["usage"]["input_tokens"] == 10 * models
    assert [tried["model"] for tried in run["attempts"]] == ["openai/gpt-test"] * models
    assert float(run["cost"]["credits"]) > 0.5 if models else run["cost"] == {"credits": "0.5"}
    assert called.first.claims["cost"] == run["cost"]
    assert called.first.use["credits"] == run["cost"]["credits"]


@pytest.mark.parametrize("face", FACES)
async def test_the_record_is_the_same_through_every_face(called: Called, face: str) -> None:
    recorded_as, call = FACES[face]
    await call(called.person, called.agent)
    record = await _record(called.person)
    assert record.run["id"] != called.first.run["id"]
    assert record.run["face"] == record.use["face"] == recorded_as
    assert set(record.run) == set(called.first.run)
    assert _alike(record) == _alike(called.first)
