"""A letter's plain text as HTML, in the colors of the hub's pages.

Nothing is fetched from anywhere, and what people named themselves stays text. Paragraphs are
divided by empty lines: a label and an address below it is a button, indented lines are labels with
their values, or else shown as they are.
"""

import re
from html import escape
from string import Template
from typing import Final

_BUTTON: Final = re.compile(r"([^\n]{1,60}):\n(https?://[!-~]+)")
_FACT: Final = re.compile(r"(\S.*?) {2,}(\S.*)")
_PREVIEW_CHARS: Final = 140
_PAGE: Final = Template(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>$subject</title>
<style>
@media (prefers-color-scheme: dark) {
  body, .page { background: #120612 !important; }
  .card { background: #1c0e1d !important; border-color: #34203a !important; }
  .card, h1, .value, .brand { color: #fbf2fa !important; }
  .facts { background: #231325 !important; }
  .fact { border-color: #34203a !important; }
  .plain { background: #0d040d !important; color: #d9c6d8 !important; }
  .button { background: #c42ba5 !important; }
  .quiet, .label { color: #b09bb0 !important; }
}
</style>
</head>
<body style="margin:0;background:#fdf9fc">
<div style="display:none;max-height:0;overflow:hidden">$preview</div>
<div class="page" style="background:#fdf9fc;padding:36px 16px 44px;\
font-family:'Hanken Grotesk',-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:520px;margin:0 auto">
<p class="brand" style="margin:0 0 18px;font-size:20px;line-height:22px;font-weight:650;\
letter-spacing:-.03em;color:#210f22">$mark Laelia</p>
<div class="card" style="background:#ffffff;border:1px solid #eee3ec;\
border-radius:20px 20px 20px 7px;padding:30px 28px 14px;color:#210f22;font-size:16px;\
line-height:1.55">
<h1 style="margin:0 0 16px;font-size:25px;line-height:1.2;font-weight:620;letter-spacing:-.025em;\
color:#210f22">$subject</h1>
$body
</div>
</div>
</div>
</body>
</html>
"""
)
# A flower in three petals, of what every reader of mail can draw: no picture is fetched.
_MARK: Final = "".join(
    f'<span style="display:inline-block;width:13px;height:13px;border-radius:{corners};'
    f'background:{color};vertical-align:-1px"></span>'
    for corners, color in (
        ("50% 50% 12% 50%", "#f478d4"),
        ("50% 50% 50% 50%", "#fea91e"),
        ("50% 50% 50% 12%", "#98177e"),
    )
)
_LINE: Final = '<p style="margin:0 0 16px">{}</p>'
_ROW: Final = (
    '<tr><td class="label fact" style="padding:9px 14px 9px 0;border-top:{rule};color:#6c576c;'
    'font-size:14px;vertical-align:top;white-space:nowrap">{label}</td><td class="value fact" '
    'style="padding:9px 0;border-top:{rule};color:#210f22;font-size:15px;font-weight:600;'
    'text-align:right;overflow-wrap:anywhere">{value}</td></tr>'
)
_FACTS: Final = (
    '<div class="facts" style="margin:0 0 18px;padding:5px 16px;background:#fbf6fa;'
    'border-radius:14px 14px 14px 5px"><table role="presentation" width="100%" cellpadding="0" '
    'cellspacing="0" style="border-collapse:collapse">{}</table></div>'
)
_PLAIN: Final = (
    '<pre class="plain" style="margin:0 0 16px;padding:14px 16px;'
    "border-radius:14px 14px 14px 5px;background:#f8f3f8;color:#4a354a;font-size:14px;"
    "line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;"
    'font-family:ui-monospace,Menlo,Consolas,monospace">{}</pre>'
)
_LINK: Final = (
    '<p style="margin:4px 0 12px"><a class="button" href="{0}" style="display:inline-block;'
    "padding:13px 22px;border-radius:12px;background:#98177e;color:#ffffff;font-weight:600;"
    'text-decoration:none">{1}</a></p><p class="quiet" style="margin:0 0 18px;font-size:13px;'
    'line-height:1.45;color:#6c576c;overflow-wrap:anywhere">{0}</p>'
)


def html_of(subject: str, text: str) -> str:
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text)]
    paragraphs = [part for part in parts if part]
    preview = " ".join(paragraphs[0].split())[:_PREVIEW_CHARS] if paragraphs else ""
    return _PAGE.substitute(
        subject=escape(subject),
        preview=escape(preview),
        mark=_MARK,
        body="\n".join(map(_shown, paragraphs)),
    )


def _shown(paragraph: str) -> str:
    button = _BUTTON.fullmatch(paragraph)
    if button is not None:
        return _LINK.format(escape(button[2]), escape(button[1]))
    lines = paragraph.split("\n")
    if all(line.startswith("    ") for line in lines):
        return _indented([line[4:] for line in lines])
    return _LINE.format(escape(" ".join(lines)))


def _indented(lines: list[str]) -> str:
    """Labels with their values as rows; anything else as it is."""
    facts = [_FACT.fullmatch(line) for line in lines]
    rows = [
        _ROW.format(
            label=escape(fact[1]),
            value=escape(fact[2]),
            rule="1px solid #eee3ec" if at else "0",
        )
        for at, fact in enumerate(facts)
        if fact is not None
    ]
    if len(rows) < len(lines):
        return _PLAIN.format(escape("\n".join(lines)))
    return _FACTS.format("".join(rows))
