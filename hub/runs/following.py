"""The events of a run that executes elsewhere, as they happen, until it is over."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec

from hub.identity.public import Principal
from hub.kit.bus import Bus
from hub.runs.record import RunRecord
from hub.runs.repository import RunReader, run_body

_LOOK_EVERY_S: Final = 1.0


async def follow(
    bus: Bus, reader: RunReader, caller: Principal, run_id: str
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Events from now on. The last is always `run.finished`, with everything the run has.

    The bus may be away and words be missed: whether it is over is asked of the record.
    """
    async with bus.listen(f"{caller.org_id}.{run_id}") as heard:
        run = await reader.get(caller, run_id)
        begun = run.status != "queued"
        if begun:
            yield "run.started", _started(run)
        while run.finished_at is None:
            said = await _next(heard)
            if said is not None and said["event"] != "run.finished":
                if said["event"] != "run.started" or not begun:
                    begun = True
                    yield said["event"], said["data"]
                continue
            run = await reader.get(caller, run_id)
    if run.error_code:
        yield "error", {"code": run.error_code, "detail": run.error_detail, "run_id": run.id}
    yield "run.finished", run_body(run)


def _started(run: RunRecord) -> dict[str, Any]:
    return {"id": run.id, "agent_id": run.agent_id}


async def _next(heard: "asyncio.Queue[bytes]") -> dict[str, Any] | None:
    try:
        said = await asyncio.wait_for(heard.get(), _LOOK_EVERY_S)
    except TimeoutError:
        return None
    decoded: dict[str, Any] = msgspec.json.decode(said)
    return decoded
