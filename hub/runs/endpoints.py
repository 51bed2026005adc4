"""Runs over HTTP, once they exist: look, cancel, say how it went."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from hub.identity.public import Principal, caller
from hub.kit.http import Paging, json_response, page, paging
from hub.runs.repository import RunReader, run_body

router = APIRouter(prefix="/v1", tags=["runs"])
Reads = Annotated[Principal, caller("runs:read")]
Invokes = Annotated[Principal, caller("agents:invoke")]


def run_reader(request: Request) -> RunReader:
    found: RunReader = request.app.state.run_reader
    return found


Reader = Annotated[RunReader, Depends(run_reader)]


class OutcomeBody(BaseModel, extra="forbid"):
    """Did it do the job? The reason is for the creator, who never learns who said it."""

    happy: bool
    reason: str | None = Field(None, max_length=1000)


@router.get("/runs")
async def list_runs(
    who: Reads,
    runs: Reader,
    asked: Annotated[Paging, Depends(paging)],
    agent_id: str | None = None,
) -> Response:
    """The newest first. A member sees their own; admins and staff see the organization's."""
    rows = await runs.list(who, after=asked.after, limit=asked.limit + 1, agent_id=agent_id)
    listed = page(rows, asked)
    return json_response(listed | {"data": [run_body(row) for row in listed["data"]]})


@router.get("/runs/{run_id}")
async def get_run(run_id: str, who: Reads, runs: Reader) -> Response:
    return json_response(run_body(await runs.get(who, run_id)))


@router.post("/runs/{run_id}/cancel", status_code=202)
async def cancel_run(run_id: str, who: Invokes, runs: Reader) -> Response:
    """Ends a run soon, wherever it executes. What is over already stays as it is."""
    return json_response(run_body(await runs.cancel(who, run_id)), status=202)


@router.post("/runs/{run_id}/outcome")
async def set_outcome(run_id: str, body: OutcomeBody, who: Invokes, runs: Reader) -> Response:
    run = await runs.set_outcome(who, run_id, happy=body.happy, reason=body.reason)
    return json_response(run_body(run))
