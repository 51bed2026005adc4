"""Our Stripe adapter against emulators of Stripe that are not ours, as far as each of them goes.

What each cannot do stands here as what the adapter makes of it; docs/billing.md has the table.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from hub.billing.processors.port import (
    Asked,
    ProcessorRefused,
    ProcessorUnavailable,
    SavedMethod,
    WebhookRefused,
)
from hub.billing.processors.stripe import Stripe
from hub.billing.processors.wire import Wire, flat
from hub.kit.clock import system_clock
from hub.kit.ids import new_id
from tests.providers.programs import free_port, node, npm_installed, peers_python, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.req("D-bill")]
SECRET = "whsec_of_an_emulator"
SOURCES = Path(__file__).parents[1] / "peers" / "stripes"
_DISPUTED = "tok_createDispute"
VISA = {"number": "4242424242424242", "exp_month": "12", "exp_year": "2040", "cvc": "123"}


@dataclass
class Emulator:
    """`messages` are what it tells, as it comes."""

    url: str
    http: aiohttp.ClientSession
    stripe: Stripe
    messages: "asyncio.Queue[tuple[dict[str, str], bytes]]" = field(default_factory=asyncio.Queue)

    async def ask(self, method: str, path: str, **said: Any) -> Any:
        """What somebody else does there: a person, or the emulator's own keeper."""
        headers = {"authorization": "Bearer sk_test_emulator"}
        async with self.http.request(
            method, self.url + path, data=flat(said), headers=headers, allow_redirects=False
        ) as answer:
            text = await answer.text()
            return json.loads(text) if text.startswith("{") else answer.status

    async def told(self, kind: str) -> tuple[dict[str, str], bytes]:
        """The next message of this type."""
        async with asyncio.timeout(30):
            while True:
                headers, body = await self.messages.get()
                if json.loads(body)["type"] == kind:
                    return headers, body


def asked(amount: int, **changes: Any) -> Asked:
    given: dict[str, Any] = {
        "payment_id": new_id("pay"),
        "org_id": new_id("org"),
        "amount": amount,
        "currency": "USD",
        "description": "Minutes Pro",
        "return_url": "http://127.0.0.1:9/done",
        "cancel_url": "http://127.0.0.1:9/back",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
        "save_method": True,
    }
    return Asked(**given | changes)


@asynccontextmanager
async def _spoken_to(port: int) -> AsyncIterator[Emulator]:
    url = f"http://127.0.0.1:{port}"
    stripe = Stripe(
        Wire(url, timeout_s=10),
        secret_key="sk_test_emulator",
        webhook_secret=SECRET,
        clock=system_clock,
    )
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
            yield Emulator(url, http, stripe)
    finally:
        await stripe.close()


