"""A payment's address as a QR code, drawn here: no page loads a picture from a processor."""

import base64
from functools import lru_cache
from typing import Final

_MARGIN: Final = 4  # modules of white around it, as ISO/IEC 18004 asks for


@lru_cache(maxsize=256)
def qr_of(address: str) -> str:
    """A data URL of an SVG, dark on white whatever the page's theme, as cameras want it."""
    # ReportLab is imported with the first one: it costs a tenth of a second
    from reportlab.graphics.barcode.qrencoder import (  # noqa: PLC0415
        QRCode,
        QRErrorCorrectLevel,
    )

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(address)
    code.make()
    size = code.getModuleCount()
    path = "".join(
        f"M{column + _MARGIN} {row + _MARGIN}h1v1h-1z"
        for row in range(size)
        for column in range(size)
        if code.isDark(row, column)
    )
    whole = size + 2 * _MARGIN
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}"'
        f' shape-rendering="crispEdges"><rect width="{whole}" height="{whole}" fill="#fff"/>'
        f'<path d="{path}" fill="#210f22"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"
