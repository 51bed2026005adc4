"""Usage over HTTP, as JSON or as a table for a spreadsheet."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from hub.identity.public import Principal, caller, identity_of
from hub.kit.clock import rfc3339
from hub.kit.errors import InvalidInput
from hub.kit.http import Paging, at_hand, json_response, page, paging
from hub.kit.spreadsheet import Format, as_csv, tables, wants_csv
from hub.runs.usage import Filters, GroupBy, Totals, UsageReader, event_body

router = APIRouter(prefix="/v1", tags=["usage"])
Reads = Annotated[Principal, caller("usage:read")]
Word = Annotated[str | None, Query(max_length=200)]
_DEFAULT_DAYS: Final = 30


def usage_reader(request: Request) -> UsageReader:
    found: UsageReader = request.app.state.usage
    return found


def filters(  # noqa: PLR0917 - the parameters of the query
    request: Request,
    start: Annotated[datetime | None, Query(alias="from")] = None,
    end: Annotated[datetime | None, Query(alias="to")] = None,
    agent_id: Word = None,
    key_id: Word = None,
    user_id: Word = None,
    face: Word = None,
    model: Word = None,
    status: Word = None,
    end_user: Word = None,
    tag: Annotated[str | None, Query(max_length=400, description="name:value")] = None,
    nested: Annotated[
        bool,
        Query(description="False leaves out the calls that agents made, and what those took."),
    ] = True,
) -> Filters:
    """`from` is inside, `to` outside; without them, the last thirty days."""
    since, until = period(request, start, end)
    name, colon, value = (tag or "").partition(":")
    if tag is not None and not (name and colon):
        raise InvalidInput.at("/tag", "must look like name:value")
    return Filters(
        start=since,
        end=until,
        agent_id=agent_id,
        key_id=key_id,
        user_id=user_id,
        face=face,
        model=model,
        status=status,
        end_user=end_user,
        tag=(name, value) if tag is not None else None,
        nested=nested,
    )


def period(
    request: Request, start: datetime | None, end: datetime | None
) -> tuple[datetime, datetime]:
    """From and to, where they are not given the last thirty days. Without a zone they are UTC."""
    until = _utc(end) or identity_of(request).clock() + timedelta(seconds=1)
    return _utc(start) or until - timedelta(days=_DEFAULT_DAYS), until


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@router.get("/usage", responses=tables)
async def get_usage(  # noqa: PLR0917 - each is injected by name
    request: Request,
    who: Reads,
    usage: Annotated[UsageReader, at_hand(usage_reader)],
    chosen: Annotated[Filters, at_hand(filters)],
    asked: Annotated[Paging, at_hand(paging)],
    group_by: GroupBy | None = None,
    format: Format | None = None,  # noqa: A002 - the name on the wire
) -> Response:
    """Calls with what they used and cost; with `group_by`, sums instead of single calls.

    A call that an agent made for its caller is a call of its own (`parent_run_id`). Each has what
    it took itself, without its children's part, so that sums are what was used and charged, and in
    `attempts` the models and tools that were tried for it, in their order.

    A run that is lost with its process pays for no child. What a child of it had cost is taken back
    by a line of its own, whose `status` is `waived`; it counts as no call.

    Members see their own calls, admins and staff those of the organization. `format=csv`, or
    `Accept: text/csv`, exports everything that matches.
    """
    table = wants_csv(request, format)
    if group_by is not None:
        groups = await usage.groups(who, chosen, group_by)
        if table:
            return as_csv((_group_row(group_by, group) for group in groups), "usage")
        total = await usage.totals(who, chosen)
        listed: dict[str, Any] = {"data": [{"key": g.key} | g.body() for g in groups]}
        return json_response(listed | _about(chosen, total) | {"group_by": group_by})
    if table:
        return as_csv(_event_rows(usage, who, chosen), "usage")
    rows = await usage.events(who, chosen, after=asked.after, limit=asked.limit + 1)
    listed = page(rows, asked)
    shown = listed | {"data": [event_body(row) for row in listed["data"]]}
    return json_response(shown | _about(chosen, await usage.totals(who, chosen)))


def _about(chosen: Filters, total: Totals) -> dict[str, Any]:
    return {"from": rfc3339(chosen.start), "to": rfc3339(chosen.end), "totals": total.body()}


def _group_row(by: str, group: Totals) -> dict[str, Any]:
    body = group.body()
    latency = body.pop("latency_ms")
    return {by: group.key} | body | {"p50_ms": latency["p50"], "p95_ms": latency["p95"]}


async def _event_rows(
    usage: UsageReader, who: Principal, chosen: Filters
) -> AsyncIterator[Mapping[str, Any]]:
    async for event in usage.every(who, chosen):
        yield event_body(event)
