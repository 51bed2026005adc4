"""What PayPal signs is verified here: by its certificate, and without asking it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.kit.engines import EngineUrls
from tests.billing.conftest import Peers
from tests.billing.shop import Shop
from tests.hub_fixtures import hub_settings, serve
from tests.peers.paypal import CERTIFICATES
from tests.peers.signing import signer

PLACE = "/v1/notifications/certs/CERT-1"
HOSTILE = (
    f"https://evil.example{PLACE}",
    f"http://api.paypal.com{PLACE}",
    f"https://api.paypal.com.evil.example{PLACE}",
    f"https://api.paypal.com@evil.example{PLACE}",
    f"https://api.paypal.com:8443{PLACE}",
    f"https://notpaypal.com{PLACE}",
    f"https://www.paypal.com{PLACE}",
    f"https://api.sandbox.paypal.com{PLACE}",
    f"https://api.paypal.com{PLACE}?next=https://evil.example",
    f"https://api.paypal.com{PLACE}/../../../x",
    "https://api.paypal.com/cert",
    "file:///etc/passwd",
    f"//api.paypal.com{PLACE}",
    "https://[::1/cert",
)


@pytest.mark.req("R40")
async def test_a_certificate_is_at_paypals_or_nobody_is_asked_about_it(shop: Shop) -> None:
    body = shop.paypal.event("CHECKOUT.ORDER.APPROVED", {"id": "ORDER-1"})
    good = shop.paypal.signed(body)
    before, connections = (shop.paypal.verified, shop.paypal.fetched), []

    async def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        ours = (f"https://127.0.0.1:{port}{PLACE}", f"http://localhost:{port}{PLACE}")
        for url in (*HOSTILE, *ours):
            forged = good | {"paypal-cert-url": url}
            assert await shop.send(body, forged, to="paypal") == 401, url
    assert ((shop.paypal.verified, shop.paypal.fetched), connections) == (before, [])


@pytest.mark.req("R37", "R40")
async def test_what_is_signed_otherwise_is_refused_and_paypal_is_not_asked(shop: Shop) -> None:
    body = shop.paypal.event("CHECKOUT.ORDER.APPROVED", {"id": "ORDER-1"})
    good = shop.paypal.signed(body)
    another = replace(shop.paypal, own=signer("evil.example"))
    asked = shop.paypal.verified
    forged = [
        (body + b" ", good),
        (body, good | {"paypal-transmission-sig": "bm8="}),
        (body, good | {"paypal-transmission-sig": "é"}),
        (body, good | {"paypal-transmission-id": "T-another"}),
        (body, good | {"paypal-auth-algo": "SHA1withRSA"}),
        (body, good | {"paypal-transmission-time": "yesterday"}),
        (body, good | {"paypal-transmission-time": "2026-11-28T00:00:00"}),
        (body, shop.paypal.signed(body, webhook_id="WH-2")),
        (body, shop.paypal.signed(body, age_s=5 * 86400)),
        (body, shop.paypal.signed(body, age_s=-3600)),
        (body, another.signed(body)),
    ]
    for at, (said, headers) in enumerate(forged):
        assert await shop.send(said, headers, to="paypal") == 401, at
    assert await shop.send(body, good, to="paypal") == 204
    assert await shop.send(body, shop.paypal.signed(body, age_s=3 * 86400), to="paypal") == 204
    assert shop.paypal.verified == asked


@pytest.mark.req("R40")
async def test_a_certificate_is_fetched_once_and_invented_ones_a_few_times_a_minute(
    shop: Shop, peers: Peers, engines: EngineUrls
) -> None:
    moment = datetime.now(UTC)
    body = shop.paypal.event("CHECKOUT.ORDER.APPROVED", {"id": "ORDER-1"})
    settings = hub_settings(engines, shop.hub.home, billing=peers.settings())
    async with serve(settings, clock=lambda: moment) as url:

        async def send(**changed: str) -> int:
            headers = shop.paypal.signed(body) | {
                n.replace("_", "-"): v for n, v in changed.items()
            }
            path = f"{url}/v1/webhooks/paypal"
            async with shop.hub.http.post(path, data=body, headers=headers) as answer:
                return answer.status

        fetched = shop.paypal.fetched
        assert [await send() for _ in range(3)] == [204] * 3
        assert shop.paypal.fetched - fetched == 1
        invented = [f"{shop.paypal.url}{CERTIFICATES}/CERT-X{n}" for n in range(20)]
        assert {await send(paypal_cert_url=one) for one in invented} == {503}
        assert shop.paypal.fetched - fetched == 10
        assert await send() == 204, "what is known already needs none"
        moment += timedelta(minutes=2)
        assert await send(paypal_cert_url=invented[0]) == 503
        assert shop.paypal.fetched - fetched == 11


@pytest.mark.req("R40")
@pytest.mark.parametrize("ended", [True, False])
async def test_where_its_authority_is_not_known_paypal_says_itself_whether_it_was_it(
    shop: Shop, peers: Peers, engines: EngineUrls, *, ended: bool
) -> None:
    body = shop.paypal.event("CHECKOUT.ORDER.APPROVED", {"id": "ORDER-1"})
    changes = {} if ended else {"paypal_ca_file": None}
    settings = hub_settings(engines, shop.hub.home, billing=peers.settings() | changes)
    known = shop.paypal.own
    if ended:  # a certificate that was good until an hour ago
        shop.paypal.own = signer("messageverificationcerts.paypal.com", ended=True)
    good = shop.paypal.signed(body)
    asked = shop.paypal.verified
    async with serve(settings) as url:
        path, answers = f"{url}/v1/webhooks/paypal", []
        for headers in (good, good | {"paypal-transmission-sig": "bm8="}):
            async with shop.hub.http.post(path, data=body, headers=headers) as answer:
                answers.append(answer.status)
    shop.paypal.own = known
    assert answers == [204, 401]
    assert shop.paypal.verified - asked == 1, "not about what its key has not signed"
