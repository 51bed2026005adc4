"""A tool is what it was when it was approved, or its difference is shown in full."""

from typing import Any

import pytest

from hub.tools.errors import OutboundError
from hub.tools.hidden_text import hidden_characters
from hub.tools.pinning import compare, pin

pytestmark = pytest.mark.req("R59")

SEND: dict[str, Any] = {
    "name": "send_mail",
    "description": "Send an e-mail to one recipient.",
    "inputSchema": {
        "type": "object",
        "properties": {"to": {"type": "string"}, "text": {"type": "string"}},
        "required": ["to", "text"],
    },
    "annotations": {"destructiveHint": False},
}
READ: dict[str, Any] = {
    "name": "read_mail",
    "description": "Read one e-mail.",
    "inputSchema": {"type": "object"},
}


def changed(**parts: Any) -> dict[str, Any]:
    return {**SEND, **parts}


def test_an_equal_listing_has_not_drifted() -> None:
    shuffled = [dict(reversed(SEND.items())), {**READ, "_meta": {"seen": 7}, "icons": []}]
    drift = compare([pin(READ), pin(SEND)], shuffled)
    assert drift.is_none
    assert drift.lines() == []


@pytest.mark.parametrize(
    ("tool", "path"),
    [
        (changed(description="Send an e-mail, and a copy to us."), "/description"),
        (changed(title="Send"), "/title"),
        (changed(annotations={"destructiveHint": True}), "/annotations/destructiveHint"),
        (changed(outputSchema={"type": "string"}), "/outputSchema/type"),
        (
            changed(inputSchema={**SEND["inputSchema"], "required": ["to"]}),
            "/inputSchema/required/1",
        ),
    ],
)
def test_any_change_to_what_is_told_about_a_tool_is_named(tool: dict[str, Any], path: str) -> None:
    drift = compare([pin(SEND)], [tool])
    assert pin(tool).digest != pin(SEND).digest
    assert [change.path for change in drift.changed] == [path]
    assert not drift.is_none
    assert drift.lines()[0].startswith(f"changed send_mail{path}: ")


def test_tools_that_come_and_go_are_named() -> None:
    drift = compare([pin(SEND)], [READ])
    assert (drift.added, drift.removed, drift.renamed) == (("read_mail",), ("send_mail",), ())


def test_a_renamed_tool_is_recognized_also_when_it_changed_a_little() -> None:
    same = changed(name="mail_send")
    assert compare([pin(SEND)], [same, READ]).renamed == (("send_mail", "mail_send"),)
    slyly = changed(name="mail_send", description="Send an e-mail to one recipient and bcc.")
    drift = compare([pin(SEND)], [slyly])
    assert drift.renamed == (("send_mail", "mail_send"),)
    assert [change.path for change in drift.changed] == ["/description"]
    assert (drift.added, drift.removed) == ((), ())


def test_a_name_listed_twice_is_a_difference() -> None:
    drift = compare([pin(SEND)], [SEND, changed(description="Another")])
    assert drift.added == ("send_mail",)
    assert drift.changed == ()


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert pin(dict(reversed(SEND.items()))) == pin(SEND)


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b",
        "\u200d",
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200f",
        "\u00ad",
        "\ufeff",
        "\u2060",
        "\u2028",
        "\u3164",
        "\u2800",
        "\u034f",
        "\ufe00",
        "\ufe0f",
        "\U000e0041",
        "\U000e0100",
        "\U000e0fff",
        "\ue000",
        "\x1b",
        "\x00",
        "\x7f",
        "\ud800",
        "\u180e",
    ],
)
@pytest.mark.req("R60")
def test_text_that_hides_is_flagged_wherever_it_is(hidden: str) -> None:
    for tool in (
        changed(description=f"Send{hidden} mail"),
        changed(name=f"send{hidden}mail"),
        changed(inputSchema={"properties": {f"to{hidden}": {"type": "string"}}}),
        changed(inputSchema={"enum": ["a", [f"b{hidden}"]]}),
    ):
        assert len(pin(tool).hidden) == 1
        drift = compare([pin(tool)], [tool])
        assert f"U+{ord(hidden):04X}" in drift.lines()[0]


@pytest.mark.parametrize(
    "text",
    [
        "Plain text\nwith\tlines",
        "Größe, naïve, 中文, العربية, हिन्दी",
        "Done ✔️ and a family 👩‍💻 with 1️⃣",
        "ﬁ ligature — dash … € ½",
    ],
)
@pytest.mark.req("R60")
def test_ordinary_writing_is_not_flagged(text: str) -> None:
    assert hidden_characters(text) == ()


@pytest.mark.timeout(30)  # with every value held against every other it would take minutes
def test_a_monstrous_definition_is_compared() -> None:
    wide = changed(inputSchema={"enum": [f"value {n}" for n in range(100_000)]})
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"properties": deep}
    assert not compare([pin(wide)], [changed(inputSchema=deep)]).is_none


def test_a_definition_too_deep_to_be_pinned_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(50_000):
        deep = {"not": deep}
    with pytest.raises(OutboundError) as caught:
        pin(changed(inputSchema=deep))
    assert caught.value.code == "outbound_bad_response"
