"""A credit note as a document, which looks as its invoice does: the same bytes each time."""

import io
from typing import Final

from hub.billing import invoice_look as look
from hub.billing.buying_schemas import CreditNoteView, InvoiceView

_COLUMNS: Final = (look.WIDTH - 260, 86.0, 86.0, 88.0)
_SUMS: Final = (look.WIDTH - 260, 260.0)


def pdf_of(note: CreditNoteView, invoice: InvoiceView) -> bytes:
    """Made with ReportLab, which is imported with the first one."""
    from reportlab.platypus import Spacer  # noqa: PLC0415 - it costs a tenth of a second

    made = io.BytesIO()
    name = f"Credit note {note.number}"
    seller = invoice.seller.get("name") or "Laelia"
    facts = [
        ("Date", f"{note.issued_at:%d %B %Y}"),
        ("Of invoice", invoice.number),
        ("Invoiced on", f"{invoice.issued_at:%d %B %Y}"),
    ]
    if invoice.purchase_order:
        facts.append(("Purchase order", invoice.purchase_order))
    currency, gross, tax = note.amount.currency, note.amount.amount, note.tax.amount
    names = ("Taken back", "Before tax", "Tax", "Amount")
    what = "\n".join([note.reason, *(line.description for line in invoice.totals.lines)])
    figures = (gross - tax, tax, gross)
    table = look.grid(
        [
            [look.words(head, 8.5, look.QUIET, right=at > 0) for at, head in enumerate(names)],
            [
                look.words(what),
                *(look.words(look.money(-one, currency), right=True) for one in figures),
            ],
        ],
        _COLUMNS,
        ("LINEBELOW", (0, 0), (-1, 0), 1.2, look.color(look.BRAND)),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, look.color(look.LINE)),
        ("TOPPADDING", (0, 1), (-1, -1), 7),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 8),
        repeatRows=1,
    )
    panel = look.panel("Credited", look.money(gross, currency), [130.0, 130.0])
    story = [look.head(name, ("Credited", look.PAST), facts), Spacer(1, 20)]
    story += [look.parties(invoice.seller, invoice.buyer), Spacer(1, 22), table, Spacer(1, 16)]
    story.append(look.grid([["", [panel]]], _SUMS))
    draw = look.page_drawn(seller, f"credit note {note.number}")
    look.document(made, title=name, seller=seller).build(story, onFirstPage=draw, onLaterPages=draw)
    return made.getvalue()
