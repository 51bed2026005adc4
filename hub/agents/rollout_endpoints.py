"""A creator's roll-outs over HTTP."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import rollouts
from hub.agents.endpoints import AtDesk, Reads, Writes
from hub.agents.events import CurrentChanged
from hub.agents.rollout_models import RolloutFigure
from hub.agents.rollouts import Moved, RolloutBegins
from hub.agents.schemas import Body, Version
from hub.agents.shares import WHOLE
from hub.kit.clock import Time
from hub.kit.http import Page, problems

router = APIRouter(prefix="/v1", tags=["agents"], responses=problems(401, 403, 404, 409, 422, 429))
Percent = Annotated[int, Field(ge=1, le=WHOLE)]
Status = Literal["running", "paused", "completed", "rolled_back", "stopped", "superseded"]


class RolloutBody(Body):
    """How many of a hundred organizations take this version; 100 makes it everybody's."""

    version: Version
    percent: Percent


class FigureView(BaseModel):
    """Of one version, since the roll-out began or went on: the share of its runs that `succeeded`,
    or of those judged that were `happy`. Rounded, and from five organizations up."""

    version: str
    measure: Literal["succeeded", "happy"]
    share: float
    low: float
    high: float
    runs: int


class RolloutView(BaseModel):
    """`before` is what everybody else runs meanwhile. `reason` says why the hub stopped it."""

    id: str
    agent_id: str
    version: str
    before: str
    percent: int
    status: Status
    reason: str
    created_at: Time
    ended_at: Time | None
    figures: list[FigureView]


@router.get("/agents/{agent_id}/rollouts")
async def list_rollouts(agent_id: str, who: Reads, at: AtDesk) -> Page[RolloutView]:
    """Roll-outs of your agent, the newest first. One without `ended_at` is under way."""
    async with at.open(who) as session:
        found, figures = await rollouts.past(session, who, agent_id)
        shown = [_view(moved, figures) for moved in found]
    return Page[RolloutView](data=shown, next_cursor=None)


@router.put("/agents/{agent_id}/rollout")
async def set_rollout(agent_id: str, body: RolloutBody, who: Writes, at: AtDesk) -> RolloutView:
    """Let a share of the organizations take a version, or a larger share, or all.

    An organization that takes it goes on to as the share grows. A version that asks for more than
    the current one is refused: its buyers say yes to it one by one.
    """
    async with at.open(who) as session:
        moved = await rollouts.set_share(
            session, who, agent_id, body.version, body.percent, now=at.now
        )
        if moved.completed:
            await at.identity.events.emit(session, CurrentChanged.of(moved.before, moved.after))
        else:
            begins = RolloutBegins(agent_id, moved.before, moved.after)
            await at.identity.events.emit(session, begins)
        return await _shown(session, moved)


@router.post("/agents/{agent_id}/rollout/pause")
async def pause_rollout(agent_id: str, who: Writes, at: AtDesk) -> RolloutView:
    """Everybody is back at the version before, until you resume it."""
    async with at.open(who) as session:
        moved = await rollouts.pause(session, who, agent_id, now=at.now)
        return await _shown(session, moved)


@router.post("/agents/{agent_id}/rollout/resume")
async def resume_rollout(agent_id: str, who: Writes, at: AtDesk) -> RolloutView:
    """The same organizations take the version again; what happens from now on is compared."""
    async with at.open(who) as session:
        moved = await rollouts.resume(session, who, agent_id, now=at.now)
        return await _shown(session, moved)


@router.post("/agents/{agent_id}/rollout/rollback")
async def roll_back_rollout(agent_id: str, who: Writes, at: AtDesk) -> RolloutView:
    """Everybody is back at the version before, for good."""
    async with at.open(who) as session:
        moved = await rollouts.roll_back(session, who, agent_id, now=at.now)
        return await _shown(session, moved)


async def _shown(session: AsyncSession, moved: Moved) -> RolloutView:
    return _view(moved, await rollouts.figures(session, [moved.rollout.id]))


def _view(moved: Moved, figures: Sequence[RolloutFigure]) -> RolloutView:
    row = moved.rollout
    versions = {moved.before.id: moved.before.version, moved.after.id: moved.after.version}
    return RolloutView.model_validate(
        {
            "id": row.id,
            "agent_id": row.agent_id,
            "version": moved.after.version,
            "before": moved.before.version,
            "percent": row.percent,
            "status": row.status,
            "reason": row.reason,
            "created_at": row.created_at,
            "ended_at": row.ended_at,
            "figures": [
                {
                    "version": versions[one.version_id],
                    "measure": one.measure,
                    "share": round(one.share, 2),
                    "low": round(one.low, 2),
                    "high": round(one.high, 2),
                    "runs": one.runs,
                }
                for one in figures
                if one.rollout_id == row.id
            ],
        }
    )
