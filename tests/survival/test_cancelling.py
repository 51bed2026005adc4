"""Two hub processes on one port: what one of them has under way is cancelled through the other."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.agents.documents import node
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import Client
from tests.mcp.speaking import ACCEPT, USE_TEST_MODEL, Said, headers_for, message, say, say_old
from tests.peers.model import ModelPeer
from tests.survival.processes import (
    STARTS_S,
    WITHIN_S,
    Place,
    Process,
    environment,
    place,
    sign_up,
)

pytestmark = [pytest.mark.req("S9"), pytest.mark.req("FR-4.21"), pytest.mark.timeout(300)]

SUMMARIZE = platform_agent_id("summarize")
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
TASKS = {CAPABILITIES: {"extensions": {"io.modelcontextprotocol/tasks": {}}}}


@dataclass
class Pair:
    """Two hubs behind one listening socket, and a person who has enabled an agent."""

    first: Process
    second: Process
    person: Client
    model: ModelPeer

    @asynccontextmanager
    async def reaching(self, process: Process) -> AsyncIterator[Client]:
        """The person, over a new connection that only this process can have accepted: the other one
        stands still until a first answer has come."""
        other = self.second if process is self.first else self.first
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=1),
            timeout=aiohttp.ClientTimeout(total=STARTS_S),
        ) as http:
            client = Client(self.person.url, http, self.person.token)
            os.kill(other.pid, signal.SIGSTOP)
            try:
                ready = await client.get("/healthz")
            finally:
                os.kill(other.pid, signal.SIGCONT)
            assert ready.status == 200
            yield client

    @asynccontextmanager
    async def hanging(self, call: Callable[[Client], Awaitable[Any]]) -> AsyncIterator[Any]:
        """A call that the first process has, once its model has been asked and does not answer."""
        self.model.hanging.clear()
        async with self.reaching(self.first) as client:
            task = asyncio.ensure_future(call(client))
            await asyncio.wait_for(self.model.hanging.wait(), STARTS_S)
            try:
                yield task
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def only_run(self) -> str:
        [run] = (await self.person.get("/v1/runs"))["data"]
        return str(run["id"])

    async def ends_cancelled(self, run_id: str, abandoned: int) -> None:
        """In the record, at the model, and in the books."""
        async with asyncio.timeout(WITHIN_S):
            while (await self.person.get(f"/v1/runs/{run_id}"))["status"] != "cancelled":
                await asyncio.sleep(0.02)
            while self.model.abandoned <= abandoned:
                await asyncio.sleep(0.02)
        assert (await self.person.get("/v1/credits"))["held"] == "0"


@pytest.fixture(scope="module")
async def processes(
    engines: EngineUrls, model: ModelPeer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """Two hubs for all tests here; both serve."""
    home = tmp_path_factory.mktemp("pair")
    async with (
        place(environment(engines, model, home), home / "processes.log") as at,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WITHIN_S)) as http,
    ):
        pair = Pair(await at.hub(), await at.hub(), Client(at.url, http), model)
        for process in (pair.first, pair.second):
            async with pair.reaching(process):
                pass
        yield at


@pytest.fixture
async def pair(
    processes: Place, model: ModelPeer, http: aiohttp.ClientSession, tmp_path: Path
) -> Pair:
    person = await sign_up(processes.url, http, tmp_path.name.replace("_", "-"))
    await person.enable(SUMMARIZE)
    return Pair(*processes.started[:2], person, model)


async def invoke(client: Client) -> Any:
    return await client.invoke(SUMMARIZE, "[[hang]]", model=MODEL)


async def test_a_run_is_cancelled_over_http(pair: Pair) -> None:
    abandoned = pair.model.abandoned
    async with pair.hanging(invoke) as call, pair.reaching(pair.second) as other:
        run_id = await pair.only_run()
        asked = await other.post(f"/v1/runs/{run_id}/cancel")
        assert asked.status in (200, 202), asked.body
        answer = await asyncio.wait_for(call, WITHIN_S)
        assert answer["code"] == "run_cancelled"
        await pair.ends_cancelled(run_id, abandoned)


async def test_a_notification_reaches_the_process_that_has_the_request(pair: Pair) -> None:
    opened = await say_old(pair.person, "initialize", {"protocolVersion": "2025-11-25"})
    session = {"mcp-session-id": opened.headers["mcp-session-id"]}
    params = {"name": "summarize", "arguments": {"text": "[[hang]]"}, "_meta": USE_TEST_MODEL}

    async def call(client: Client) -> Said:
        return await say_old(client, "tools/call", params, id_=9, headers=session)

    abandoned = pair.model.abandoned
    async with pair.hanging(call) as calling, pair.reaching(pair.second) as other:
        run_id = await pair.only_run()
        told = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 9}}
        typed = {"content-type": "application/json", "accept": ACCEPT} | session
        async with other.http.post(
            other.url + "/mcp", json=told, headers=other.headers(typed)
        ) as heard:
            assert heard.status == 202
        answer = await asyncio.wait_for(calling, WITHIN_S)
        assert answer.result["_meta"]["laelia/error_code"] == "run_cancelled"
        await pair.ends_cancelled(run_id, abandoned)


async def test_a_task_is_cancelled(pair: Pair) -> None:
    """It became one because it took long, so the process that was called has it."""
    meta = TASKS | USE_TEST_MODEL
    params = {"name": "summarize", "arguments": {"text": "[[hang]]"}}

    async def call(client: Client) -> Said:
        return await say(client, "tools/call", params, meta=meta)

    abandoned = pair.model.abandoned
    async with pair.hanging(call) as calling, pair.reaching(pair.second) as other:
        task = (await asyncio.wait_for(calling, WITHIN_S)).result
        assert (task["resultType"], task["status"]) == ("task", "working")
        ended = await say(other, "tasks/cancel", {"taskId": task["taskId"]}, meta=TASKS)
        assert ended.result["resultType"] == "complete"
        await pair.ends_cancelled(task["taskId"], abandoned)
        found = await say(other, "tasks/get", {"taskId": task["taskId"]}, meta=TASKS)
        assert found.result["status"] == "cancelled"


@pytest.mark.req("F19")
@pytest.mark.req("F11")
async def test_hanging_up_cancels_a_run_that_goes_on_in_a_worker(
    pair: Pair, processes: Place
) -> None:
    """After a person's answer a worker has the run, and the stream is of a hub."""
    person = pair.person
    nodes = [
        node("gate", "approval", question="Go on?"),
        says("sent", "[[hang]] {{gate.decision}}"),
        says("dropped", "dropped"),
        says("last", "{{sent.text}}{{dropped.text}}"),
    ]
    edges = "start>gate gate>sent:approved gate>dropped:rejected sent>last dropped>last last>end"
    await flow(person, nodes, edges, "last")
    names = [tool["name"] for tool in (await say(person, "tools/list")).result["tools"]]
    [name] = [one for one in names if one.startswith("flow-")]
    meta = {"laelia/model": MODEL, CAPABILITIES: {"elicitation": {}}}
    params: dict[str, Any] = {"name": name, "arguments": {"text": "x"}}
    asked = (await say(person, "tools/call", params, meta=meta)).result
    assert asked["resultType"] == "input_required", asked
    run_id = asked["_meta"]["laelia/run_id"]
    [question] = asked["inputRequests"]
    content = {"decision": "approve"}
    again = params | {
        "requestState": asked["requestState"],
        "inputResponses": {question: {"action": "accept", "content": content}},
    }
    await processes.worker()
    abandoned = pair.model.abandoned
    sent = message("tools/call", again, meta=meta)

    async def follow(client: Client) -> None:
        async with client.http.post(
            client.url + "/mcp", json=sent, headers=client.headers(headers_for(sent))
        ) as answer:
            await answer.read()

    async with pair.hanging(follow) as calling:
        calling.cancel()
        await pair.ends_cancelled(run_id, abandoned)
