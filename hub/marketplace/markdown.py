"""Markdown from outside as HTML that cannot do anything: no raw HTML, no images, web links only."""

from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from hub.kit.lazy import lazy

if TYPE_CHECKING:
    import markdown_it
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
else:  # a start without it is shorter by a hundredth
    markdown_it = lazy("markdown_it")

_SCHEMES: Final = frozenset({"https", "http", "mailto"})
_HEADING_DOWN: Final = 2
_LOWEST: Final = 6


def _is_web(url: str) -> bool:
    return urlsplit(url).scheme.lower() in _SCHEMES


@cache
def _reader() -> "markdown_it.MarkdownIt":
    made = markdown_it.MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.validateLink = _is_web  # type: ignore[method-assign]  # the library's own way to say so
    made.add_render_rule("link_open", _link)
    return made


def _link(renderer: "RendererHTML", tokens: "list[Token]", at: int, options: Any, _: Any) -> str:
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
