"""A hub that sells, with the processors that its tests play."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from hub.kit.engines import EngineUrls
from tests.billing.shop import Shop
from tests.hub_fixtures import RunningHub, hub_settings, serve
from tests.peers.model import ModelPeer
from tests.peers.stripe import SECRET_KEY, WEBHOOK_SECRET, StripePeer, stripe_peer


@dataclass
class Peers:
    stripe: StripePeer


@pytest.fixture(scope="package")
async def peers() -> AsyncIterator[Peers]:
    async with stripe_peer() as stripe:
        yield Peers(stripe)


@pytest.fixture(scope="package")
async def shop(
    hub: RunningHub, model: ModelPeer, engines: EngineUrls, peers: Peers
) -> AsyncIterator[Shop]:
    """Another hub over the same engines: everything that the shared one has, and processors."""
    billing = {
        "stripe_url": peers.stripe.url,
        "stripe_secret_key": SECRET_KEY,
        "stripe_webhook_secret": WEBHOOK_SECRET,
        "tax_percent": {"DE": "19", "IN": "18"},
        "processor_timeout_s": 2,
    }
    async with (
        serve(hub_settings(engines, hub.home, billing=billing)) as url,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
    ):
        running = RunningHub(url, model, engines, http, hub.home)
        yield await Shop.open(running, peers.stripe)
