"""Tokens go and come back to the letter, whatever the text and however it is cut."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.privacy.mint import mint
from hub.kit.privacy import Guard, Mode, Vault, find, redact
from tests.privacy.texts import texts, trees

pytestmark = pytest.mark.req("S20")


@given(texts)
def test_what_was_hidden_comes_back(text: str) -> None:
    vault = Vault()
    assert vault.restore(vault.hide(text)) == text


@given(st.lists(texts, max_size=4))
def test_a_conversation_comes_back_with_one_vault(turns: list[str]) -> None:
    vault = Vault()
    hidden = [vault.hide(turn) for turn in turns]
    assert [vault.restore(turn) for turn in hidden] == turns


@pytest.mark.req("R62")
@given(texts, st.data())
def test_any_cutting_of_a_stream_comes_back(text: str, data: st.DataObject) -> None:
    guard = Guard(Mode.TOKENS)
    hidden = guard.text(text)
    restorer, shown, rest = guard.restorer(), "", hidden
    while rest:
        length = data.draw(st.integers(1, len(rest)))
        shown += restorer.feed(rest[:length])
        rest = rest[length:]
    assert shown + restorer.flush() == text


@given(trees)
def test_structures_come_back(tree: Any) -> None:
    guard = Guard(Mode.TOKENS)
    assert guard.restored(guard.tree(tree)) == tree


@given(texts)
def test_redaction_leaves_nothing_recognized(text: str) -> None:
    assert find(redact(text)) == []


@pytest.mark.req("R62")
@given(texts)
def test_tokens_leave_nothing_recognized(text: str) -> None:
    assert find(Vault().hide(text)) == []


def test_the_same_value_has_the_same_token_across_turns() -> None:
    guard = Guard(Mode.TOKENS)
    assert guard.text("I am ada@example.org") == "I am <EMAIL_1>"
    assert guard.tree({"cc": ["bob@example.org", "ada@example.org"]}) == {
        "cc": ["<EMAIL_2>", "<EMAIL_1>"]
    }
    assert guard.found == {"EMAIL": 3}


def test_a_token_that_the_text_holds_by_chance_stays_what_it_is() -> None:
    guard = Guard(Mode.TOKENS)
    hidden = guard.text("write <EMAIL_1> for ada@example.org")
    assert hidden == "write <TEXT_1> for <EMAIL_1>"
    assert guard.restored(f"{hidden} <EMAIL_2>") == "write <EMAIL_1> for ada@example.org <EMAIL_2>"
    assert guard.found == {"EMAIL": 1}


def test_what_a_tool_echoes_means_its_value() -> None:
    guard = Guard(Mode.TOKENS)
    guard.text("ada@example.org")
    assert guard.text("sent to <EMAIL_1>, not <EMAIL_9>", echoes=True) == (
        "sent to <EMAIL_1>, not <TEXT_1>"
    )
    assert guard.restored("sent to <EMAIL_1>") == "sent to ada@example.org"


def test_a_stream_holds_back_no_more_than_a_possible_token() -> None:
    guard = Guard(Mode.TOKENS)
    guard.text("ada@example.org")
    restorer = guard.restorer()
    assert restorer.feed("if a < b then <") == "if a < b then "
    assert restorer.feed("EM") == ""
    assert restorer.feed("PTY> or <EMAIL_") == "<EMPTY> or "
    assert restorer.feed("1> and") == "ada@example.org and"
    assert restorer.feed(" <EMAIL_2") == " <EMAIL_2"
    assert restorer.flush() == ""


def test_pieces_of_json_keep_their_quotation() -> None:
    guard = Guard(Mode.TOKENS)
    key = mint("PRIVATE_KEY", "", 1)
    assert guard.text(key) == "<PRIVATE_KEY_1>"
    restorer = guard.restorer(as_json=True)
    shown = restorer.feed('{"key": "<PRIVATE') + restorer.feed('_KEY_1>"}') + restorer.flush()
    assert shown == '{"key": "' + key.replace("\n", "\\n") + '"}'


def test_numbers_of_a_structure_come_back_as_numbers() -> None:
    guard = Guard(Mode.TOKENS)
    card = int(mint("CARD", "visa", 1))
    hidden = guard.tree({"card": card, "count": 12345678})
    assert hidden == {"card": "<CARD_1>", "count": 12345678}
    assert guard.restored(hidden) == {"card": card, "count": 12345678}
    assert guard.restored("paid with <CARD_1>") == f"paid with {card}"


def test_the_name_of_a_field_says_what_its_value_is() -> None:
    number = mint("NL_BSN", "", 1)
    assert Guard(Mode.REDACT).tree({"bsn": number, "amount": number}) == {
        "bsn": "[NL_BSN]",
        "amount": number,
    }


def test_flags_change_nothing_and_tell_counts_alone() -> None:
    guard = Guard(Mode.FLAG)
    said = {"text": "ada@example.org and bob@example.org", "n": int(mint("CARD", "visa", 1))}
    assert guard.tree(said) == said
    assert guard.found == {"CARD": 1, "EMAIL": 2}


def test_off_looks_at_nothing() -> None:
    guard = Guard(Mode.OFF)
    assert guard.tree({"text": "ada@example.org"}) == {"text": "ada@example.org"}
    assert guard.found == {}
