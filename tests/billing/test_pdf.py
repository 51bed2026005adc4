"""Invoices and credit notes as documents."""

import pytest

from hub.billing.invoice_letters import latin, marked_up
from tests.billing.shop import ONCE, Shop
from tests.hub_fixtures import Client

pytest.importorskip("reportlab")


@pytest.mark.req("D-bill")
async def test_an_invoice_is_a_document_with_the_same_bytes_each_time(shop: Shop) -> None:
    product = await shop.product(ONCE, name="Protokoll für Straße & ₹")
    buyer = await shop.buyer()
    profile = {"name": "Łódź Müller 株式会社", "country": "DE", "tax_id": "DE123456789"}
    await buyer.call("PUT", "/v1/billing/profile", profile)
    await shop.pay_page(buyer, await shop.check_out(buyer, product["prices"][0]["id"]))
    [invoice] = (await buyer.get("/v1/invoices"))["data"]
    assert (invoice["totals"]["tax"], invoice["totals"]["total"]) == (950, 5950)
    assert invoice["buyer"]["name"] == profile["name"]
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


def test_letters_that_the_fonts_lack_are_set_in_another_or_lose_their_accents() -> None:
    words = ("Müller & Co", "Łódź", "株式会社", "שלום")
    said = {word: marked_up(word, bold=True) for word in words}
    assert said["Müller & Co"] == "Müller &amp; Co"
    assert said["Łódź"] in ("Lódz", '<font name="DejaVuSans-Bold">Łódź</font>')
    assert said["株式会社"] == '<font name="STSong-Light">株式会社</font>'
    assert said["שלום"] == "????", "it would be turned around"
    assert latin("Dvořák, Łódź") == "Dvorak, Lodz"
