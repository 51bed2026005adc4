"""What depends on the clock: when an idle connection is closed, and when a lost one was stale."""

import asyncio

import pytest

from providers.contract import ProviderError
from providers.http import VendorHttp
from providers.http1.pool import IDLE_LIMIT_S, STALE_WITHIN_S
from tests.providers.peers.wire import Reader, WirePeer, Writer, listens_on, whole, wire_peer

pytestmark = [pytest.mark.req("S7"), pytest.mark.timeout(60)]


class _Ahead(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


def test_an_idle_connection_is_closed_after_a_while() -> None:
    async def idle(loop: _Ahead) -> None:
        async with wire_peer(listens_on(whole(b"ok"))) as peer:
            http = VendorHttp(peer.url)
            assert await http.get("/models", {}) == b"ok"
            loop.ahead += IDLE_LIMIT_S - 1
            await asyncio.sleep(0)
            assert peer.left.empty()
            loop.ahead += 2
            await peer.left.get()
            await http.aclose()

    loop = _Ahead()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(idle(loop))


def test_a_request_that_may_have_been_worked_on_is_not_sent_again() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(whole(b"ok"))
        await peer.take(reader)
        loop.ahead += STALE_WITHIN_S + 1

    async def worked_on() -> None:
        async with wire_peer(play) as peer:
            http = VendorHttp(peer.url)
            assert await http.get("/models", {}) == b"ok"
            with pytest.raises(ProviderError) as caught:
                await http.post("/chat", b"{}", {})
            assert caught.value.code == "unreachable"
            assert len(peer.requests) == 2
            await http.aclose()

    loop = _Ahead()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(worked_on())
