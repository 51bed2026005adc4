"""The door to runs."""

from hub.runs.access import Gatekeeper, Permitted
from hub.runs.batches import Replay, Waiting
from hub.runs.conversing import Conversations
from hub.runs.record import Finished, NewRun, Rejected
from hub.runs.repository import RunReader
from hub.runs.service import Invocation, Outcome, Runs

__all__ = [
    "Conversations",
    "Finished",
    "Gatekeeper",
    "Invocation",
    "NewRun",
    "Outcome",
    "Permitted",
    "Rejected",
    "Replay",
    "RunReader",
    "Runs",
    "Waiting",
]
