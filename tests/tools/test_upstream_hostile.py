"""Whatever a remote server does, the hub answers with a code, in time, and goes on."""

import asyncio
import json
from typing import Any

import pytest

from hub.tools.errors import OutboundError, UpstreamError
from hub.tools.jsonrpc import Target
from hub.tools.outbound import Limits, OutboundClient
from hub.tools.upstream import UpstreamPool
from hub.tools.wire import Era
from tests.tools.peers import Handler, Request, hang_up_hard, listen, redirect, respond

pytestmark = pytest.mark.req("F23")

JSON = {"Content-Type": "application/json"}
EVENTS = {"Content-Type": "text/event-stream"}
LIMITS = Limits(deadline_s=1.0, max_bytes=1 << 20)


def answered(result: object, request: Request) -> bytes:
    request_id = json.loads(request.body)["id"]
    return json.dumps({"jsonrpc": "2.0", "id": request_id, "result": result}).encode()


def after_discovery(hostile: Handler) -> Handler:
    """Well behaved until the connection stands, hostile from then on."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        if json.loads(request.body)["method"] != "server/discover":
            await hostile(request, writer)
            return
        found = {"supportedVersions": ["2026-07-28"], "capabilities": {"tools": {}}}
        await respond(200, answered(found, request), JSON)(request, writer)

    return handler


async def lists_tools(handler: Handler, prefer: Era = "newest") -> list[dict[str, Any]]:
    async with (
        listen(handler) as peer,
        OutboundClient(allow=["127.0.0.0/8"]) as client,
    ):
        pool = UpstreamPool(client, limits=LIMITS)
        async with pool.use(Target(f"{peer.url}/mcp"), prefer=prefer) as upstream:
            return await upstream.list_all("tools")


async def failure(handler: Handler) -> str:
    with pytest.raises(OutboundError) as caught:
        await asyncio.wait_for(lists_tools(handler), 20)
    return caught.value.code


async def hundred_megabytes(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _index in range(1600):
        writer.write(b" " * 65536)
        await writer.drain()


async def endless_event(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ")
    for _index in range(1600):
        writer.write(b"x" * 65536)
        await writer.drain()


async def endless_notifications(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    while True:
        writer.write(b'data: {"jsonrpc":"2.0","method":"notifications/x"}\n\n')
        await writer.drain()
        await asyncio.sleep(0.01)


async def too_many_tools(request: Request, writer: asyncio.StreamWriter) -> None:
    tools = [{"name": str(n), "inputSchema": {}} for n in range(5000)]
    await respond(200, answered({"tools": tools}, request), JSON)(request, writer)


async def endless_pages(request: Request, writer: asyncio.StreamWriter) -> None:
    page = {"tools": [], "nextCursor": "again"}
    await respond(200, answered(page, request), JSON)(request, writer)


async def foreign_answer(_: Request, writer: asyncio.StreamWriter) -> None:
    body = b'{"jsonrpc":"2.0","id":999999,"result":{"tools":[]}}'
    await respond(200, body, JSON)(_, writer)


async def no_tools(request: Request, writer: asyncio.StreamWriter) -> None:
    await respond(200, answered({"tools": "none"}, request), JSON)(request, writer)


async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {")
    await writer.drain()
    hang_up_hard(writer)


async def silence(request: Request, _: asyncio.StreamWriter) -> None:
    await request.rest.read()


BAD = "outbound_bad_response"


@pytest.mark.parametrize(
    ("hostile", "codes"),
    [
        (hundred_megabytes, {"outbound_too_large"}),
        (endless_event, {"outbound_too_large"}),
        (endless_notifications, {"outbound_timeout"}),
        (too_many_tools, {"outbound_too_large"}),
        (endless_pages, {"outbound_too_large"}),
        (foreign_answer, {BAD}),
        (no_tools, {BAD}),
        (reset, {BAD, "outbound_unreachable"}),
        (silence, {"outbound_timeout"}),
        (redirect("/mcp", 307), {"outbound_redirect_refused"}),
        (redirect("http://169.254.169.254/", 307), {"outbound_redirect_refused"}),
        (redirect("http://169.254.169.254/", 302), {"outbound_blocked"}),
        (respond(200, b'{"a":"\xff\xfe"}', JSON), {BAD}),
        (respond(200, b"data: \xff\xfe\n\n", EVENTS), {BAD}),
        (respond(200, b"[" * 100_000, JSON), {BAD}),
        (respond(200, b'{"a":' * 20_000, JSON), {BAD}),
        (respond(200, b"[]", JSON), {BAD}),
        (respond(200, b"null", JSON), {BAD}),
        (respond(200, b"<html>", {"Content-Type": "text/html"}), {BAD}),
        (respond(200, b"data: {}\n\n", EVENTS), {BAD}),
        (respond(200, b'data: {"method": 7}\n\n', EVENTS), {BAD}),
        (respond(202, b"", JSON), {BAD}),
        (respond(500, b"oops", {"Content-Type": "text/plain"}), {BAD}),
        (respond(401, b"{}", JSON), {"outbound_unauthorized"}),
        (respond(403, b"no", {"Content-Type": "text/plain"}), {"outbound_unauthorized"}),
    ],
)
async def test_a_hostile_server_is_answered_with_a_code(hostile: Handler, codes: set[str]) -> None:
    assert await failure(after_discovery(hostile)) in codes


@pytest.mark.parametrize(
    "hostile",
    [silence, hundred_megabytes, respond(401, b""), respond(200, b"[" * 100_000, JSON), reset],
)
async def test_a_server_hostile_from_the_start_never_opens(hostile: Handler) -> None:
    assert (await failure(hostile)).startswith("outbound_")


async def test_an_error_without_the_requests_id_is_the_requests() -> None:
    body = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"no"}}'
    with pytest.raises(UpstreamError) as caught:
        await lists_tools(after_discovery(respond(400, body, JSON)))
    assert (caught.value.code, caught.value.answered) == (-32602, 400)


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
async def test_events_are_read_whatever_their_line_ends_and_pieces(ending: bytes) -> None:
    async def pieces(request: Request, writer: asyncio.StreamWriter) -> None:
        answer = answered({"tools": [{"name": "caf\u00e9", "inputSchema": {}}]}, request)
        half = answer.index(b",") + 1
        lines = [b": hello", b"id: 1", b"data:", b"", b"event: message"]
        lines += [b"data: " + answer[:half], b"data:" + answer[half:], b"", b""]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
        writer.write(head)
        for position in range(len(body := ending.join(lines))):
            writer.write(body[position : position + 1])
            await writer.drain()

    tools = await lists_tools(after_discovery(pieces))
    assert [tool["name"] for tool in tools] == ["caf\u00e9"]


async def test_a_tool_that_abuses_headers_is_dropped() -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        bad = {"properties": {"a": {"type": "string", "x-mcp-header": "X\r\nEvil: 1"}}}
        tools = [{"name": "bad", "inputSchema": bad}, {"name": "good", "inputSchema": {}}]
        await respond(200, answered({"tools": tools}, request), JSON)(request, writer)

    assert [tool["name"] for tool in await lists_tools(after_discovery(handler))] == ["good"]


async def test_the_newest_era_is_spoken_where_the_preferred_one_is_unknown() -> None:
    async def modern_only(request: Request, writer: asyncio.StreamWriter) -> None:
        if json.loads(request.body)["method"] == "initialize":
            body = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no"}}'
            await respond(404, body, JSON)(request, writer)
        else:
            await after_discovery(lists_one)(request, writer)

    async def lists_one(request: Request, writer: asyncio.StreamWriter) -> None:
        page = {"tools": [{"name": "one", "inputSchema": {}}]}
        await respond(200, answered(page, request), JSON)(request, writer)

    tools = await lists_tools(modern_only, prefer="handshake")
    assert [tool["name"] for tool in tools] == ["one"]
