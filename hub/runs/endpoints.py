"""Runs over HTTP, once they exist: look, cancel, say how it went."""

from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from hub.identity.public import Principal, authenticate, caller, goes_on
from hub.kit.bus import Bus
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.http import Paging, at_hand, json_response, page, paging, problem
from hub.kit.sse import encode_sse, kept_alive
from hub.runs.cancelling import cancel_run as cancel
from hub.runs.feed import feed
from hub.runs.following import follow
from hub.runs.repository import RunReader, Wanted, run_body
from hub.runs.saying import Source, Verdict
from hub.runs.service import Runs

router = APIRouter(prefix="/v1", tags=["runs"])
Reads = Annotated[Principal, caller("runs:read")]
Word = Annotated[str | None, Query(max_length=64)]
RunStatus = Literal[
    "queued", "running", "input_required", "succeeded", "failed", "cancelled", "lost"
]
Invokes = Annotated[Principal, caller("agents:invoke")]


# The schema is that of one event
streams: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "text/event-stream": {
                "schema": {
                    "type": "object",
                    "properties": {"event": {"type": "string"}, "data": {"type": "string"}},
                    "required": ["event", "data"],
                }
            }
        }
    }
}


def run_reader(request: Request) -> RunReader:
    found: RunReader = request.app.state.run_reader
    return found


def runs_of(request: Request) -> Runs:
    found: Runs = request.app.state.runs
    return found


def bus_of(request: Request) -> Bus:
    found: Bus = request.app.state.bus
    return found


Reader = Annotated[RunReader, at_hand(run_reader)]
Live = Annotated[Bus, at_hand(bus_of)]


class OutcomeBody(BaseModel, extra="forbid"):
    """Did it do the job? The reason is for the creator, who never learns who said it.

    A `rule` of yours or a `judge` (another model's mark) has a name; neither is taken for a
    person's word. Null: nobody can tell, which never counts as happy.
    """

    happy: bool | None
    reason: str | None = Field(None, max_length=1000)
    source: Source = "person"
    name: str | None = Field(None, min_length=1, max_length=100, pattern=r"^[^\x00]*$")


def wanted(
    agent_id: Word = None, status: RunStatus | None = None, session_id: Word = None
) -> Wanted:
    return Wanted(agent_id=agent_id, status=status, session_id=session_id)


@router.get("/runs")
async def list_runs(
    who: Reads,
    runs: Reader,
    asked: Annotated[Paging, at_hand(paging)],
    chosen: Annotated[Wanted, at_hand(wanted)],
) -> Response:
    """The newest first. A member sees their own; admins and staff see the organization's."""
    rows = await runs.list(who, chosen, after=asked.after, limit=asked.limit + 1)
    listed = page(rows, asked)
    return json_response(listed | {"data": [run_body(row) for row in listed["data"]]})


@router.get("/runs/live", responses=streams)
async def stream_runs(request: Request, who: Reads, runs: Reader, bus: Live) -> Response:
    """The runs under way and the latest others (`runs.latest`), then each that begins or ends
    (`run.changed`), as server-sent events. The stream ends after less than a minute; connect anew
    to go on.
    """
    lasts_s: float = request.app.state.live_s
    return _events(request, feed(bus, runs, who, lasts_s=lasts_s))


@router.get("/runs/{run_id}")
async def get_run(run_id: str, request: Request, who: Reads, runs: Reader, bus: Live) -> Response:
    """The run; with `Accept: text/event-stream` its events from now on, as `/events` has them."""
    run = await runs.answer(who, run_id)
    if "text/event-stream" in request.headers.get("accept", ""):
        return _events(request, follow(bus, runs, who, run_id))
    return json_response(run)


@router.get("/runs/{run_id}/events")
async def stream_run(
    run_id: str, request: Request, who: Reads, runs: Reader, bus: Live
) -> Response:
    """What happens from now on, as server-sent events. The last is always `run.finished`."""
    await runs.get(who, run_id)
    return _events(request, follow(bus, runs, who, run_id))


def _events(request: Request, events: AsyncIterator[tuple[str, Any]]) -> Response:
    keep_alive_s: float = request.app.state.keep_alive_s
    return StreamingResponse(
        _while_allowed(request, kept_alive(events, keep_alive_s), keep_alive_s),
        media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )


async def _while_allowed(
    request: Request, pieces: AsyncIterator[bytes], look_s: float
) -> AsyncIterator[bytes]:
    """A run may wait for days; whose credential is taken away meanwhile reads no more of it."""
    looked = monotonic()
    async for piece in pieces:
        yield piece
        if monotonic() - looked < look_s:
            continue
        try:
            (await authenticate(request, method="GET")).require("runs:read")
        except Unavailable:
            continue
        except LaeliaError as error:
            yield encode_sse("error", problem(error, request_id=None))
            return
        looked = monotonic()


@router.post("/runs/{run_id}/cancel", status_code=202)
@goes_on
async def cancel_run(
    run_id: str, who: Invokes, reader: Reader, runs: Annotated[Runs, at_hand(runs_of)]
) -> Response:
    """Ends a run soon, wherever it executes. What is over already stays as it is."""
    return json_response(run_body(await cancel(runs, reader, who, run_id)), status=202)


@router.post("/runs/{run_id}/outcome")
async def set_outcome(run_id: str, body: OutcomeBody, who: Invokes, runs: Reader) -> Response:
    """How a run went, as a person, a rule or a judge says; the last word of each counts."""
    word = Verdict(body.happy, source=body.source, name=body.name, reason=body.reason)
    return json_response(await runs.set_outcome(who, run_id, word))
