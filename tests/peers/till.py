"""The peers of three processors with pages that a person can click, for ways through a browser.

    python -m tests.peers.till http://127.0.0.1:8080 8650

prints the settings of a hub that is to use them, and serves until it is ended: Stripe's peer on
the port given, PayPal's and Razorpay's on the two after it; with 0 on ports that are free. None of
them is the vendor's.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from html import escape
from typing import Any, Final

import aiohttp
from aiohttp import web

from tests.peers import paypal, razorpay, stripe

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PAGE: Final = """<!doctype html><meta charset="utf-8"><title>{name} (a peer)</title>
<style>body{{font:16px system-ui;display:grid;place-items:center;min-height:90vh}}
a{{display:inline-block;margin:8px;padding:14px 24px;border:1px solid;border-radius:10px}}</style>
<main><h1>{name} (a peer)</h1><p>{what}</p><a href="?do=pay">Pay</a><a href="?do=leave">Cancel</a>
</main>"""


def _page(name: str, what: str) -> web.Response:
    return web.Response(text=_PAGE.format(name=name, what=escape(what)), content_type="text/html")


class Till:
    """The peers, and the pages at which somebody pays or leaves."""

    def __init__(self, hub: str) -> None:
        self._hub = hub
        self.stripe = stripe.StripePeer()
        self.paypal = paypal.PayPalPeer()
        self.razorpay = razorpay.RazorpayPeer(now=stripe.time.time)

    async def stripe_page(self, request: web.Request) -> web.StreamResponse:
        session = self.stripe.sessions[request.match_info["id"]]
        if request.query.get("do") == "leave":
            raise web.HTTPFound(session["cancel_url"])
        if request.query.get("do") == "pay":
            self.stripe.complete(session["id"], card=request.query.get("card", "ok"))
            body = self.stripe.event("checkout.session.completed", session)
            await self._tell("stripe", body, self.stripe.signed(body))
            raise web.HTTPFound(session["success_url"])
        return _page("Stripe", f"{session['amount_total'] / 100:.2f} {session.get('currency')}")

    async def paypal_page(self, request: web.Request) -> web.StreamResponse:
        order = self.paypal.orders[request.match_info["id"]]
        context = order["payment_source"]["paypal"]["experience_context"]
        if request.query.get("do") == "leave":
            raise web.HTTPFound(context["cancel_url"])
        if request.query.get("do") == "pay":
            self.paypal.approve(order["id"])
            body = self.paypal.event("CHECKOUT.ORDER.APPROVED", order)
            await self._tell("paypal", body, self.paypal.signed(body))
            raise web.HTTPFound(context["return_url"])
        return _page("PayPal", str(order["purchase_units"][0]["amount"]["value"]))

    async def razorpay_page(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["id"]
        if request.query.get("do") == "pay":
            body = self._by_upi(name)
            await self._tell("razorpay", body, self.razorpay.signed(body))
            return web.Response(text="Paid in the app.")
        return _page("UPI", name)

    def _by_upi(self, name: str) -> bytes:
        if name in self.razorpay.links:
            self.razorpay.pay_link(name)
            link = self.razorpay.links[name]
            return self.razorpay.event("payment_link.paid", payment_link=link)
        order_id = self.razorpay.registrations[name]["order_id"]
        self.razorpay.authorize(order_id)
        paid = next(p for p in self.razorpay.payments.values() if p["order_id"] == order_id)
        return self.razorpay.event("payment.captured", payment=paid)

    async def _tell(self, name: str, body: bytes, headers: Mapping[str, str]) -> None:
        url = f"{self._hub}/v1/webhooks/{name}"
        async with (
            aiohttp.ClientSession() as http,
            http.post(url, data=body, headers=headers) as answer,
        ):
            answer.raise_for_status()


async def _serve(port: int, page: tuple[str, Handler], peer: Any) -> str:
    """The address at which the peer listens from now on."""
    app = web.Application()
    app.router.add_get(*page)
    app.router.add_route("*", "/{path:.*}", peer.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return str(peer.url)


def settings(cards: str, accounts: str, upi: str) -> dict[str, str]:
    """What a hub is started with to use them."""
    return {
        "LAELIA_BILLING__STRIPE_URL": cards,
        "LAELIA_BILLING__STRIPE_SECRET_KEY": stripe.SECRET_KEY,
        "LAELIA_BILLING__STRIPE_WEBHOOK_SECRET": stripe.WEBHOOK_SECRET,
        "LAELIA_BILLING__PAYPAL_URL": accounts,
        "LAELIA_BILLING__PAYPAL_CLIENT_ID": paypal.CLIENT_ID,
        "LAELIA_BILLING__PAYPAL_CLIENT_SECRET": paypal.SECRET,
        "LAELIA_BILLING__PAYPAL_WEBHOOK_ID": paypal.WEBHOOK_ID,
        "LAELIA_BILLING__RAZORPAY_URL": upi,
        "LAELIA_BILLING__RAZORPAY_KEY_ID": razorpay.KEY_ID,
        "LAELIA_BILLING__RAZORPAY_KEY_SECRET": razorpay.KEY_SECRET,
        "LAELIA_BILLING__RAZORPAY_WEBHOOK_SECRET": razorpay.WEBHOOK_SECRET,
        "LAELIA_BILLING__TAX_PERCENT": '{"DE": "19", "IN": "18"}',
    }


async def main(hub: str, port: int) -> None:
    till = Till(hub)
    tills: list[tuple[str, Handler, Any]] = [
        ("/pay/{id}", till.stripe_page, till.stripe),
        ("/approve/{id}", till.paypal_page, till.paypal),
        ("/i/{id}", till.razorpay_page, till.razorpay),
    ]
    served = [
        await _serve(port + at if port else 0, (path, handler), peer)
        for at, (path, handler, peer) in enumerate(tills)
    ]
    for name, value in settings(*served).items():
        sys.stdout.write(f"export {name}='{value}'\n")
    sys.stdout.write("# ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1].rstrip("/"), int(sys.argv[2])))
