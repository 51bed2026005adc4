"""What an organization comes by in selling and buying: of each kind one, all its own."""

from hub.kit.engines import EngineUrls
from tests.agents_api.people import published
from tests.billing.shop import MONTHLY, ONCE, Stall, key
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.peers.stripe import SECRET_KEY, WEBHOOK_SECRET, stripe_peer


async def traded(
    hub: RunningHub, engines: EngineUrls, victim: Client, agent_id: str
) -> dict[str, str]:
    """On a hub with a processor beside the one of the tests. The victim has subscribed to somebody
    else's agent, and has sold them its own, for which it is paid once the days of settlement are
    over.
    """
    async with stripe_peer() as stripe:
        billing = {
            "stripe_url": stripe.url,
            "stripe_secret_key": SECRET_KEY,
            "stripe_webhook_secret": WEBHOOK_SECRET,
        }
        async with serve(hub_settings(engines, hub.home, billing=billing)) as url:
            selling = RunningHub(url, hub.model, engines, hub.http, hub.home)
            own = Client(url, hub.http, victim.token, victim.user, victim.organization)
            other = await selling.sign_up(organization="Trades with the victim")
            admin, theirs = await selling.admin(), await published(other, slug="traded")
            stalls = [
                Stall(selling, stripe, own, agent_id, admin),
                Stall(selling, stripe, other, theirs, admin),
            ]
            for stall in stalls:
                clock = await stall.seller.post("/v1/test-clock", {})
                assert clock.status == 201, clock.body
            return await _bought(*reversed(stalls)) | await _sold(*stalls)


async def _bought(seller: Stall, buyer: Stall) -> dict[str, str]:
    own = buyer.seller
    offer = {"buyer_organization_id": own.organization["id"]}
    [monthly] = (await seller.product(MONTHLY, **offer))["prices"]
    checkout = await seller.check_out(own, monthly["id"])
    paid = await seller.pay_page(own, checkout)
    asked = await own.post("/v1/purchase-requests", {"price_id": monthly["id"]})
    assert asked.status == 201, asked.body
    given = {"order_id": checkout["order_id"], "amount": 100, "reason": "For the tests"}
    assert (await buyer.admin.post("/v1/admin/refunds", given, headers=key())).status == 201
    wanted = await own.post("/v1/refund-requests", given, headers=key())
    assert wanted.status == 201, wanted.body
    [invoice] = (await own.get("/v1/invoices"))["data"]
    return {
        "refund_request_id": wanted["id"],
        "credit_note_id": invoice["credit_notes"][0]["id"],
        "purchase_request_id": asked["id"],
        "checkout_id": checkout["id"],
        "order_id": checkout["order_id"],
        "subscription_id": paid["subscription_id"],
        "invoice_id": invoice["id"],
        "payment_method_id": (await own.get("/v1/payment-methods"))["data"][0]["id"],
    }


async def _sold(seller: Stall, buyer: Stall) -> dict[str, str]:
    own, other = seller.seller, buyer.seller
    offer = {"buyer_organization_id": other.organization["id"]}
    product = await seller.product(ONCE, **offer)
    [price] = product["prices"]
    await seller.pay_page(other, await seller.check_out(other, price["id"]))
    account = {"method": "manual", "destination": "DE00 1234", "currency": "USD"}
    assert (await own.call("PUT", "/v1/payout-account", account)).status == 200
    await seller.advance(own, days=20)
    amount = {"amount": {"amount": 1000, "currency": "USD"}}
    payout = await own.post("/v1/payouts", amount, headers=key())
    assert payout.status == 201, payout.body
    return {"product_id": product["id"], "price_id": price["id"], "payout_id": payout["id"]}
