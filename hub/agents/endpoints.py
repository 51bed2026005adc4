"""Agents over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from hub.agents.enabling import Wanted, enable
from hub.identity.public import Principal, caller, identity_of
from hub.kit.clock import rfc3339
from hub.kit.http import json_response

router = APIRouter(prefix="/v1", tags=["agents"])
Writes = Annotated[Principal, caller("agents:write")]


class EnableBody(BaseModel, extra="forbid"):
    """`for_me` enables the agent for the caller alone; `version` pins one."""

    for_me: bool = False
    version: str | None = None


@router.post("/agents/{agent_id}/enable", status_code=201)
async def enable_agent(
    agent_id: str, who: Writes, request: Request, body: EnableBody | None = None
) -> Response:
    """Enable an agent for the organization. Free at once; priced once it can be paid."""
    identity = identity_of(request)
    asked = body or EnableBody()
    async with identity.database.transaction(who.org_id, user_id=who.user_id) as session:
        entitlement = await enable(
            session,
            who,
            Wanted(agent_id, for_me=asked.for_me, version=asked.version),
            now=identity.clock(),
            base_url=identity.base_url,
        )
    return json_response(
        {
            "id": entitlement.id,
            "agent_id": entitlement.agent_id,
            "source": entitlement.source,
            "channels": entitlement.channels,
            "price_id": entitlement.price_id,
            "active_from": rfc3339(entitlement.active_from),
        },
        status=201,
    )
