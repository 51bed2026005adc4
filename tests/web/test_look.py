"""The colors: the brand's own on white, and text that is readable everywhere, in both themes."""

import re

import pytest

from marketplace_web.contract import SOURCES

TOKENS = (SOURCES / "styles" / "tokens.css").read_text()
SURFACES = ("bg", "bg-soft", "bg-sunk", "surface", "surface-2", "raise")
TEXTS = (
    "ink",
    "ink-2",
    "ink-3",
    "brand-text",
    "iris-text",
    "fern-text",
    "ember-text",
    "pollen-text",
)
TINTED = (
    ("brand-text", "brand-wash"),
    ("iris-text", "iris-wash"),
    ("fern-text", "fern-wash"),
    ("ember-text", "ember-wash"),
    ("pollen-text", "pollen-wash"),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("code-ink", "code-bg"),
    ("code-dim", "code-bg"),
)
SHAPES = ("fern", "ember", "iris", "line-strong", "focus")


def _theme(name: str) -> dict[str, str]:
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", TOKENS.partition("[data-theme")[0]))
    if name == "light":
        return light
    dark = TOKENS.partition('[data-theme="dark"]')[2].partition("}")[0]
    return light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))


def _luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.req("S25")
def test_the_brand_is_its_color_on_white() -> None:
    light = _theme("light")
    assert light["brand"] == light["orchid-700"] == "#98177e"
    assert light["bg"] == light["surface"] == "#ffffff"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_every_surface(theme: str) -> None:
    color = _theme(theme)
    pairs = [(text, surface) for text in TEXTS for surface in SURFACES] + list(TINTED)
    faint = {pair: _contrast(color[pair[0]], color[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in faint.items() if ratio < 4.5}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_shapes_stand_out(theme: str) -> None:
    color = _theme(theme)
    faint = {shape: _contrast(color[shape], color["surface"]) for shape in SHAPES}
    assert not {shape: ratio for shape, ratio in faint.items() if ratio < 3}


def test_every_page_names_the_letters_that_stand_until_a_font_has_come() -> None:
    """Else lines break elsewhere once it has, and what is below moves."""
    families = re.findall(r'font-family: "([^"]+)"', (SOURCES / "styles" / "fonts.css").read_text())
    of_the_hub = (SOURCES.parents[2] / "hub" / "gateway" / "static" / "style.css").read_text()
    assert families
    for sheet in (TOKENS, of_the_hub):
        assert [family for family in families if f'"{family}"' not in sheet] == []
