"""An invoice as a document."""

import pytest

from tests.billing.shop import ONCE, Shop

pytest.importorskip("reportlab")


@pytest.mark.req("D-bill")
async def test_an_invoice_is_a_document_with_the_same_bytes_each_time(shop: Shop) -> None:
    product = await shop.product(ONCE, name="Protokoll für Straße & ₹")
    buyer = await shop.buyer()
    profile = {"name": "Müller GmbH", "country": "DE", "tax_id": "DE123456789"}
    await buyer.call("PUT", "/v1/billing/profile", profile)
    await shop.pay_page(buyer, await shop.check_out(buyer, product["prices"][0]["id"]))
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    assert (invoice["totals"]["tax"], invoice["totals"]["total"]) == (950, 5950)
    assert invoice["buyer"]["name"] == "Müller GmbH"
    path = f"{buyer.url}/v1/invoices/{invoice['id']}/pdf"
    made = []
    for _ in range(2):
        async with buyer.http.get(path, headers=buyer.headers()) as answer:
            assert (answer.status, answer.content_type) == (200, "application/pdf")
            made.append(await answer.read())
    assert made[0].startswith(b"%PDF-")
    assert made[0] == made[1]
