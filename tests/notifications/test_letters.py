"""Every notice has words that can be filled in, and a letter that fetches nothing."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from string import Formatter

import pytest

from hub.notifications.letters import html_of
from hub.notifications.templates import TEMPLATES, filled, link_of
from marketplace_web.contract import SOURCES

pytestmark = pytest.mark.req("S3")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_letter_says_the_same_as_html(name: str) -> None:
    template = TEMPLATES[name]
    texts = (template.subject, template.inbox, template.mail)
    names = {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
    values = {one: f"<{one}>\nx" for one in names}
    values |= {"base_url": "https://hub.example", "token": "lam_x"}
    words = filled(template, values)

    reader = _Reader()
    reader.feed(html_of(words.subject, words.mail))

    assert not re.search(r"\{\w+\}", words.subject + words.inbox + words.mail)
    assert "\n" not in words.subject
    assert "token" not in template.inbox.replace("The token that accepts it", "")
    assert reader.links == re.findall(r"(?m)^https?://\S+$", words.mail)
    assert reader.tags <= {
        *("html", "head", "meta", "title", "style", "body", "div", "h1", "p", "a", "pre"),
        *("span", "table", "tr", "td"),
    }
    said = " ".join(reader.text.split())
    for word in words.mail.split():
        assert word.removesuffix(":") in said, word


def _paths(routes: Iterable[str]) -> set[str]:
    return {path for text in routes for path in re.findall(r'path: "(/[^"]*)"', text)}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_notice_leads_to_a_page_that_there_is(name: str) -> None:
    link = link_of(name)
    pages = _paths(routes.read_text() for routes in SOURCES.glob("features/*/routes.ts"))
    assert link is None or link.partition("?")[0] in pages


def test_what_was_told_once_and_is_told_no_more_leads_nowhere() -> None:
    assert link_of("a_notice_of_before") is None
