"""An invoice as a document: the same bytes each time, as many pages as its lines take."""

import io
from typing import Any, Final
from xml.sax.saxutils import escape

from hub.billing.buying_schemas import InvoiceView
from hub.billing.money import in_words

_INK: Final = "#98177E"
_WIDTHS: Final = (230, 50, 80, 70, 90)


def pdf_of(invoice: InvoiceView) -> bytes:
    """Made with ReportLab, which is imported with the first one."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - it costs a tenth of a second
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer  # noqa: PLC0415

    styles, made = getSampleStyleSheet(), io.BytesIO()
    # Invariant: no moment of making stands in it, so that it is the same document each time
    page = SimpleDocTemplate(made, pagesize=A4, title=f"Invoice {invoice.number}", invariant=1)
    story: list[Any] = []
    for style, text in _head(invoice):
        story.append(Paragraph(_plain(text), styles[style]))
    story += [Spacer(1, 14), _table(invoice), Spacer(1, 14)]
    for style, text in _sums(invoice):
        story.append(Paragraph(_plain(text), styles[style]))
    page.build(story)
    return made.getvalue()


def _plain(text: str) -> str:
    """The built-in fonts know Windows' Latin; what they do not know is shown as a question mark."""
    return escape(text.encode("cp1252", "replace").decode("cp1252"))


def _head(invoice: InvoiceView) -> list[tuple[str, str]]:
    seller, buyer = invoice.seller, invoice.buyer
    rows = [("Heading2", seller.get("name", ""))]
    rows += [("Normal", seller[name]) for name in ("address", "tax_id") if seller.get(name)]
    rows.append(("Heading3", "To"))
    to = [str(buyer[n]) for n in ("name", "address", "country", "tax_id") if buyer.get(n)]
    rows += [("Normal", text) for text in to]
    rows.append(("Heading1", f"Invoice {invoice.number}"))
    rows.append(("Normal", f"Date: {invoice.issued_at:%d %B %Y}"))
    if invoice.due_at is not None:
        rows.append(("Normal", f"Payable by {invoice.due_at:%d %B %Y}"))
    if invoice.purchase_order:
        rows.append(("Normal", f"Purchase order {invoice.purchase_order}"))
    return [*rows, ("Normal", f"Status: {invoice.status}")]


def _table(invoice: InvoiceView) -> Any:
    from reportlab.lib.colors import HexColor  # noqa: PLC0415
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415
    from reportlab.platypus import Paragraph, Table, TableStyle  # noqa: PLC0415

    currency, normal = invoice.totals.currency, getSampleStyleSheet()["Normal"]
    rows: list[list[Any]] = [["Description", "Quantity", "Amount", "Discount", "Tax"]]
    rows += [
        [
            Paragraph(_plain(line.description), normal),
            str(line.quantity),
            in_words(line.amount, currency),
            in_words(line.discount, currency),
            f"{in_words(line.tax, currency)} ({line.tax_rate} %)",
        ]
        for line in invoice.totals.lines
    ]
    table = Table(rows, colWidths=_WIDTHS, repeatRows=1)
    under = [("LINEBELOW", (0, 0), (-1, 0), 1, HexColor(_INK)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table.setStyle(TableStyle(under))
    return table


def _sums(invoice: InvoiceView) -> list[tuple[str, str]]:
    totals, currency = invoice.totals, invoice.totals.currency
    sums = [
        ("Subtotal", totals.subtotal),
        ("Discount", totals.discount),
        ("Tax", totals.tax),
        ("Paid from balance", totals.balance_applied),
    ]
    rows = [("Normal", f"{name}: {in_words(amount, currency)}") for name, amount in sums if amount]
    rows.append(("Heading3", f"Total: {in_words(totals.total, currency)}"))
    rows.append(("Normal", f"To be paid: {in_words(totals.due.amount, currency)}"))
    for note in invoice.credit_notes:
        amount = in_words(note.amount.amount, note.amount.currency)
        rows.append(("Normal", f"Credit note {note.number}, {note.issued_at:%d %B %Y}: {amount}"))
    return rows
