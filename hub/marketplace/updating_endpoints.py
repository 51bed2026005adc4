"""A buyer's side of new versions: what one asks for, and saying yes to it."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from hub.identity.public import Principal, caller
from hub.kit.clock import Time
from hub.kit.http import problems
from hub.marketplace import updates
from hub.marketplace.content import Body
from hub.marketplace.desk import AtDesk, Reads

router = APIRouter(
    prefix="/v1", tags=["entitlements"], responses=problems(401, 403, 404, 409, 422, 429)
)
Uses = Annotated[Principal, caller("agents:invoke")]


class Step(BaseModel):
    version: str
    note: str
    level: str
    created_at: Time


class Differs(BaseModel):
    field: str
    before: Any
    after: Any


class UpdateView(BaseModel):
    """`version` is what you use. `offered` waits for your yes: null where you have the newest, or
    will have it by itself. `steps` are the versions between, the newest first; `differences` are
    in what everybody may see of both."""

    agent_id: str
    entitlement_id: str
    user_id: str | None
    version: str
    offered: str | None
    asks_for_more: list[str]
    steps: list[Step]
    differences: list[Differs]


class AcceptBody(Body):
    """The version that you were shown."""

    version: str = Field(max_length=40)


def _view(agent_id: str, update: updates.Update) -> UpdateView:
    return UpdateView(
        agent_id=agent_id,
        entitlement_id=update.entitlement.id,
        user_id=update.entitlement.user_id,
        version=update.used.version,
        offered=update.offered.version if update.offered is not None else None,
        asks_for_more=update.asks_for_more,
        steps=[
            Step(
                version=one.version.version,
                note=one.version.note,
                level=one.level,
                created_at=one.version.created_at,
            )
            for one in update.between
        ],
        differences=[Differs.model_validate(one) for one in update.differences],
    )


@router.get("/agents/{agent_id}/update")
async def get_update(agent_id: str, who: Reads, at: AtDesk) -> UpdateView:
    """Which version of an agent you use, and what a newer one that waits for you asks for."""
    async with at.open(who) as session:
        return _view(agent_id, await updates.update_of(session, who, agent_id, now=at.now))


@router.post("/agents/{agent_id}/accept")
async def accept_update(agent_id: str, body: AcceptBody, who: Uses, at: AtDesk) -> UpdateView:
    """Go on to a version that asks for more. For your organization it takes `agents:write`."""
    async with at.open(who) as session:
        update = await updates.accept(session, who, agent_id, body.version, now=at.now)
        return _view(agent_id, update)
