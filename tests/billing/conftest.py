"""A hub that sells, with the processors that its tests play."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from hub.assembly import assemble
from hub.kit.db import Database
from hub.kit.engines import EngineUrls
from tests.billing.shop import Shop
from tests.hub_fixtures import RunningHub, hub_settings, serve
from tests.peers import paypal, razorpay, stripe
from tests.peers.model import ModelPeer
from tests.peers.paypal import PayPalPeer, paypal_peer
from tests.peers.razorpay import RazorpayPeer, razorpay_peer
from tests.peers.stripe import StripePeer, stripe_peer


@dataclass
class Peers:
    stripe: StripePeer
    paypal: PayPalPeer
    razorpay: RazorpayPeer

    def settings(self) -> dict[str, Any]:
        """Of a hub that sells through them."""
        return {
            "stripe_url": self.stripe.url,
            "stripe_secret_key": stripe.SECRET_KEY,
            "stripe_webhook_secret": stripe.WEBHOOK_SECRET,
            "paypal_url": self.paypal.url,
            "paypal_ca_file": self.paypal.ca_file,
            "paypal_client_id": paypal.CLIENT_ID,
            "paypal_client_secret": paypal.SECRET,
            "paypal_webhook_id": paypal.WEBHOOK_ID,
            "razorpay_url": self.razorpay.url,
            "razorpay_key_id": razorpay.KEY_ID,
            "razorpay_key_secret": razorpay.KEY_SECRET,
            "razorpay_webhook_secret": razorpay.WEBHOOK_SECRET,
            "tax_percent": {"DE": "19", "IN": "18"},
            "processor_timeout_s": 2,
            "webhook_wait_s": 4,
            "reserve_percent": "10",
            "reserve_days": 30,
        }


@pytest.fixture(scope="package")
async def peers() -> AsyncIterator[Peers]:
    async with stripe_peer() as cards, paypal_peer() as accounts, razorpay_peer() as upi:
        upi.now = time.time
        yield Peers(cards, accounts, upi)


@pytest.fixture(scope="package")
async def shop(
    hub: RunningHub, model: ModelPeer, engines: EngineUrls, peers: Peers
) -> AsyncIterator[Shop]:
    """Another hub over the same engines: everything that the shared one has, and processors."""
    settings = hub_settings(engines, hub.home, billing=peers.settings())
    finder = Database(str(settings.database_worker_url), pool_size=1)
    async with (
        serve(settings) as url,
        assemble(settings, kind="worker") as parts,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http,
    ):
        running = RunningHub(url, model, engines, http, hub.home)
        yield await Shop.open(running, peers, finder=finder, billing=parts.billing)
    await finder.close()
