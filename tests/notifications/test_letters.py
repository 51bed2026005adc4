"""Every notice has words that can be filled in, and a letter that fetches nothing."""

import re
from html.parser import HTMLParser
from string import Formatter

import pytest

from hub.notifications.letters import html_of
from hub.notifications.templates import TEMPLATES, filled

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
