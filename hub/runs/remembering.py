"""What a session keeps of a run."""

from datetime import datetime
from typing import Any

import msgspec

from hub.runs.executor import Work
from hub.runs.sessions import Line, Said


def said(work: Work, output: Any, at: datetime) -> Said | None:
    """The turn of a finished run: texts as they are, other values as JSON."""
    if work.session is None:
        return None
    run = work.run
    lines = (
        *work.session.carried,
        Line(run.id, "user", _text(work.input)),
        Line(run.id, "assistant", _text(output)),
    )
    return Said(run.org_id, work.session.id, run.user_id, run.agent_id, at, lines)


def _text(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"text"} and isinstance(value["text"], str):
        return value["text"]
    return msgspec.json.encode(value).decode()
