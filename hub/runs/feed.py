"""The runs that a caller may see, as they begin and end: what a page of live runs shows."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import msgspec

from hub.identity.public import Principal
from hub.kit.bus import Bus
from hub.runs.record import RunRecord
from hub.runs.repository import RunReader, run_body

# News that come together are read together, so that a busy organization costs no more than this.
_TOGETHER_S: Final = 0.25
# What no event tells (a run that waits for a person), and what was missed, is seen within this.
_LOOK_EVERY_S: Final = 5.0
_MOST: Final = 100
_RECENT: Final = 20
_LEFT_OUT: Final = ("input", "output", "receipt", "attempts", "metadata")


async def feed(
    bus: Bus, reader: RunReader, caller: Principal, *, lasts_s: float
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """`runs.latest` with the runs that are under way and a few that were before, at first and when
    something was missed; `run.changed` for each that begins or ends.

    Ends after `lasts_s`: a stream never outlives for long the rights with which it was opened, and
    browsers connect again by themselves.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + lasts_s
    async with bus.overhear(f"{caller.org_id}.run.*") as heard:
        under_way = await reader.latest(caller, limit=_MOST, under_way=True)
        yield "runs.latest", await _latest(reader, caller, under_way)
        while (left := until - loop.time()) > 0:
            ids = await _news(heard, min(left, _LOOK_EVERY_S))
            if ids:
                for run in await reader.find(caller, ids):
                    yield "run.changed", _summary(run)
                continue
            now = await reader.latest(caller, limit=_MOST, under_way=True)
            if _states(now) != _states(under_way):
                under_way = now
                yield "runs.latest", await _latest(reader, caller, under_way)


async def _latest(
    reader: RunReader, caller: Principal, under_way: Sequence[RunRecord]
) -> dict[str, Any]:
    """Under way or not, the newest first."""
    recent = await reader.latest(caller, limit=_RECENT)
    runs = {run.id: run for run in (*under_way, *recent)}
    return {"data": [_summary(runs[run_id]) for run_id in sorted(runs, reverse=True)]}


async def _news(heard: "asyncio.Queue[bytes]", seconds: float) -> list[str]:
    """The runs that something was said of, soon after the first word; none if there was none."""
    try:
        said = [await asyncio.wait_for(heard.get(), seconds)]
    except TimeoutError:
        return []
    await asyncio.sleep(_TOGETHER_S)
    while not heard.empty():
        said.append(heard.get_nowait())
    ids = [event["run_id"] for payload in said for event in msgspec.json.decode(payload)]
    return list(dict.fromkeys(ids))[-_MOST:]


def _states(runs: Sequence[RunRecord]) -> list[tuple[str, str]]:
    return [(run.id, run.status) for run in runs]


def _summary(run: RunRecord) -> dict[str, Any]:
    body = run_body(run)
    return {name: value for name, value in body.items() if name not in _LEFT_OUT} | {
        "user_id": run.user_id
    }
