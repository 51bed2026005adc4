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
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - it costs a tenth of a second
    from reportlab.platypus import KeepTogether, SimpleDocTemplate, Spacer  # noqa: PLC0415

    made = io.BytesIO()
    seller = invoice.seller.get("name") or "Laelia"
    # Invariant: no moment of making stands in it, so that it is the same document each time
    page = SimpleDocTemplate(
        made,
        pagesize=A4,
        title=f"Invoice {invoice.number}",
        author=seller,
        invariant=1,
        leftMargin=look.MARGIN - 6,
        rightMargin=look.MARGIN - 6,
        topMargin=92,
        bottomMargin=66,
    )
    story = [_head(invoice), Spacer(1, 20), _parties(invoice), Spacer(1, 22), _lines(invoice)]
    story += [Spacer(1, 12), KeepTogether([_sums(invoice), *_notes(invoice)])]
    draw = look.page_drawn(seller, invoice.number)
    page.build(story, onFirstPage=draw, onLaterPages=draw)
    return made.getvalue()


def _money(amount: int, currency: str) -> str:
    """`1,250.00 USD`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d} {currency}"


def _head(invoice: InvoiceView) -> Any:
    """The number and the state, and beside them the days that count."""
    from reportlab.platypus import Spacer  # noqa: PLC0415

    label, (back, ink) = _STATES[invoice.status]
    state = look.grid(
        [[look.words(label, 9, ink, bold=True)]],
        [len(label) * 5.2 + 18],
        ("BACKGROUND", (0, 0), (-1, -1), look.color(back)),
        ("ROUNDEDCORNERS", [7, 7, 7, 2]),
        ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    )
    name = look.words(f"Invoice {invoice.number}", 22, bold=True, lead=1.25)
    title = [name, Spacer(1, 7), state]
    dates = [("Date", f"{invoice.issued_at:%d %B %Y}")]
    if invoice.paid_at is not None:
        dates.append(("Paid on", f"{invoice.paid_at:%d %B %Y}"))
    elif invoice.due_at is not None:
        dates.append(("Payable by", f"{invoice.due_at:%d %B %Y}"))
    if invoice.purchase_order:
        dates.append(("Purchase order", invoice.purchase_order))
    facts = look.grid(
        [[look.words(name, 9, look.QUIET), look.words(value, right=True)] for name, value in dates],
        [80, 130],
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    )
    return look.grid([[title, facts]], [look.WIDTH - 210, 210])


def _parties(invoice: InvoiceView) -> Any:
    seller, buyer = invoice.seller, invoice.buyer
    of = [seller[name] for name in ("name", "address", "tax_id") if seller.get(name)]
    to = [str(buyer[n]) for n in ("name", "address", "country", "tax_id") if buyer.get(n)]
    half = look.WIDTH / 2
    head = [look.words(name, 8.5, look.QUIET) for name in ("From", "To")]
    rows = [[look.words(text, bold=at == 0) for at, text in enumerate(side)] for side in (of, to)]
    return look.grid(
        [head, rows],
        [half, half],
        ("LINEABOVE", (0, 0), (-1, 0), 0.75, look.color(look.LINE)),
        ("TOPPADDING", (0, 0), (-1, 0), 12),
    )


def _lines(invoice: InvoiceView) -> Any:
    currency = invoice.totals.currency
    names = ("Description", "Number", "Amount", "Discount", "Tax")
    rows = [[look.words(name, 8.5, look.QUIET, right=at > 0) for at, name in enumerate(names)]]
    for line in invoice.totals.lines:
        taken = _money(-line.discount, currency) if line.discount else ""
        tax = f"{_money(line.tax, currency)}\n{line.tax_rate} %" if line.tax else ""
        cells = (str(line.quantity), _money(line.amount, currency), taken, tax)
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
    rows = [
        ["", look.words(name, color=look.QUIET), look.words(_money(amount, currency), right=True)]
        for name, amount in sums
        if amount or name in ("Subtotal", "Total")
    ]
    due = _money(totals.due.amount, totals.due.currency)
    label = "Amount paid" if invoice.status == "paid" else "Amount due"
    panel = look.grid(
        [[look.words(label, 11, bold=True), look.words(due, 15, bold=True, right=True)]],
        _SUMS[1:],
        ("BACKGROUND", (0, 0), (-1, -1), look.color(look.WASH)),
        ("ROUNDEDCORNERS", [12, 12, 12, 4]),
        ("LEFTPADDING", (0, 0), (0, -1), 12),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 12),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    )
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


def _notes(invoice: InvoiceView) -> list[Any]:
    """What was taken back of it later, each with its own number."""
    from reportlab.platypus import Spacer  # noqa: PLC0415

    if not invoice.credit_notes:
        return []
    rows = [
        [
            look.words(f"{note.number}, {note.issued_at:%d %B %Y}\n{note.reason}"),
            look.words(_money(-note.amount.amount, note.amount.currency), right=True),
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
