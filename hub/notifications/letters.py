"""A letter's plain text as HTML, in the colors of the hub's pages.

Nothing is fetched from anywhere, and what people named themselves stays text. Paragraphs are
divided by empty lines: a label and an address below it is a button, an indented one is shown as it
is.
"""

import re
from html import escape
from string import Template
from typing import Final

_BUTTON: Final = re.compile(r"([^\n]{1,60}):\n(https?://[!-~]+)")
_PAGE: Final = Template(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$subject</title>
<style>
@media (prefers-color-scheme: dark) {
  body, .page { background: #120612 !important; }
  .card { background: #1c0e1d !important; border-color: #34203a !important; }
  .card, h1 { color: #fbf2fa !important; }
  .facts { background: #0d040d !important; color: #d9c6d8 !important; }
  .brand, .quiet { color: #f78ddb !important; }
}
</style>
</head>
<body style="margin:0;background:#fdf9fc">
<div class="page" style="background:#fdf9fc;padding:32px 16px;\
font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:520px;margin:0 auto">
<p class="brand" style="margin:0 0 16px;font-size:20px;font-weight:600;color:#98177e">Laelia</p>
<div class="card" style="background:#ffffff;border:1px solid #eee3ec;\
border-radius:20px 20px 20px 7px;padding:28px;color:#210f22;font-size:16px;line-height:1.55">
<h1 style="margin:0 0 16px;font-size:24px;line-height:1.2;font-weight:600;color:#210f22">\
$subject</h1>
$body
</div>
</div>
</div>
</body>
</html>
"""
)
_LINE: Final = '<p style="margin:0 0 16px">{}</p>'
_FACTS: Final = (
    '<pre class="facts" style="margin:0 0 16px;padding:14px 16px;border-radius:12px;'
    "background:#f8f3f8;color:#4a354a;font-size:14px;line-height:1.5;white-space:pre-wrap;"
    'overflow-wrap:anywhere;font-family:ui-monospace,Menlo,Consolas,monospace">{}</pre>'
)
_LINK: Final = (
    '<p style="margin:0 0 16px"><a href="{0}" style="display:inline-block;padding:13px 22px;'
    "border-radius:12px;background:#98177e;color:#ffffff;font-weight:600;text-decoration:none"
    '">{1}</a></p><p class="quiet" style="margin:0 0 16px;font-size:13px;color:#6c576c;'
    'overflow-wrap:anywhere">{0}</p>'
)


def html_of(subject: str, text: str) -> str:
    paragraphs = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return _PAGE.substitute(
        subject=escape(subject), body="\n".join(_shown(part) for part in paragraphs if part)
    )


def _shown(paragraph: str) -> str:
    button = _BUTTON.fullmatch(paragraph)
    if button is not None:
        return _LINK.format(escape(button[2]), escape(button[1]))
    lines = paragraph.split("\n")
    if all(line.startswith("    ") for line in lines):
        return _FACTS.format(escape("\n".join(line[4:] for line in lines)))
    return _LINE.format(escape(" ".join(lines)))
