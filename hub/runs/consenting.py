"""Calls of tools that may destroy something: a person says yes to each, or it is not made.

The run waits where it is, in its process, for as long as its own time allows: a conversation of a
model with its tools is nowhere but in memory.
"""

import asyncio
import json
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final, Protocol

from hub.runs.errors import ToolNotApproved
from hub.runs.executor import Work
from hub.tools.public import without_hidden

_LOOK_S: Final = 0.5
# What is left of the run's time when nobody has answered, so that the model can say so.
_SPARE_S: Final = 5.0
_MOST: Final = 2_000


class Decisions(Protocol):
    async def __call__(
        self, work: Work, node_id: str, visit: int, question: str, timeout_s: int, /
    ) -> dict[str, Any] | None:
        """What a person decided, or null while they have not; the first time it asks them."""
        ...


async def approved(
    decide: Decisions, work: Work, place: tuple[str, int], label: str, arguments: Mapping[str, Any]
) -> None:
    """Returns once a person has said yes to this one call. `place` is unique in the run.

    Raises:
        ToolNotApproved: they said no, or nobody said anything in time.
    """
    timeout_s = int(work.deadline - monotonic() - _SPARE_S)
    if timeout_s < 1:
        raise ToolNotApproved("The run has no time left to ask a person about this call.")
    question = _question(work, label, arguments)
    decision = await decide(work, *place, question, timeout_s)
    while decision is None:
        await asyncio.sleep(_LOOK_S)
        decision = await decide(work, *place, question, timeout_s)
    if decision["expired"]:
        raise ToolNotApproved("Nobody approved this call in time.")
    if decision["decision"] != "approved":
        why = decision["value"]
        said = f": {without_hidden(why)[0][:_MOST]}" if isinstance(why, str) and why else "."
        raise ToolNotApproved(f"A person declined this call{said}")


def _question(work: Work, label: str, arguments: Mapping[str, Any]) -> str:
    """With what the call would say, as it would be sent; whoever asked for the run reads it."""
    guard = work.guard
    shown = arguments if guard is None else guard.restored(dict(arguments))
    told = without_hidden(json.dumps(shown, ensure_ascii=False, indent=1))[0]
    cut = "" if len(told) <= _MOST else f"\n[cut: {len(told) - _MOST} more characters]"
    return f"May {work.runnable.manifest.name} call {label} with this?\n{told[:_MOST]}{cut}"
