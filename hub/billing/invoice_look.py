"""How invoices and credit notes look: colors, type, the mark, each page's foot. ReportLab draws it.

ReportLab is imported with the first invoice: it costs a tenth of a second.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from hub.billing.invoice_letters import latin, marked_up

BRAND: Final = "#98177E"
WASH: Final = "#FDEEF9"
INK: Final = "#210F22"
QUIET: Final = "#6C576C"
LINE: Final = "#EEE3EC"
GOOD: Final = ("#E4F6F2", "#006A5B")
WAITS: Final = ("#FFF5E2", "#8A5400")
PAST: Final = ("#F8F3F8", "#4A354A")
_PARTY: Final = ("name", "address", "country", "tax_id")
MARGIN: Final = 48
WIDTH: Final = 595.28 - 2 * MARGIN  # of A4, in points
# Color, length, width and turns of the mark's blades, in a box of 100.
_BLADES: Final = (("#F478D4", 44, 12, (0, 132, -132)), (BRAND, 46, 23, (74, -74)))


@cache
def style(
    size: float, color: str = INK, *, bold: bool = False, right: bool = False, lead: float = 1.4
) -> Any:
    from reportlab.lib.colors import HexColor  # noqa: PLC0415
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415

    return ParagraphStyle(
        f"{size}{color}{bold}{right}{lead}",
        fontName="Helvetica-Bold" if bold else "Helvetica",
        fontSize=size,
        leading=size * lead,
        textColor=HexColor(color),
        alignment=2 if right else 0,
    )


def words(text: str, size: float = 9.5, color: str = INK, **more: Any) -> Any:
    from reportlab.platypus import Paragraph  # noqa: PLC0415

    marked = marked_up(text, bold=bool(more.get("bold")))
    return Paragraph(marked, style(size, color, **more))


def grid(rows: Sequence[Sequence[Any]], widths: Sequence[float], *rules: Any, **more: Any) -> Any:
    """A table without a frame of its own; `rules` are ReportLab's, after the common ones."""
    from reportlab.platypus import Table, TableStyle  # noqa: PLC0415

    common = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ]
    table = Table([list(row) for row in rows], colWidths=widths, hAlign="LEFT", **more)
    table.setStyle(TableStyle([*common, *rules]))
    return table


def petal_corners(radius: float) -> list[float]:
    """As everywhere in the design, the lower left one is a third of the others. ReportLab names
    them from the upper left, row by row."""
    return [radius, radius, radius / 3, radius]


def color(value: str) -> Any:
    from reportlab.lib.colors import HexColor  # noqa: PLC0415

    return HexColor(value)


def document(made: Any, *, title: str, seller: str) -> Any:
    """An A4 document. Invariant: no moment of making stands in it, so that it is the same each
    time that it is made."""
    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - it costs a tenth of a second
    from reportlab.platypus import SimpleDocTemplate  # noqa: PLC0415

    return SimpleDocTemplate(
        made,
        pagesize=A4,
        title=title,
        author=seller,
        invariant=1,
        leftMargin=MARGIN - 6,
        rightMargin=MARGIN - 6,
        topMargin=92,
        bottomMargin=66,
    )


def money(amount: int, currency: str) -> str:
    """`1,250.00 USD`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02d} {currency}"


def head(name: str, state: tuple[str, tuple[str, str]], facts: Sequence[tuple[str, str]]) -> Any:
    """What it is and how it stands, and beside them the facts that count."""
    from reportlab.platypus import Spacer  # noqa: PLC0415

    label, (back, ink) = state
    chip = grid(
        [[words(label, 9, ink, bold=True)]],
        [len(label) * 5.2 + 18],
        ("BACKGROUND", (0, 0), (-1, -1), color(back)),
        ("ROUNDEDCORNERS", petal_corners(7)),
        ("LEFTPADDING", (0, 0), (-1, -1), 9),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    )
    beside = grid(
        [[words(fact, 9, QUIET), words(value, right=True)] for fact, value in facts],
        [80, 130],
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    )
    title = [words(name, 22, bold=True, lead=1.25), Spacer(1, 7), chip]
    return grid([[title, beside]], [WIDTH - 210, 210])


def parties(seller: Mapping[str, Any], buyer: Mapping[str, Any]) -> Any:
    of, to = ([_party(n, one[n]) for n in _PARTY if one.get(n)] for one in (seller, buyer))
    names = [words(name, 8.5, QUIET) for name in ("From", "To")]
    rows = [[words(text, bold=at == 0) for at, text in enumerate(side)] for side in (of, to)]
    return grid(
        [names, rows],
        [WIDTH / 2, WIDTH / 2],
        ("LINEABOVE", (0, 0), (-1, 0), 0.75, color(LINE)),
        ("TOPPADDING", (0, 0), (-1, 0), 12),
    )


def _party(name: str, value: Any) -> str:
    return f"Tax ID {value}" if name == "tax_id" else str(value)


def panel(label: str, value: str, widths: Sequence[float]) -> Any:
    """The one figure that it is about."""
    return grid(
        [[words(label, 11, bold=True), words(value, 15, bold=True, right=True)]],
        widths,
        ("BACKGROUND", (0, 0), (-1, -1), color(WASH)),
        ("ROUNDEDCORNERS", petal_corners(12)),
        ("LEFTPADDING", (0, 0), (0, -1), 12),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 12),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    )


def _petal(canvas: Any, length: float, width: float, turn: float) -> None:
    """One petal of the mark, from its middle outwards."""
    canvas.saveState()
    canvas.rotate(turn)
    path = canvas.beginPath()
    path.moveTo(0, 0)
    out, tip, low, high = width * 1.5, width * 1.35, length * 0.2, length * 0.98
    path.curveTo(out, low, tip, high, 0, length)
    path.curveTo(-tip, high, -out, low, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def mark(canvas: Any, x: float, y: float, size: float) -> None:
    """The orchid, as the pages have it: sepals, wings and the lip, around a point."""
    canvas.saveState()
    canvas.translate(x, y)
    canvas.scale(size / 100, size / 100)
    for fill, length, width, turns in _BLADES:
        canvas.setFillColor(color(fill), alpha=1)
        for turn in turns:
            _petal(canvas, length, width, turn)
    canvas.setFillColor(color("#FEA91E"), alpha=1)
    lip = canvas.beginPath()
    lip.moveTo(0, 2)
    lip.curveTo(10, -4, 8, -20, 0, -26)
    lip.curveTo(-8, -20, -10, -4, 0, 2)
    canvas.drawPath(lip, stroke=0, fill=1)
    canvas.setFillColor(color("#FFFFFF"), alpha=1)
    canvas.circle(0, 0, 5, stroke=0, fill=1)
    canvas.restoreState()


def page_drawn(seller: str, title: str) -> Callable[[Any, Any], None]:
    """The mark at the top of each page, and at its foot whose document it is, and which."""

    def draw(canvas: Any, document: Any) -> None:
        width, height = document.pagesize
        canvas.saveState()
        canvas.setFillColor(color(BRAND), alpha=1)
        canvas.rect(0, height - 5, width, 5, stroke=0, fill=1)
        mark(canvas, MARGIN + 17, height - 52, 40)
        canvas.setFillColor(color(INK), alpha=1)
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(MARGIN + 40, height - 57, latin(seller))
        canvas.setStrokeColor(color(LINE))
        canvas.line(MARGIN, 50, width - MARGIN, 50)
        canvas.setFillColor(color(QUIET), alpha=1)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, 36, latin(f"{seller}, {title}"))
        canvas.drawRightString(width - MARGIN, 36, f"Page {document.page}")
        canvas.restoreState()

    return draw
