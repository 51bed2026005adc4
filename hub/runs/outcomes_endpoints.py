"""Outcomes over HTTP, as JSON or as a table for a spreadsheet."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from hub.identity.public import Principal, caller
from hub.kit.clock import rfc3339
from hub.kit.http import at_hand, json_response
from hub.kit.spreadsheet import Format, as_csv, tables, wants_csv
from hub.runs.outcomes import KEYS, Filters, GroupBy, OutcomeReader, Tally
from hub.runs.saying import Source
from hub.runs.usage_endpoints import period

router = APIRouter(prefix="/v1", tags=["usage"])
Reads = Annotated[Principal, caller("usage:read")]
Word = Annotated[str | None, Query(max_length=200)]


def outcome_reader(request: Request) -> OutcomeReader:
    found: OutcomeReader = request.app.state.outcomes
    return found


def filters(  # noqa: PLR0917 - the parameters of the query
    request: Request,
    start: Annotated[datetime | None, Query(alias="from")] = None,
    end: Annotated[datetime | None, Query(alias="to")] = None,
    agent_id: Word = None,
    model: Word = None,
    user_id: Word = None,
    face: Word = None,
    source: Source = "person",
) -> Filters:
    """`from` is inside, `to` outside; without them, the last thirty days."""
    since, until = period(request, start, end)
    return Filters(
        start=since,
        end=until,
        agent_id=agent_id,
        model=model,
        user_id=user_id,
        face=face,
        source=source,
    )


@router.get("/outcomes", responses=tables)
async def get_outcomes(  # noqa: PLR0917 - each is injected by name
    request: Request,
    who: Reads,
    outcomes: Annotated[OutcomeReader, at_hand(outcome_reader)],
    chosen: Annotated[Filters, at_hand(filters)],
    group_by: GroupBy = "day",
    format: Format | None = None,  # noqa: A002 - the name on the wire
) -> Response:
    """How often agents did the job, how fast and for how much; grouped, and altogether.

    Finished calls of your own count, not those that agents made for you, and none with a test key.
    `happy_share` is the happy part of those that somebody judged, `happy_interval` its 95 %
    interval; `unknown` nobody judged. `previous` is the period of the same length before.

    Members see their own, admins and staff those of the organization. `format=csv`, or
    `Accept: text/csv`, exports the groups.
    """
    groups = await outcomes.groups(who, chosen, group_by)
    if wants_csv(request, format):
        return as_csv((_row(group_by, group) for group in groups), "outcomes")
    earlier = chosen.before()
    previous = None if earlier is None else (await outcomes.total(who, earlier)).body()
    return json_response(
        {
            "from": rfc3339(chosen.start),
            "to": rfc3339(chosen.end),
            "group_by": group_by,
            "data": [_keys(group_by, group) | group.body() for group in groups],
            "totals": (await outcomes.total(who, chosen)).body(),
            "previous": previous,
        }
    )


def _keys(by: GroupBy, group: Tally) -> dict[str, Any]:
    return dict(zip(KEYS[by], group.key, strict=True))


def _row(by: GroupBy, group: Tally) -> dict[str, Any]:
    body = group.body()
    latency = body.pop("latency_ms")
    low, high = body.pop("happy_interval") or (None, None)
    ends = {"happy_low": low, "happy_high": high}
    return _keys(by, group) | body | ends | {"p50_ms": latency["p50"], "p95_ms": latency["p95"]}
