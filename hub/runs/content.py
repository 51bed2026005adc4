"""Where content of organizations lies, for whoever seals it anew or removes it."""

from typing import Final

from hub.kit.vault.resealing import Part, Sealed
from hub.runs.sealing import ANSWER, INPUT, OUTPUT, QUESTION, SCHEDULE
from hub.runs.sessions import MESSAGE, TITLE

FILES: Final = "files"
PARTS: Final = (
    Part("runs", "runs", (Sealed("input", INPUT), Sealed("output", OUTPUT))),
    Part(
        "messages",
        "conversation_messages",
        (Sealed("content", MESSAGE),),
        key=("conversation_id", "id"),
        bound_by=("conversation_id", "run_id", "role"),
    ),
    Part("conversations", "conversations", (Sealed("sealed_title", TITLE, "title"),)),
    Part(
        "approvals",
        "run_approvals",
        (Sealed("sealed_question", QUESTION, "question"), Sealed("value", ANSWER)),
    ),
    Part("schedules", "schedules", (Sealed("input", SCHEDULE),)),
)
