"""The door to runs."""

from hub.runs.access import Gatekeeper, Permitted
from hub.runs.batches import Replay
from hub.runs.embeddings import Embed, Embedded, Embeddings
from hub.runs.errors import CapabilityNotSupported
from hub.runs.record import Finished, NewRun
from hub.runs.repository import RunReader, usage_row
from hub.runs.service import Invocation, Outcome, Runs
from hub.runs.sessions import NEW as NEW_SESSION
from hub.runs.talk import SILENCE, Talk

__all__ = [
    "NEW_SESSION",
    "SILENCE",
    "CapabilityNotSupported",
    "Embed",
    "Embedded",
    "Embeddings",
    "Finished",
    "Gatekeeper",
    "Invocation",
    "NewRun",
    "Outcome",
    "Permitted",
    "Replay",
    "RunReader",
    "Runs",
    "Talk",
    "usage_row",
]
