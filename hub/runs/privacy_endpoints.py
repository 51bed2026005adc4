"""An organization's choice of protection for personal data, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from hub.identity.public import Principal, caller
from hub.kit.http import at_hand
from hub.kit.privacy import Mode
from hub.runs.privacy import Policies, Policy

router = APIRouter(prefix="/v1", tags=["organizations"])
Anyone = Annotated[Principal, caller("agents:read")]
Admin = Annotated[Principal, caller("admin")]


def policies_of(request: Request) -> Policies:
    found: Policies = request.app.state.privacy
    return found


Chosen = Annotated[Policies, at_hand(policies_of)]


class PrivacyBody(BaseModel, extra="forbid"):
    """What becomes of personal data and secrets in the input of a run, before an agent sees it."""

    own_agents: Mode = Field(description="for the organization's own agents and the platform's")
    other_agents: Mode = Field(description="for agents that anybody else publishes")


@router.get("/organizations/current/privacy")
async def read_privacy(who: Anyone, policies: Chosen) -> PrivacyBody:
    """How this organization's data is protected from agents; defaults where nobody has chosen."""
    policy = await policies.of(who.org_id)
    return PrivacyBody(own_agents=policy.own_agents, other_agents=policy.other_agents)


@router.put("/organizations/current/privacy")
async def choose_privacy(body: PrivacyBody, who: Admin, policies: Chosen) -> PrivacyBody:
    """From now on: `off`, `flag` (counts), `tokens` (reversible) or `redact` (for good)."""
    await policies.choose(who, Policy(body.own_agents, body.other_agents))
    return body
