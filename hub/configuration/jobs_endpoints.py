"""Jobs of workers over HTTP: parse, call, render. For the platform's administrators."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from hub.configuration import jobs
from hub.configuration.endpoints import configuration_of
from hub.configuration.schemas import Body, Note
from hub.configuration.service import Configuration
from hub.identity.public import Principal, administers
from hub.kit.clock import Time
from hub.kit.http import Page, at_hand, problems, whole
from hub.kit.ids import PLATFORM_ORG
from hub.kit.tables import WorkerJob

router = APIRouter(
    prefix="/v1/admin/jobs",
    tags=["admin"],
    responses=problems(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503),
)

Hub = Annotated[Configuration, at_hand(configuration_of)]
Reads = Annotated[Principal, administers("metrics.read")]
Runs = Annotated[Principal, administers("jobs.run", signed_in=True)]
Name = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$")]


class JobView(BaseModel):
    """`runs` and `failed` count since the worker started; `failures` are those in a row.

    `silent`: the worker that had it was not seen for half a minute, and nothing is known since.
    """

    name: str
    about: str
    every_s: float
    state: Literal["idle", "at_work", "failing", "silent"]
    workers: int
    runs: int
    failed: int
    failures: int
    started_at: Time | None
    finished_at: Time | None
    duration_ms: int | None
    error: str | None
    next_at: Time | None
    seen_at: Time
    asked_at: Time | None = Field(description="Somebody wants it now, and it has not begun since.")
    on_request: bool

    @classmethod
    def of(cls, row: WorkerJob, workers: int, now: datetime) -> "JobView":
        return cls.model_validate(
            row.model_dump()
            | {
                "about": jobs.ABOUT.get(row.name, ""),
                "state": _state(row, now),
                "workers": workers,
                "on_request": row.name in jobs.ON_REQUEST,
            }
        )


def _state(row: WorkerJob, now: datetime) -> str:
    if now - row.seen_at > jobs.ALIVE:
        return "silent"
    if row.failures:
        return "failing"
    ended, began = row.finished_at, row.started_at
    return "at_work" if began and (ended is None or began > ended) else "idle"


class RunBody(Body):
    reason: Note


@router.get("")
async def list_jobs(_: Reads, hub: Hub) -> Page[JobView]:
    """What workers do again and again: when last, how long it took, what failed, when next."""
    now = hub.clock()
    async with hub.database.transaction(PLATFORM_ORG) as session:
        rows = await jobs.list_jobs(session)
    return whole([JobView.of(row, workers, now) for row, workers in rows])


@router.post("/{job}/run", status_code=202)
async def run_job(job: Name, body: RunBody, _: Runs, hub: Hub) -> JobView:
    """Have a job done within seconds; for those that do nothing twice when they come early."""
    now = hub.clock()
    async with hub.database.transaction(PLATFORM_ORG) as session:
        row = await jobs.ask(session, job, body.reason, now)
    return JobView.of(row, 1, now)
