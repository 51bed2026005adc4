"""The door to runs."""

from hub.runs.access import Gatekeeper, Permitted
from hub.runs.batches import Replay, Waiting
from hub.runs.conversing import Conversations
from hub.runs.embeddings import Embed, Embedded, Embeddings
from hub.runs.errors import CapabilityNotSupported, InputRequired
from hub.runs.invocation import Invocation, Outcome
from hub.runs.record import Finished, NewRun, Rejected
from hub.runs.repository import RunReader
from hub.runs.service import Runs
from hub.runs.sessions import NEW as NEW_SESSION
from hub.runs.talk import SILENCE, Talk

__all__ = [
    "NEW_SESSION",
    "SILENCE",
    "CapabilityNotSupported",
    "Conversations",
    "Embed",
    "Embedded",
    "Embeddings",
    "Finished",
    "Gatekeeper",
    "InputRequired",
    "Invocation",
    "NewRun",
    "Outcome",
    "Permitted",
    "Rejected",
    "Replay",
    "RunReader",
    "Runs",
    "Talk",
    "Waiting",
]
