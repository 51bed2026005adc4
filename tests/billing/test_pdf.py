"""Invoices and credit notes as documents."""

import pytest

from tests.billing.shop import ONCE, Shop
from tests.hub_fixtures import Client

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
    await _is_a_document(buyer, f"/v1/invoices/{invoice['id']}/pdf")
    assert (await shop.refund(invoice["order_id"], amount=1190)).status == 201
    [note] = (await buyer.get(f"/v1/invoices/{invoice['id']}"))["credit_notes"]
    assert (note["amount"]["amount"], note["tax"]["amount"]) == (1190, 190)
    notes = f"/v1/invoices/{invoice['id']}/credit-notes"
    await _is_a_document(buyer, f"{notes}/{note['id']}/pdf")
    assert (await buyer.get(f"{notes}/cnt_01ARZ3NDEKTSV4RRFFQ69G5FAV/pdf")).status == 404
    assert (await shop.seller.get(f"{notes}/{note['id']}/pdf")).status == 404


async def _is_a_document(buyer: Client, path: str) -> None:
    made = []
    for _ in range(2):
        async with buyer.http.get(buyer.url + path, headers=buyer.headers()) as answer:
            assert (answer.status, answer.content_type) == (200, "application/pdf")
            made.append(await answer.read())
    assert made[0].startswith(b"%PDF-")
    assert made[0] == made[1]
