"""Entitlements over HTTP: what an organization may use, why, until when.

Enabling itself is in `hub/agents`, which knows prices and versions.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from hub.entitlements import public as entitlements
from hub.entitlements.schemas import EnablingPolicyBody, EntitlementView, view
from hub.identity.public import Principal, caller, identity_of
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging
from hub.kit.ids import is_id

router = APIRouter(prefix="/v1", tags=["entitlements"])
Reads = Annotated[Principal, caller("agents:read")]
Admin = Annotated[Principal, caller("admin")]


@router.get("/entitlements")
async def list_entitlements(
    who: Reads,
    request: Request,
    asked: Annotated[Paging, at_hand(paging)],
    agent_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[EntitlementView]:
    """The newest first, ended ones too. Admins and staff see those of every person."""
    for name, value, prefix in (("agent_id", agent_id, "agt"), ("cursor", asked.after, "ent")):
        if value is not None and not is_id(prefix, value):
            raise InvalidInput.at(f"/{name}", "is not one that we gave")
    identity = identity_of(request)
    async with identity.database.transaction(who.org_id) as session:
        rows = await entitlements.list_entitlements(
            session,
            org_id=who.org_id,
            user_id=None if "agents:write" in who.scopes else who.user_id,
            agent_id=agent_id,
            after=asked.after,
            limit=asked.limit + 1,
        )
    now = identity.clock()
    return Page[EntitlementView].model_validate(page([view(row, now) for row in rows], asked))


@router.get("/entitlements/policy")
async def get_policy(who: Reads, request: Request) -> EnablingPolicyBody:
    """What members may do by themselves."""
    async with identity_of(request).database.transaction(who.org_id) as session:
        allowed = await entitlements.members_may_enable(session, who.org_id)
    return EnablingPolicyBody(members_may_enable=allowed)


@router.put("/entitlements/policy")
async def set_policy(body: EnablingPolicyBody, who: Admin, request: Request) -> EnablingPolicyBody:
    """Say whether members may enable free agents for themselves."""
    identity = identity_of(request)
    async with identity.database.transaction(who.org_id) as session:
        await entitlements.set_members_may_enable(
            session, who.org_id, body.members_may_enable, now=identity.clock()
        )
    return body
