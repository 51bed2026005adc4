"""What an organization comes by in selling and buying: of each kind one, all its own."""

from hub.kit.engines import EngineUrls
from tests.billing.shop import MONTHLY, ONCE, Shop, key
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.peers.stripe import SECRET_KEY, WEBHOOK_SECRET, stripe_peer


async def traded(
    hub: RunningHub, engines: EngineUrls, victim: Client, agent_id: str
) -> dict[str, str]:
    """The victim sells to itself, on a hub with a processor beside the one of the tests, and is
    paid for it once the days of settlement are over."""
    async with stripe_peer() as stripe:
        billing = {
            "stripe_url": stripe.url,
            "stripe_secret_key": SECRET_KEY,
            "stripe_webhook_secret": WEBHOOK_SECRET,
        }
        async with serve(hub_settings(engines, hub.home, billing=billing)) as url:
            selling = RunningHub(url, hub.model, engines, hub.http, hub.home)
            own = Client(url, hub.http, victim.token, victim.user, victim.organization)
            shop = Shop(selling, stripe, own, agent_id, await selling.admin())
            return await _traded(shop, own)


async def _traded(shop: Shop, own: Client) -> dict[str, str]:
    clock = await own.post("/v1/test-clock", {})
    assert clock.status == 201, clock.body
    monthly, once = (await shop.product(MONTHLY, ONCE))["prices"]
    checkout = await shop.check_out(own, monthly["id"])
    paid = await shop.pay_page(own, checkout)
    await shop.pay_page(own, await shop.check_out(own, once["id"]))
    account = {"method": "manual", "destination": "DE00 1234", "currency": "USD"}
    assert (await own.call("PUT", "/v1/payout-account", account)).status == 200
    await shop.advance(own, days=20)
    amount = {"amount": {"amount": 1000, "currency": "USD"}}
    payout = await own.post("/v1/payouts", amount, headers=key())
    assert payout.status == 201, payout.body
    return {
        "price_id": monthly["id"],
        "checkout_id": checkout["id"],
        "order_id": checkout["order_id"],
        "subscription_id": paid["subscription_id"],
        "invoice_id": (await own.get("/v1/invoices"))["data"][0]["id"],
        "payment_method_id": (await own.get("/v1/payment-methods"))["data"][0]["id"],
        "payout_id": payout["id"],
    }
