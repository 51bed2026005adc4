"""Discovery over HTTP: what pages saw, what a person wishes of it, and what creators learn."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request

from hub.agents.public import own as own_agent
from hub.identity.public import Principal, administers, caller, network_of
from hub.kit.http import Page, problems, whole
from hub.kit.ids import PLATFORM_ORG
from hub.kit.periods import days_asked_for
from hub.kit.ratelimit import Quota
from hub.marketplace import catalog
from hub.marketplace.desk import PUBLIC, AtDesk, Desk, Reads, Visitor, Writes
from hub.marketplace.discovery import repository, schemas, service
from hub.marketplace.schemas import Card

router = APIRouter(prefix="/v1", tags=["discovery"])
Moderator = Annotated[Principal, administers("marketplace.moderate")]
Own = Annotated[Principal, caller("agents:read")]
Day = Annotated[date | None, Query()]
_MOST = 12
_BATCHES_PER_MINUTE = 60


@router.post(
    "/discovery/events",
    status_code=202,
    dependencies=[PUBLIC],
    responses=problems(401, 422, 429),
)
async def tell_events(
    body: schemas.SeenBatch, request: Request, who: Visitor, at: AtDesk
) -> schemas.Taken:
    """Listings that a page showed or opened. They order nothing.

    Of somebody whose browser sends `Sec-GPC: 1` or `DNT: 1` nothing is taken.
    """
    if service.refuses(request.headers):
        return schemas.Taken(taken=0)
    await _admit(request, who, at)
    async with at.open(who) as session:
        await service.saw(session, at.identity.sealer, who, body.events, now=at.now)
    return schemas.Taken(taken=len(body.events))


async def _admit(request: Request, who: Principal | None, at: Desk) -> None:
    """Raises QuotaExceeded."""
    address = network_of(request.client.host if request.client else "")
    whose = f"of:{who.org_id}:{who.user_id}" if who else f"from:{address}"
    await at.identity.limiter.check(f"discovery:{whose}", Quota("discovery", _BATCHES_PER_MINUTE))


@router.get("/discovery/preferences")
async def get_preferences(who: Own, at: AtDesk) -> schemas.WishBody:
    """What you want kept of your looking around."""
    async with at.open(who) as session:
        found = await repository.wish_of(session, who.org_id, who.user_id)
    return schemas.WishBody(**found._asdict())


@router.put("/discovery/preferences")
async def set_preferences(body: schemas.WishBody, who: Own, at: AtDesk) -> schemas.WishBody:
    """Say what you want kept. What you switch off is erased at once."""
    wanted = repository.Wish(body.analytics, body.recently_viewed)
    async with at.open(who) as session:
        await service.wish(session, at.identity.sealer, who, wanted, at.now)
    return body


@router.get("/discovery/recent")
async def list_recent(who: Own, at: AtDesk) -> Page[Card]:
    """What you viewed last; nobody else sees it."""
    async with at.open(who) as session:
        ids = await repository.recent(session, who.org_id, who.user_id, _MOST)
        return whole(await catalog.cards(session, who, ids, at.now))


@router.delete("/discovery/recent", status_code=204)
async def erase_recent(who: Own, at: AtDesk) -> None:
    """Erase what you viewed."""
    async with at.open(who) as session:
        await repository.erase(session, who.org_id, who.user_id)


@router.get("/discovery/alike")
async def list_alike(who: Reads, at: AtDesk) -> Page[Card]:
    """What others enabled who enabled what you have, from six of them up; how many is not told."""
    async with at.open(who) as session:
        ids = await repository.alike(session, who.org_id, _MOST)
        return whole(await catalog.cards(session, who, ids, at.now))


@router.get("/agents/{agent_id}/funnel")
async def get_funnel(
    agent_id: str,
    who: Writes,
    at: AtDesk,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
) -> schemas.FunnelView:
    """From being shown to being bought, of your own agent, by day; small numbers are left out."""
    first, end = days_asked_for(since, until, at.now.date())
    async with at.open(who) as session:
        agent = await own_agent(session, who.org_id, agent_id)
        counts = await repository.funnel(session, who.org_id, agent.id, first, end)
    totals, days = service.suppressed(counts, least=service.LEAST)
    return schemas.FunnelView(agent_id=agent_id, minimum=service.LEAST, totals=totals, days=days)


@router.get("/admin/discovery", tags=["admin"])
async def get_discovery(
    _: Moderator,
    at: AtDesk,
    since: Annotated[date | None, Query(alias="from")] = None,
    until: Annotated[date | None, Query(alias="to")] = None,
) -> schemas.DiscoveryReport:
    """How often what happened in the marketplace, and what was searched; for the platform."""
    first, end = days_asked_for(since, until, at.now.date())
    async with at.identity.database.transaction(PLATFORM_ORG) as session:
        counts = await repository.by_day(session, first, end)
        asked = await repository.queries(session, first, end, service.LEAST)
    totals, days = service.suppressed(counts, least=1)
    return schemas.DiscoveryReport(
        minimum=service.LEAST,
        totals=totals,
        days=days,
        queries=[
            schemas.QueryCount(query=query, times=times, without_results=none)
            for query, times, none in asked
        ],
    )
