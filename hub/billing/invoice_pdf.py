"""An invoice as a document: the same bytes each time, as many pages as its lines take."""

import io
from typing import Any, Final

from hub.billing import invoice_look as look
from hub.billing.buying_schemas import InvoiceView

_COLUMNS: Final = (look.WIDTH - 276, 36.0, 84.0, 68.0, 88.0)
_SUMS: Final = (look.WIDTH - 260, 130.0, 130.0)
_STATES: Final = {
    "issued": ("To be paid", look.WAITS),
    "paid": ("Paid", look.GOOD),
    "voided": ("Credited", look.PAST),
}


def pdf_of(invoice: InvoiceView) -> bytes:
    """Made with ReportLab, which is imported with the first one."""
    from reportlab.platypus import KeepTogether, Spacer  # noqa: PLC0415

    made = io.BytesIO()
    seller = invoice.seller.get("name") or "Laelia"
    page = look.document(made, title=f"Invoice {invoice.number}", seller=seller)
    head = look.head(f"Invoice {invoice.number}", _STATES[invoice.status], _facts(invoice))
    story = [head, Spacer(1, 20), look.parties(invoice.seller, invoice.buyer)]
    story += [Spacer(1, 22), _lines(invoice)]
    story += [Spacer(1, 12), KeepTogether([_sums(invoice), *_notes(invoice)])]
    draw = look.page_drawn(seller, f"invoice {invoice.number}")
    page.build(story, onFirstPage=draw, onLaterPages=draw)
    return made.getvalue()


def _facts(invoice: InvoiceView) -> list[tuple[str, str]]:
    """The days that count."""
    facts = [("Date", f"{invoice.issued_at:%d %B %Y}")]
    if invoice.paid_at is not None:
        facts.append(("Paid on", f"{invoice.paid_at:%d %B %Y}"))
    elif invoice.due_at is not None:
        facts.append(("Payable by", f"{invoice.due_at:%d %B %Y}"))
    if invoice.purchase_order:
        facts.append(("Purchase order", invoice.purchase_order))
    return facts


def _lines(invoice: InvoiceView) -> Any:
    currency = invoice.totals.currency
    names = ("Description", "Number", "Amount", "Discount", "Tax")
    rows = [[look.words(name, 8.5, look.QUIET, right=at > 0) for at, name in enumerate(names)]]
    for line in invoice.totals.lines:
        taken = look.money(-line.discount, currency) if line.discount else ""
        tax = f"{look.money(line.tax, currency)}\n{line.tax_rate} %" if line.tax else ""
        cells = (str(line.quantity), look.money(line.amount, currency), taken, tax)
        rows.append(
            [look.words(line.description, bold=True), *(look.words(c, right=True) for c in cells)]
        )
    return look.grid(
        rows,
        _COLUMNS,
        ("LINEBELOW", (0, 0), (-1, 0), 1.2, look.color(look.BRAND)),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, look.color(look.LINE)),
        ("TOPPADDING", (0, 1), (-1, -1), 7),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 8),
        repeatRows=1,
    )


def _sums(invoice: InvoiceView) -> Any:
    totals = invoice.totals
    currency = totals.currency
    sums = [
        ("Subtotal", totals.subtotal),
        ("Discount", -totals.discount),
        ("Tax", totals.tax),
        ("Total", totals.total),
        ("From the balance", -totals.balance_applied),
    ]
    shown = [one for one in sums if one[1] or one[0] in ("Subtotal", "Total")]
    rows = [["", *_sum(name, look.money(amount, currency))] for name, amount in shown]
    due = look.money(totals.due.amount, totals.due.currency)
    label = "Amount paid" if invoice.status == "paid" else "Amount due"
    panel = look.panel(label, due, _SUMS[1:])
    rows.append(["", [panel], ""])
    last = len(rows) - 1
    return look.grid(
        rows,
        _SUMS,
        ("SPAN", (1, last), (2, last)),
        ("TOPPADDING", (1, last), (-1, last), 8),
        ("LEFTPADDING", (1, 0), (1, last - 1), 12),
        ("RIGHTPADDING", (-1, 0), (-1, last - 1), 12),
    )


def _sum(name: str, amount: str) -> tuple[Any, Any]:
    whole = name == "Total"
    label = look.words(name, color=look.INK if whole else look.QUIET, bold=whole)
    return label, look.words(amount, right=True, bold=whole)


def _notes(invoice: InvoiceView) -> list[Any]:
    """What was taken back of it later, each with its own number."""
    from reportlab.platypus import Spacer  # noqa: PLC0415

    if not invoice.credit_notes:
        return []
    rows = [
        [
            look.words(f"{note.number}, {note.issued_at:%d %B %Y}\n{note.reason}"),
            look.words(look.money(-note.amount.amount, note.amount.currency), right=True),
        ]
        for note in invoice.credit_notes
    ]
    table = look.grid(
        rows,
        [look.WIDTH - 130, 130],
        ("LINEABOVE", (0, 0), (-1, -1), 0.5, look.color(look.LINE)),
        ("TOPPADDING", (0, 0), (-1, -1), 7),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
    )
    return [Spacer(1, 20), look.words("Credit notes", 11, bold=True), Spacer(1, 6), table]
