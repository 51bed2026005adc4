"""Markdown from outside as HTML that cannot do anything: no raw HTML, no images, web links only."""

from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

_SCHEMES: Final = frozenset({"https", "http", "mailto"})
_HEADING_DOWN: Final = 2
_LOWEST: Final = 6


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme.lower() in _SCHEMES


@cache
def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.validateLink = _is_web  # type: ignore[method-assign]  # the library's own way to say so
    made.add_render_rule("link_open", _link)
    return made


def _link(renderer: RendererHTML, tokens: list[Token], at: int, options: Any, _: Any) -> str:
    tokens[at].attrSet("rel", "nofollow ugc noopener")
    return renderer.renderToken(tokens, at, options, {})


def rendered(text: str) -> str:
    """Headings come two levels down, since a page has its own."""
    tokens = _reader().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_LOWEST, int(token.tag[1:]) + _HEADING_DOWN)}"
    html: str = _reader().renderer.render(tokens, _reader().options, {})
    return html


def plain(text: str) -> str:
    """The words alone, for a search."""
    return " ".join(
        child.content
        for token in _reader().parse(text)
        for child in (token.children or [token])
        if child.content
    )
