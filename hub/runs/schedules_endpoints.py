"""Schedules over HTTP: an agent's runs at the times of a cron expression."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from hub.identity.public import Principal, caller
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.clock import rfc3339
from hub.kit.errors import Forbidden
from hub.kit.http import Paging, at_hand, json_response, page, paging
from hub.kit.ids import new_id
from hub.runs.invocation import Invocation
from hub.runs.models import Schedule, ScheduleStart
from hub.runs.schedules import FACE, next_time
from hub.runs.schedules_desk import Desk

router = APIRouter(prefix="/v1/schedules", tags=["schedules"])
Who = Annotated[Principal, caller("agents:invoke")]


def desk(request: Request) -> Desk:
    found: Desk = request.app.state.schedules
    return found


AtDesk = Annotated[Desk, at_hand(desk)]


class ScheduleBody(BaseModel, extra="forbid"):
    """`max_credits` bounds one run, `budget` all runs of a calendar month (UTC)."""

    name: str = Field(min_length=1, max_length=100)
    agent_id: str
    cron: str = Field(max_length=100, examples=["30 8 * * MON-FRI"])
    timezone: str = Field("UTC", max_length=64, examples=["Europe/Berlin"])
    input: Any
    model: str | None = None
    max_credits: str | None = None
    budget: str | None = None
    missed: Literal["skip", "run_once", "run_all"] = Field(
        "skip",
        description="Times that passed while no worker ran: none of them, the last, or the last 24",
    )
    metadata: dict[str, Any] | None = None


class ScheduleChange(BaseModel, extra="forbid"):
    """What is left out stays as it is."""

    name: str | None = Field(None, min_length=1, max_length=100)
    cron: str | None = Field(None, max_length=100)
    timezone: str | None = Field(None, max_length=64)
    input: Any = None
    model: str | None = None
    max_credits: str | None = None
    budget: str | None = None
    missed: Literal["skip", "run_once", "run_all"] | None = None
    metadata: dict[str, Any] | None = None
    paused: bool | None = None


@router.post("", status_code=201)
async def create_schedule(body: ScheduleBody, who: Who, at: AtDesk) -> Response:
    """The agent, the input and the right to use it are checked now, and again at every start."""
    now = at.clock()
    schedule = Schedule(
        org_id=who.org_id,
        id=new_id("sch"),
        user_id=who.user_id,
        key_id=who.key_id,
        name=body.name,
        agent_id=body.agent_id,
        cron=body.cron,
        timezone=body.timezone,
        input=msgspec.json.encode(body.input),
        model=body.model,
        max_credits=_credits(body.max_credits, "max_credits"),
        budget=_credits(body.budget, "budget"),
        missed=body.missed,
        metadata_=body.metadata,
        next_run_at=next_time(body.cron, body.timezone, now),
        created_at=now,
        updated_at=now,
    )
    await at.runs.check(_call(who, schedule))
    await at.schedules.add(schedule)
    return json_response(_shown(schedule), status=201)


@router.get("")
async def list_schedules(
    who: Who, at: AtDesk, asked: Annotated[Paging, at_hand(paging)]
) -> Response:
    """The newest first. A member sees their own; admins see the organization's."""
    rows = await at.schedules.list(who, after=asked.after, limit=asked.limit + 1)
    listed = page(rows, asked)
    return json_response(listed | {"data": [_shown(row) for row in listed["data"]]})


@router.get("/{schedule_id}")
async def get_schedule(schedule_id: str, who: Who, at: AtDesk) -> Response:
    return json_response(_shown(await at.schedules.get(who, schedule_id)))


@router.get("/{schedule_id}/starts")
async def list_starts(
    schedule_id: str, who: Who, at: AtDesk, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> Response:
    """The latest due times: the run that each started, or why it started none."""
    starts = await at.schedules.starts(who, schedule_id, limit=limit)
    return json_response({"data": [_start(start) for start in starts], "next_cursor": None})


@router.patch("/{schedule_id}")
async def change_schedule(schedule_id: str, body: ScheduleChange, who: Who, at: AtDesk) -> Response:
    """Pausing is for whoever sees the schedule; the rest for its owner, in whose name it runs."""
    now = at.clock()
    schedule = await at.schedules.get(who, schedule_id)
    values = _changes(body)
    if values:
        if schedule.user_id != who.user_id:
            raise Forbidden("Only its owner changes what a schedule runs. You may pause it.")
        # Whoever wrote it last answers for it: an API key cannot widen what it may do.
        values |= {"user_id": who.user_id, "key_id": who.key_id}
    after = schedule.model_copy(update=values)
    if values:
        await at.runs.check(_call(who, after))
    values |= _timing(after, body.paused, now)
    return json_response(_shown(await at.schedules.change(who, schedule_id, values, now=now)))


@router.delete("/{schedule_id}", status_code=204)
async def delete_schedule(schedule_id: str, who: Who, at: AtDesk) -> Response:
    await at.schedules.remove(who, schedule_id)
    return Response(status_code=204)


def _changes(body: ScheduleChange) -> dict[str, Any]:
    given = {name: getattr(body, name) for name in body.model_fields_set - {"paused"}}
    needed = {"name", "cron", "timezone", "missed"}
    values = {name: v for name, v in given.items() if v is not None or name not in needed}
    for name in ("max_credits", "budget"):
        if name in values:
            values[name] = _credits(values[name], name)
    if "input" in values:
        values["input"] = msgspec.json.encode(values["input"])
    if "metadata" in values:
        values["metadata_"] = values.pop("metadata")
    return values


def _timing(after: Schedule, paused: bool | None, now: datetime) -> dict[str, Any]:
    stays_paused = after.paused_at is not None if paused is None else paused
    comes = next_time(after.cron, after.timezone, now)
    if stays_paused:
        return {"next_run_at": None, "paused_at": after.paused_at or now}
    return {"next_run_at": comes, "paused_at": None, "paused_reason": None}


def _call(who: Principal, schedule: Schedule) -> Invocation:
    return Invocation(
        caller=who,
        agent_id=schedule.agent_id,
        input=msgspec.json.decode(schedule.input),
        face=FACE,
        model=schedule.model,
        metadata=schedule.metadata_,
        max_credits=schedule.max_credits,
    )


def _credits(amount: str | None, name: str) -> int | None:
    return None if amount is None else parse_credits(amount, pointer=f"/{name}")


def _shown(it: Schedule) -> dict[str, Any]:
    return {
        "id": it.id,
        "name": it.name,
        "agent_id": it.agent_id,
        "user_id": it.user_id,
        "cron": it.cron,
        "timezone": it.timezone,
        "input": msgspec.json.decode(it.input),
        "model": it.model,
        "max_credits": None if it.max_credits is None else format_credits(it.max_credits),
        "budget": None if it.budget is None else format_credits(it.budget),
        "missed": it.missed,
        "metadata": it.metadata_ or {},
        "paused": it.paused_at is not None,
        "paused_reason": it.paused_reason,
        "next_run_at": rfc3339(it.next_run_at) if it.next_run_at else None,
        "created_at": rfc3339(it.created_at),
        "updated_at": rfc3339(it.updated_at),
    }


def _start(it: ScheduleStart) -> dict[str, Any]:
    shown: dict[str, Any] = {"due_at": rfc3339(it.due_at), "run_id": it.run_id}
    if it.error_code:
        shown["error"] = {"code": it.error_code, "detail": it.error_detail}
    return shown
