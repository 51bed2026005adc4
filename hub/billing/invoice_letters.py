"""Letters that an invoice's built-in fonts lack: names and addresses come from everywhere.

A word is set in the first font that has all of it: the built-in one (Windows' Latin), the one that
comes with ReportLab, DejaVu where the system has it, and for Chinese, Japanese and Korean those
that readers bring. What none has loses its accents (Dvořák: Dvorak), and is a question mark in the
end. Words that run from right to left are not set, since ReportLab would turn them around.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

_SYSTEM: Final = (
    Path("/usr/share/fonts/truetype/dejavu"),
    Path("/usr/share/fonts/dejavu-sans-fonts"),
    Path("/usr/share/fonts/TTF"),
)
_SPACES: Final = re.compile(r"(\s+)")
# Letters that are no letter with an accent, as people write them without.
_NEAREST: Final = str.maketrans("ŁłĐđıŒœẞ", "LlDdiOos")
_HANGUL: Final = re.compile("[\u1100-\u11ff\uac00-\ud7af]")
_KANA: Final = re.compile("[\u3040-\u30ff]")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_EASTERN: Final = (
    (_HANGUL, "HYSMyeongJo-Medium"),
    (_KANA, "HeiseiKakuGo-W5"),
    (_HAN, "STSong-Light"),
)


def marked_up(text: str, *, bold: bool) -> str:
    """The text as ReportLab's markup, each word in a font that has its letters."""
    return "".join(
        part.replace("\n", "<br/>") if part.isspace() else _word(part, bold=bold)
        for part in _SPACES.split(text)
        if part
    )


def latin(text: str) -> str:
    """What the built-in fonts have of it, for the head and foot of a page."""
    if _is_built_in(text):
        return text
    bare = unicodedata.normalize("NFKD", text).translate(_NEAREST)
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return kept.encode("cp1252", "replace").decode("cp1252")


def _word(word: str, *, bold: bool) -> str:
    if _is_built_in(word):
        return escape(word)
    turned = any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in word)
    name = None if turned else _font_of(word, bold=bold)
    if name is None:
        return escape(latin(word))
    return f'<font name="{name}">{escape(word)}</font>'


def _is_built_in(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _font_of(word: str, *, bold: bool) -> str | None:
    for name, signs in _fonts(bold=bold):
        if all(ord(sign) in signs for sign in word):
            return name
    for script, name in _EASTERN:
        if script.search(word):
            return _of_readers(name)
    return None


@cache
def _fonts(*, bold: bool) -> tuple[tuple[str, Any], ...]:
    """Those at hand, by their names, with the letters that they have."""
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415 - with the first invoice
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    files = ["VeraBd.ttf" if bold else "Vera.ttf"]  # ReportLab finds its own
    system = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    files += [str(folder / system) for folder in _SYSTEM if (folder / system).is_file()][:1]
    made = [TTFont(Path(file).stem, file) for file in files]
    for font in made:
        registerFont(font)
    return tuple((font.fontName, font.face.charToGlyph) for font in made)


@cache
def _of_readers(name: str) -> str:
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: PLC0415
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415

    registerFont(UnicodeCIDFont(name))
    return name
