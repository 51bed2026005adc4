"""Agents that are asked for, over HTTP."""

from fastapi import APIRouter

from hub.kit.http import Page, cursor_behind, page_of, problems
from hub.kit.ratelimit import Quota
from hub.marketplace.desk import Asked, AtDesk, Moderator, Reads, offset_of
from hub.marketplace.wanted import repository, schemas, service

router = APIRouter(
    prefix="/v1", tags=["marketplace"], responses=problems(401, 403, 404, 409, 422, 429)
)
_HOUR_S = 3600
_AN_HOUR = Quota("wanted_agents", 20, _HOUR_S)
_FURTHEST = 9999


@router.post("/wanted-agents", status_code=201)
async def ask_for_agent(body: schemas.WantedBody, who: Reads, at: AtDesk) -> schemas.WantedView:
    """Say which agent is missing. The same words again are the same wish.

    The platform reads what is asked for, and how often; not by whom.
    """
    await at.identity.limiter.check(f"wanted:{who.org_id}:{who.user_id}", _AN_HOUR)
    async with at.open(who) as session:
        row = await service.ask(session, who, body.text, now=at.now)
    return schemas.WantedView.model_validate(row)


@router.get("/wanted-agents")
async def list_own_wanted(who: Reads, at: AtDesk, asked: Asked) -> Page[schemas.WantedView]:
    """What you asked for, the newest first; nobody else of your organization sees it."""
    async with at.open(who) as session:
        rows = await repository.own(
            session, who.org_id, who.user_id, after=asked.after, limit=asked.limit + 1
        )
    return page_of(schemas.WantedView, rows, asked)


@router.delete("/wanted-agents/{wanted_agent_id}", status_code=204)
async def withdraw_wanted(wanted_agent_id: str, who: Reads, at: AtDesk) -> None:
    """Take back what you asked for."""
    async with at.open(who) as session:
        await service.withdraw(session, who, wanted_agent_id)


@router.get("/admin/wanted-agents", tags=["admin"])
async def list_wanted(_: Moderator, at: AtDesk, asked: Asked) -> Page[schemas.WantedCount]:
    """What people ask for, by their words, what most ask for first. For the platform."""
    offset = offset_of(asked)
    async with at.moderate() as session:
        rows = await repository.counted(session, offset=offset, limit=asked.limit + 1)
    behind = offset + asked.limit
    more = len(rows) > asked.limit and behind <= _FURTHEST
    return Page[schemas.WantedCount](
        data=[schemas.WantedCount.model_validate(row) for row in rows[: asked.limit]],
        next_cursor=cursor_behind(f"o{behind}") if more else None,
    )
