"""How long a connection is kept that nobody uses."""

import asyncio

import pytest

from providers.http import VendorHttp
from providers.http1.pool import IDLE_LIMIT_S
from tests.providers.peers.wire import listens_on, whole, wire_peer

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
