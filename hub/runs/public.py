"""The door to runs."""

from hub.runs.access import Gatekeeper, Permitted
from hub.runs.batches import Replay
from hub.runs.record import Finished, NewRun
from hub.runs.repository import RunReader, usage_row
from hub.runs.service import Invocation, Outcome, Runs

__all__ = [
    "Finished",
    "Gatekeeper",
    "Invocation",
    "NewRun",
    "Outcome",
    "Permitted",
    "Replay",
    "RunReader",
    "Runs",
    "usage_row",
]
