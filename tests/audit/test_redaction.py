"""What a record can show of a thing, and what it never shows."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hub.audit.catalog import ACTIONS, TARGETS, target_of
from hub.audit.redaction import shown, text
from hub.kit.telemetry import secrets_of
from tests.audit.acts import SECRET, Stage
from tests.audit.conftest import Ledger
from tests.audit.market_acts import ACTS
from tests.hub_fixtures import RunningHub
from tests.peers.toolserver import tool, tool_server

pytestmark = pytest.mark.req("R67")
DOCUMENT = Path(__file__).parents[2] / "docs" / "audit.md"


def test_only_allowed_fields_are_shown_and_in_one_order() -> None:
    row = {
        "name": "desk",
        "sealed": b"\0\1",
        "secret": SECRET,
        "origin": "https://a.example",
        "key_hash": b"x",
        "header": "Authorization",
    }
    said = '{"header":"Authorization","name":"desk","origin":"https://a.example"}'
    assert shown("credential", row) == said
    assert shown("credential", dict(reversed(row.items()))) == said
    assert shown("credential", {"secret": SECRET}) is None
    assert shown("credential", None) is None


def test_no_allowed_field_is_a_secret_by_its_name() -> None:
    for target, fields in TARGETS.items():
        assert secrets_of(dict.fromkeys(fields, "long-enough-value")) == [], target


def test_a_credential_in_an_allowed_field_is_masked() -> None:
    for secret in (
        "sk-abcdefgh12345678",
        "lae_live_0123456789abcdefGHIJ",
        "Bearer abc.def.ghi",
        "https://user:hunter2@host.example/",
        "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----",
    ):
        said = shown("api_key", {"name": f"for {secret}", "scopes": [secret]})
        assert said is not None
        for word in ("abcdefgh", "0123456789", "abc.def", "hunter2", "abc\\n"):
            assert word not in said, secret


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (Decimal("1.50"), "1.50"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00.000Z"),
        (("b", "a"), ["b", "a"]),
        ({"z": 1, "a": {"b": [None]}}, {"a": {"b": [None]}, "z": 1}),
        ("a\0b\ud800c", "ab?c"),
        ("é" * 600, "é" * 500),
    ],
)
def test_every_plain_value_has_one_form(value: Any, said: Any) -> None:
    found = shown("api_key", {"name": value})
    assert found is not None
    assert json.loads(found)["name"] == said


def test_what_has_no_plain_form_is_refused() -> None:
    with pytest.raises(TypeError):
        shown("api_key", {"name": object()})


def test_texts_are_cut() -> None:
    assert text("x" * 100, 10) == "x" * 10


def test_an_act_must_be_in_the_catalog() -> None:
    with pytest.raises(ValueError, match="catalog"):
        target_of("thing.done")
    assert {action.partition(".")[0] for action in ACTIONS} == set(TARGETS)


def test_the_documentation_lists_every_action_and_every_field() -> None:
    said = DOCUMENT.read_text()
    rows = dict(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| (.+) \|$", said, re.MULTILINE))
    assert rows == ACTIONS
    fields = dict(re.findall(r"^\| `([a-z_]+)` \| ([a-z_, ]*) \|$", said, re.MULTILINE))
    assert {t: set(filter(None, f.split(", "))) for t, f in fields.items()} == TARGETS


async def test_no_secret_that_was_sent_is_anywhere_in_the_record(
    hub: RunningHub, ledger: Ledger
) -> None:
    """Everything that takes a secret is done, and the whole table searched for it."""
    async with tool_server(tool("add")) as server:
        for operation in ACTS:
            if any(word in operation[1] for word in ("credential", "provider", "mcp-servers")):
                act = await ACTS[operation](Stage(hub, server))
                assert (await act.do()).status < 300
    person = await hub.sign_up()
    key = await person.post("/v1/api-keys", {"name": "CI"})
    await person.post("/v1/invitations", {"email": "someone@example.com"})
    for secret in (SECRET, key["key"], str(person.token), person.user["email"]):
        found = await ledger.rows(
            "select id from audit_events e where position(%s in e::text) > 0", [secret]
        )
        assert found == [], secret
