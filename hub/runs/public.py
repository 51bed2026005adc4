"""The door to runs."""

from hub.runs.access import Gatekeeper, Permitted
from hub.runs.approvals import Approvals, Decision
from hub.runs.batches import Replay, Waiting
from hub.runs.cancelling import cancel_run
from hub.runs.comparing.service import Begun, Comparisons, Entrant
from hub.runs.conversing import Conversations
from hub.runs.embeddings import Embed, Embedded, Embeddings
from hub.runs.errors import (
    AlreadyDecided,
    AnswersNeeded,
    CapabilityNotSupported,
    InputRequired,
    RequestNotFound,
    RunNotFound,
    ToolFailed,
)
from hub.runs.executor import Work
from hub.runs.experience import Experience, experience_of
from hub.runs.invocation import Invocation, Outcome
from hub.runs.model_catalog import ModelCatalog
from hub.runs.pace import figures
from hub.runs.probing import Prober, Probes, Sample
from hub.runs.record import Finished, NewRun, Rejected, Result, RunRecord
from hub.runs.repository import RunReader
from hub.runs.service import Runs
from hub.runs.sessions import NEW as NEW_SESSION
from hub.runs.talk import SILENCE, Talk
from hub.runs.trying.batches import MODE as TRY
from hub.runs.trying.service import Tries
from hub.runs.trying.visitors import HEADER as VISITOR_HEADER
from hub.runs.trying.visitors import Visitors
from hub.runs.unified_catalog import Catalogs

__all__ = [
    "NEW_SESSION",
    "SILENCE",
    "TRY",
    "VISITOR_HEADER",
    "AlreadyDecided",
    "AnswersNeeded",
    "Approvals",
    "Begun",
    "CapabilityNotSupported",
    "Catalogs",
    "Comparisons",
    "Conversations",
    "Decision",
    "Embed",
    "Embedded",
    "Embeddings",
    "Entrant",
    "Experience",
    "Finished",
    "Gatekeeper",
    "InputRequired",
    "Invocation",
    "ModelCatalog",
    "NewRun",
    "Outcome",
    "Permitted",
    "Prober",
    "Probes",
    "Rejected",
    "Replay",
    "RequestNotFound",
    "Result",
    "RunNotFound",
    "RunReader",
    "RunRecord",
    "Runs",
    "Sample",
    "Talk",
    "ToolFailed",
    "Tries",
    "Visitors",
    "Waiting",
    "Work",
    "cancel_run",
    "experience_of",
    "figures",
]
