"""Libraries with an HTTP client of their own stand behind the same guard."""

import asyncio

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from hub.tools.outbound import Limits, OutboundClient
from hub.tools.sdk_transport import GuardedTransport, GuardError
from tests.tools.peers import Request, listen, redirect, respond

pytestmark = [pytest.mark.req("R45"), pytest.mark.req("R46")]

LOCAL = ["127.0.0.1"]


async def test_the_sdks_client_works_over_the_guard(server: str) -> None:
    async with (
        OutboundClient(allow=LOCAL) as guard,
        httpx2.AsyncClient(transport=GuardedTransport(guard)) as http,
        Client(streamable_http_client(server, http_client=http)) as client,
    ):
        result = await client.call_tool("test_tool_with_progress", {})
        assert result.is_error is not True


@pytest.mark.parametrize(
    "url", ["http://127.0.0.2/", "https://169.254.169.254/", "http://2130706433/", "ftp://a/"]
)
async def test_inner_addresses_are_refused(url: str) -> None:
    async with (
        OutboundClient(allow=LOCAL) as guard,
        httpx2.AsyncClient(transport=GuardedTransport(guard)) as http,
    ):
        with pytest.raises(GuardError) as caught:
            await http.get(url)
    assert caught.value.code == "outbound_blocked"


async def test_each_redirect_passes_the_guard() -> None:
    async with (
        listen(respond(), host="127.0.0.2") as inner,
        listen(redirect(f"http://127.0.0.2:{inner.port}/")) as peer,
        OutboundClient(allow=LOCAL) as guard,
        httpx2.AsyncClient(transport=GuardedTransport(guard), follow_redirects=True) as http,
    ):
        with pytest.raises(GuardError) as caught:
            await http.get(peer.url)
        assert (caught.value.code, inner.accepted) == ("outbound_blocked", 0)


async def test_a_dripping_body_meets_the_deadline() -> None:
    async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    transport = GuardedTransport
    async with listen(drip) as peer, OutboundClient(allow=LOCAL) as guard:
        limits = Limits(deadline_s=0.3)
        async with httpx2.AsyncClient(transport=transport(guard, limits), timeout=None) as http:
            with pytest.raises(GuardError) as caught:
                await http.get(peer.url)
    assert caught.value.code == "outbound_timeout"
