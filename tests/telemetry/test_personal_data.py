"""Logs and traces name no person: what the guard recognizes stands there as its kind."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from hub.kit import telemetry
from hub.kit.settings import Telemetry
from tests.peers.otlp import collector

pytestmark = pytest.mark.req("S20")


class Lines:
    """What is written to standard error."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def last(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self._capsys.readouterr().err.splitlines()[-1])
        return said


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    earlier = structlog.get_config()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    telemetry.configure(Telemetry(log_format="json"), {})
    yield Lines(capsys)
    structlog.configure(**earlier)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.req("R62")
def test_fields_and_messages_are_masked(lines: Lines) -> None:
    structlog.get_logger().info(
        "mail to ada@example.org bounced",
        to=["bob@example.org"],
        person={"phone": "020 7946 0018", "ada@example.org": 1},
        peer="203.0.113.9",
        database="10.0.0.5:5432",
        at=datetime(2026, 11, 28, tzinfo=UTC),
        count=12345678,
        run_id="run_01ARZ3NDEKTSV4RRFFQ69G5FAV",
    )
    line = lines.last()
    assert line["event"] == "mail to [EMAIL] bounced"
    assert line["to"] == ["[EMAIL]"]
    assert line["person"] == {"phone": "[PHONE]", "[EMAIL]": 1}
    assert (line["peer"], line["database"]) == ("[IP]", "10.0.0.5:5432")
    assert line["at"] == "2026-11-28T00:00:00Z"
    assert (line["count"], line["run_id"]) == (12345678, "run_01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_libraries_and_tracebacks_are_masked(lines: Lines) -> None:
    try:
        int("ada@example.org")
    except ValueError:
        logging.getLogger("some.library").exception("card %s refused", "4242 4242 4242 4242")
    line = lines.last()
    assert line["event"] == "card [CARD] refused"
    assert "with base 10: '[EMAIL]'" in line["exception"]


_TRACED = """
from hub.kit import tracing
tracing.configure(%r, process="test")
with tracing.span("mail ada@example.org") as span:
    span.set_attribute("phone", "020 7946 0018")
    span.set_attribute("cards", ["4242424242424242", "none"])
    span.add_event("bounced", {"to": "bob@example.org"})
tracing.flush()
"""


async def test_spans_are_masked_whoever_set_their_attributes() -> None:
    async with collector() as spans:
        program = await asyncio.create_subprocess_exec(sys.executable, "-c", _TRACED % spans.url)
        assert await asyncio.wait_for(program.wait(), 30) == 0
        written = b"".join(spans.raw)
    for shown in (b"mail [EMAIL]", b"[PHONE]", b"[CARD]", b"bounced"):
        assert shown in written
    for value in (b"ada@", b"bob@", b"7946", b"4242424242424242"):
        assert value not in written