@asynccontextmanager
async def _listening(port: int) -> AsyncIterator["asyncio.Queue[tuple[dict[str, str], bytes]]"]:
    messages: asyncio.Queue[tuple[dict[str, str], bytes]] = asyncio.Queue()

    async def take(request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        messages.put_nowait((headers, await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield messages
    finally:
        await runner.cleanup()


async def _npm(*command: str) -> list[str | Path]:
    folder = await asyncio.to_thread(npm_installed, "stripe-peers", SOURCES)
    own = SOURCES / "loopback.mjs"
    return [
        node() / "bin/node",
        "--import",
        own,
        folder / "node_modules" / command[0],
        *command[1:],
    ]


@asynccontextmanager
async def emulate(folder: Path) -> AsyncIterator[Emulator]:
    port, hook = free_port(), free_port()
    seed = {"webhooks": [{"url": f"http://127.0.0.1:{hook}/", "events": ["*"], "secret": SECRET}]}
    (folder / "seed.json").write_text(json.dumps({"stripe": seed}))
    options = ["--service", "stripe", "--port", str(port), "--seed", str(folder / "seed.json")]
    command = await _npm("emulate/dist/index.js", "start", *options)
    async with (
        _listening(hook) as messages,
        running(command, "Ready.", {"NO_COLOR": "1"}),
        _spoken_to(port) as emulator,
    ):
        emulator.messages = messages
        yield emulator


@asynccontextmanager
async def localstripe() -> AsyncIterator[Emulator]:
    port, hook = free_port(), free_port()
    python = await asyncio.to_thread(peers_python)
    command = [python, "-u", SOURCES / "local.py", str(port)]
    async with (
        _listening(hook) as messages,
        running(command, "Running on", {}),
        _spoken_to(port) as emulator,
    ):
        emulator.messages = messages
        hooked = {"url": f"http://127.0.0.1:{hook}/", "secret": SECRET}
        assert await emulator.ask("POST", "/_config/webhooks/laelia", **hooked) == 200
        yield emulator


@asynccontextmanager
async def stateful() -> AsyncIterator[Emulator]:
    port = free_port()
    command = await _npm("stripe-stateful-mock/dist/autostart.js")
    environment = {"PORT": str(port), "LOG_LEVEL": "info"}
    async with running(command, str(port), environment), _spoken_to(port) as emulator:
        yield emulator


async def test_emulate_has_pages_customers_intents_and_signed_messages(tmp_path: Path) -> None:
    async with emulate(tmp_path) as emulator:
        stripe = emulator.stripe
        with pytest.raises(ProcessorRefused):
            await stripe.open_page(asked(500))  # it knows no `price_data`
        wanted = asked(0)
        page = await stripe.open_page(wanted)
        assert page.url is not None
        path = urlsplit(page.url).path
        assert await emulator.ask("GET", path) == 200
        assert await emulator.ask("POST", f"{path}/complete") == 302
        headers, body = await emulator.told("checkout.session.completed")
        assert json.loads(body)["data"]["object"]["id"] == page.ref
        await _is_signed(emulator, headers, body)
        # It makes no setup intent: the card that was given is not there to be charged
        found = await stripe.look_up(wanted.payment_id, page.ref, take=True)
        assert found.status == "requires_action"
        closing = asked(0)
        page = await stripe.open_page(closing)
        found = await stripe.look_up(closing.payment_id, page.ref, take=False)
        assert (found.status, found.error) == ("failed", "page_expired")
        await _is_signed(emulator, *await emulator.told("checkout.session.expired"))
        await _charged_at(emulator)
        with pytest.raises(ProcessorRefused):
            await stripe.refund(new_id("rfn"), "pi_1", 100, "USD")
        with pytest.raises(ProcessorRefused):  # no search: what an answer was lost of stays open
            await stripe.look_up(new_id("pay"), None, take=True)


async def _is_signed(emulator: Emulator, headers: dict[str, str], body: bytes) -> None:
    """As Stripe signs; but this emulator's events have no ID, and are no events of Stripe's."""
    with pytest.raises(ProcessorRefused, match="another form"):
        await emulator.stripe.verify(headers, body)
    with pytest.raises(WebhookRefused):
        await emulator.stripe.verify(headers, body + b" ")


async def _charged_at(emulator: Emulator) -> None:
    """A customer's card; the emulator wants the confirmation apart, whatever was asked for."""
    stripe, wanted = emulator.stripe, asked(1250)
    customer = await emulator.ask("POST", "/v1/customers", email="a@example.com")
    method = SavedMethod("card", customer["id"], "pm_card_visa", "Visa")
    outcome = await stripe.charge(wanted, method)
    assert outcome.status == "requires_action"
    await emulator.ask("POST", f"/v1/payment_intents/{outcome.ref}/confirm")
    await _is_signed(emulator, *await emulator.told("payment_intent.succeeded"))
    found = await stripe.look_up(wanted.payment_id, outcome.ref, take=True)
    assert (found.status, found.amount, found.currency) == ("succeeded", 1250, "USD")


async def test_localstripe_has_cards_declines_refunds_and_signed_messages() -> None:
    async with localstripe() as emulator:
        stripe = emulator.stripe
        customer = (await emulator.ask("POST", "/v1/customers", email="a@example.com"))["id"]
        method = await _card(emulator, customer, VISA["number"])
        saved = SavedMethod("card", customer, method, "Visa")
        with pytest.raises(ProcessorRefused):
            await stripe.charge(asked(900), saved)  # it takes no `description`
        payment_id = new_id("pay")
        intent = await _intent(emulator, customer, method, payment_id)
        event = await stripe.verify(*await emulator.told("payment_intent.succeeded"))
        assert (event.ref, event.ours) == (intent["id"], payment_id)
        found = await stripe.look_up(payment_id, intent["id"], take=True)
        assert (found.status, found.amount, found.capture_ref) == ("succeeded", 900, intent["id"])
        refund_id = new_id("rfn")
        made = [await stripe.refund(refund_id, intent["id"], 400, "USD") for _ in range(2)]
        # It knows no idempotency keys: the second one was looked for, and found
        assert made[0] == made[1]
        assert made[0].status == "succeeded"
        assert await stripe.look_up_refund(made[0].ref, intent["id"]) == made[0]
        bad = await _card(emulator, customer, "4000000000000341")
        refused = await _intent(emulator, customer, bad, new_id("pay"))
        assert refused["error"]["code"] == "card_declined"
        event = await stripe.verify(*await emulator.told("payment_intent.payment_failed"))
        found = await stripe.look_up(str(event.ours), event.ref, take=True)
        assert (found.status, found.error) == ("failed", "card_declined")
        assert await stripe.look_up_method(customer, method) == "active"
        await stripe.forget(saved)
        assert await stripe.look_up_method(customer, method) == "revoked"
        now = datetime.now(UTC)
        for missing in (
            stripe.open_page(asked(900)),
            stripe.list_between(now - timedelta(days=1), now),
            stripe.look_up(payment_id, None, take=True),
            stripe.pay_out(new_id("pyo"), "acct_1", 100, "USD"),
        ):
            with pytest.raises((ProcessorRefused, ProcessorUnavailable)):
                await missing


async def _card(emulator: Emulator, customer: str, number: str) -> str:
    card = VISA | {"number": number}
    made = await emulator.ask("POST", "/v1/payment_methods", type="card", card=card)
    await emulator.ask("POST", f"/v1/payment_methods/{made['id']}/attach", customer=customer)
    return str(made["id"])


async def _intent(emulator: Emulator, customer: str, method: str, payment_id: str) -> Any:
    return await emulator.ask(
        "POST",
        "/v1/payment_intents",
        amount=900,
        currency="usd",
        customer=customer,
        payment_method=method,
        confirm=True,
        metadata={"payment_id": payment_id},
    )


async def test_the_stateful_mock_has_keys_disputes_and_refunds_of_charges() -> None:
    async with stateful() as emulator:
        stripe = emulator.stripe
        charge = {"amount": 700, "currency": "usd", "source": "tok_visa"}
        paid = await emulator.ask("POST", "/v1/charges", **charge)
        given = await emulator.ask("POST", "/v1/refunds", charge=paid["id"], amount=300)
        found = await stripe.look_up_refund(given["id"], paid["id"])
        assert (found.status, found.ref) == ("succeeded", given["id"])
        disputed = await emulator.ask("POST", "/v1/charges", **charge | {"source": _DISPUTED})
        async with asyncio.timeout(10):
            while disputed["dispute"] is None:  # it is made a moment later
                disputed = await emulator.ask("GET", f"/v1/charges/{disputed['id']}")
        dispute = await stripe.look_up_dispute(disputed["dispute"])
        assert (dispute.status, dispute.amount) == ("needs_response", 700)
        assert dispute.currency == "USD"
        refund_id = new_id("rfn")
        with pytest.raises(ProcessorRefused):
            await stripe.refund(refund_id, "pi_1", 100, "USD")  # it knows no payment intents
        with pytest.raises(ProcessorUnavailable, match="in other words"):
            await stripe.refund(refund_id, "pi_1", 200, "USD")  # the same key, another amount
        for missing in (
            stripe.open_page(asked(900)),
            stripe.charge(asked(900), SavedMethod("card", "cus_1", "pm_1", "Visa")),
        ):
            with pytest.raises((ProcessorRefused, ProcessorUnavailable)):
                await missing
