"""A remote MCP server is used in full, in both eras, over the guard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from hub.tools.errors import OutboundError, UpstreamError
from hub.tools.jsonrpc import Target
from hub.tools.outbound import Credential, Limits, OutboundClient, origin_of
from hub.tools.upstream import Upstream, UpstreamPool
from hub.tools.wire import Call

LOCAL = ["127.0.0.0/8"]


@asynccontextmanager
async def connected(
    url: str, *, capabilities: dict[str, Any] | None = None, **headers: str
) -> AsyncIterator[Upstream]:
    credential = Credential(origin_of(url), headers) if headers else None
    async with OutboundClient(allow=LOCAL) as client:
        pool = UpstreamPool(client, version="1")
        async with pool.use(Target(url, credential), capabilities=capabilities) as upstream:
            yield upstream
        await pool.aclose()


def texts(result: dict[str, Any]) -> list[str]:
    return [item["text"] for item in result["content"] if item["type"] == "text"]


async def test_the_era_is_found_out(modern_server: str, handshake_server: str) -> None:
    for url, version in ((modern_server, "2026-07-28"), (handshake_server, "2025-11-25")):
        async with connected(url) as upstream:
            peer = await upstream.connect()
            assert peer.version == version
            assert peer.info["name"] == "laelia-fixture"
            assert peer.capabilities["tools"] is not None


async def test_the_preferred_era_is_spoken_where_the_server_knows_it(modern_server: str) -> None:
    async with OutboundClient(allow=LOCAL) as client:
        pool = UpstreamPool(client)
        async with pool.use(Target(modern_server), prefer="handshake") as upstream:
            assert (await upstream.connect()).version == "2025-11-25"
            assert texts(await upstream.call_tool("test_simple_text", {}))
        await pool.aclose()


async def test_everything_a_server_offers_is_listed(server: str) -> None:
    async with connected(server) as upstream:
        names = {tool["name"] for tool in await upstream.list_all("tools")}
        assert {"test_simple_text", "json_schema_2020_12_tool"} <= names
        prompts = await upstream.list_all("prompts")
        assert {"test_simple_prompt"} <= {prompt["name"] for prompt in prompts}
        resources = await upstream.list_all("resources")
        assert {"test://static-text"} <= {resource["uri"] for resource in resources}
        templates = await upstream.list_all("resourceTemplates")
        assert [item["uriTemplate"] for item in templates] == ["test://template/{id}/data"]


async def test_tools_prompts_resources_and_completion_answer(server: str) -> None:
    async with connected(server) as upstream:
        simple = await upstream.call_tool("test_simple_text", {})
        assert texts(simple) == ["This is a simple text response for testing."]
        failed = await upstream.call_tool("test_error_handling", {})
        assert failed["isError"] is True
        prompt = await upstream.get_prompt("test_prompt_with_arguments", {"arg1": "a", "arg2": "b"})
        assert "arg1='a', arg2='b'" in prompt["messages"][0]["content"]["text"]
        read = await upstream.read_resource("test://template/7/data")
        assert '"id": "7"' in read["contents"][0]["text"]
        reference = {"type": "ref/prompt", "name": "test_prompt_with_arguments"}
        completed = await upstream.complete(reference, {"name": "arg1", "value": "par"})
        assert completed["completion"]["values"] == ["paris", "park", "party"]


async def test_an_error_of_the_server_keeps_its_code_and_data(server: str) -> None:
    async with connected(server) as upstream:
        with pytest.raises(UpstreamError) as caught:
            await upstream.read_resource("test://nothing")
    assert caught.value.code == -32602
    assert caught.value.data == {"uri": "test://nothing"}


async def test_progress_arrives_in_order(server: str) -> None:
    seen: list[tuple[float, float | None]] = []

    async def on_progress(done: float, total: float | None, _text: str | None) -> None:
        seen.append((done, total))

    async with connected(server) as upstream:
        await upstream.call_tool("test_tool_with_progress", {}, Call(on_progress=on_progress))
    assert seen == [(0, 100), (50, 100), (100, 100)]


async def test_log_messages_reach_the_call_that_caused_them(server: str) -> None:
    async def run(upstream: Upstream) -> list[str]:
        heard: list[str] = []

        async def on_notification(method: str, params: dict[str, Any]) -> None:
            assert method == "notifications/message"
            heard.append(params["data"])

        meta = {"io.modelcontextprotocol/logLevel": "debug"}
        call = Call(on_notification=on_notification, meta=meta)
        await upstream.call_tool("test_tool_with_logging", {}, call)
        return heard

    async with connected(server) as upstream:
        for heard in await asyncio.gather(*(run(upstream) for _ in range(5))):
            assert len(heard) == 3


async def test_cancelling_a_call_stops_the_servers_work(server: str) -> None:
    started = asyncio.Event()

    async def on_progress(_done: float, _total: float | None, _text: str | None) -> None:
        started.set()

    async with connected(server) as upstream:
        arguments = {"mark": server}
        call = Call(on_progress=on_progress)
        task = asyncio.create_task(upstream.call_tool("wait_until_cancelled", arguments, call))
        await asyncio.wait_for(started.wait(), 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(10):
            while server not in (await _cancelled(upstream)):
                pass


async def test_a_call_that_takes_too_long_is_cut_off_and_stopped(server: str) -> None:
    async with connected(server) as upstream:
        mark = f"late {server}"
        with pytest.raises(OutboundError) as caught:
            await upstream.call_tool(
                "wait_until_cancelled", {"mark": mark}, Call(limits=Limits(deadline_s=0.3))
            )
        assert caught.value.code == "outbound_timeout"
        async with asyncio.timeout(10):
            while mark not in (await _cancelled(upstream)):
                pass


async def _cancelled(upstream: Upstream) -> list[str]:
    marks: list[str] = (await upstream.call_tool("cancelled_calls", {}))["structuredContent"][
        "marks"
    ]
    return marks


async def test_only_the_servers_own_credential_reaches_it(server: str) -> None:
    async with connected(server, Authorization="Bearer creator") as upstream:
        headers = (await upstream.call_tool("seen_headers", {}))["structuredContent"]
    assert headers["authorization"] == "Bearer creator"
    assert "cookie" not in headers
    async with connected(server) as upstream:
        headers = (await upstream.call_tool("seen_headers", {}))["structuredContent"]
    assert "authorization" not in headers


async def test_rounds_of_questions_are_handed_on(modern_server: str) -> None:
    async with connected(modern_server) as upstream:
        call = Call(capabilities={"elicitation": {}})
        name = "test_input_required_result_multi_round"
        first = await upstream.call_tool(name, {}, call)
        assert first["resultType"] == "input_required"
        again = _answer(first, "step1", {"name": "Ada"})
        second = await upstream.call_tool(name, {}, call, again=again)
        again = _answer(second, "step2", {"color": "magenta"})
        last = await upstream.call_tool(name, {}, call, again=again)
        assert texts(last) == ["Ada likes magenta"]
        again["requestState"] += "x"
        with pytest.raises(UpstreamError):
            await upstream.call_tool(name, {}, call, again=again)


def _answer(asked: dict[str, Any], key: str, content: dict[str, str]) -> dict[str, Any]:
    assert key in asked["inputRequests"]
    reply = {"action": "accept", "content": content}
    return {"inputResponses": {key: reply}, "requestState": asked["requestState"]}


async def test_the_callers_capabilities_are_stated_per_request(modern_server: str) -> None:
    async with connected(modern_server) as upstream:
        with pytest.raises(UpstreamError) as caught:
            await upstream.call_tool("test_missing_capability", {})
        assert caught.value.code == -32021
        sampling = Call(capabilities={"sampling": {}})
        offered = await upstream.call_tool("test_missing_capability", {}, sampling)
        assert texts(offered) == ["sampling is offered"]


async def test_what_a_handshake_era_server_asks_back_is_answered(handshake_server: str) -> None:
    async def on_request(method: str, params: dict[str, Any]) -> dict[str, Any]:
        assert method == "elicitation/create"
        assert params["message"] == "Who?"
        return {"action": "accept", "content": {"username": "ada", "email": "a@b.c"}}

    async with connected(handshake_server, capabilities={"elicitation": {}}) as upstream:
        call = Call(on_request=on_request)
        result = await upstream.call_tool("test_elicitation", {"message": "Who?"}, call)
    assert "action=accept" in texts(result)[0]
    assert "a@b.c" in texts(result)[0]


async def test_arguments_that_belong_in_headers_are_put_there(modern_server: str) -> None:
    async with connected(modern_server) as upstream:
        for region in ("eu-west", "süd", " padded "):
            result = await upstream.call_tool("test_header_parameter", {"region": region})
            assert texts(result) == [f"region: {region}"]


async def test_changes_are_followed(server: str) -> None:
    heard: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    async def on_notification(method: str, params: dict[str, Any]) -> None:
        await heard.put((method, params))

    async with connected(server) as upstream:
        wanted = {"toolsListChanged": True, "resourceSubscriptions": ["test://watched-resource"]}
        call = Call(on_notification=on_notification, limits=Limits(deadline_s=30))
        task = asyncio.create_task(upstream.listen(wanted, call))
        async with asyncio.timeout(10):
            found: set[str] = set()
            while (
                not {"notifications/tools/list_changed", "notifications/resources/updated"} <= found
            ):
                await upstream.call_tool("test_trigger_tool_change", {})
                await upstream.call_tool("test_touch_resource", {})
                while not heard.empty():
                    found.add(heard.get_nowait()[0])
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_clients_are_kept_per_credential_and_closed_when_idle(server: str) -> None:
    now = 0.0
    async with OutboundClient(allow=LOCAL) as client:
        pool = UpstreamPool(client, idle_s=60, clock=lambda: now)
        one = Target(server, Credential(origin_of(server), {"Authorization": "1"}))
        two = Target(server, Credential(origin_of(server), {"Authorization": "2"}))
        async with pool.use(one) as first, pool.use(one) as same, pool.use(two) as other:
            assert first is same
            assert first is not other
            assert (await first.call_tool("seen_headers", {}))["structuredContent"][
                "authorization"
            ] == "1"
            async with pool.use(one, scope="session 7") as scoped:
                assert scoped is not first
        now = 59.0
        async with pool.use(one) as still:
            assert still is first
        now = 200.0
        async with pool.use(one) as renewed:
            assert renewed is not first
            assert texts(await renewed.call_tool("test_simple_text", {}))
        await pool.aclose()


async def test_a_session_the_server_forgot_is_opened_again(handshake_server: str) -> None:
    async with OutboundClient(allow=LOCAL) as client, connected(handshake_server) as upstream:
        headers = (await upstream.call_tool("seen_headers", {}))["structuredContent"]
        session = headers["mcp-session-id"]
        ended = await client.request(
            "DELETE", handshake_server, headers={"Mcp-Session-Id": session}
        )
        assert ended.status == 200
        headers = (await upstream.call_tool("seen_headers", {}))["structuredContent"]
        assert headers["mcp-session-id"] != session


async def test_two_hundred_calls_at_once_never_cross(server: str) -> None:
    async with connected(server) as upstream:
        results = await asyncio.gather(
            *(upstream.read_resource(f"test://template/{n}/data") for n in range(200))
        )
    for n, result in enumerate(results):
        assert f'"id": "{n}"' in result["contents"][0]["text"]
