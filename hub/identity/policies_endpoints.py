"""An organization's policies over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from hub.identity import policies, schemas
from hub.identity.access import ANY_SCOPE, caller, identity_of, require_session
from hub.identity.answers import peer_of
from hub.identity.domain import Identity
from hub.identity.models import OrganizationPolicy
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import at_hand

router = APIRouter(
    prefix="/v1/organizations/current/policies", tags=["organizations"], responses=REFUSALS
)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Admin = Annotated[Principal, caller("admin")]
Network = Annotated[str, Field(min_length=2, max_length=50, examples=["203.0.113.0/24"])]

Region = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$", examples=["eu"])]


class Policies(schemas.Body):
    mfa_required: bool = Field(
        default=False,
        description="Members act here only in sessions that began with a second factor, and with"
        " keys of members who have one.",
    )
    session_hours: int | None = Field(
        default=None,
        ge=1,
        le=policies.MOST_HOURS,
        description="How long a session lasts at most; also those that exist. Unset: 14 days.",
    )
    networks: list[Network] | None = Field(
        default=None,
        min_length=1,
        max_length=policies.MOST_NETWORKS,
        description="Addresses and CIDRs from which the organization is reached. Unset: anywhere.",
    )

    allowed_agents: list[schemas.AgentId] | None = Field(
        default=None,
        max_length=500,
        description="Only these can be enabled and used, whatever was enabled before; `laelia` is"
        " the unified agent. Unset: any.",
    )
    blocked_agents: list[schemas.AgentId] | None = Field(
        default=None,
        max_length=500,
        description="These can be neither enabled nor used. Unset: none.",
    )
    data_region: list[Region] | None = Field(
        default=None,
        min_length=1,
        max_length=50,
        description="Where models and publishers' servers may process what is said here, as the"
        " operator and publishers state it: `eu`, `us`, `in`, `local` for this installation's own"
        " machines. What is elsewhere, or says nothing, is refused. Unset: anywhere.",
    )


class PoliciesView(Policies):
    organization_id: str


@router.get("")
async def get_policies(who: Anyone, identity: Hub) -> PoliciesView:
    """What your organization asks of whoever acts in it."""
    return _view(await policies.get(identity, who))


@router.put("")
async def set_policies(body: Policies, who: Admin, request: Request, identity: Hub) -> PoliciesView:
    """All of them at once; what you leave out is asked for no more."""
    require_session(who)
    policy = await policies.replace(
        identity,
        who,
        second_factor=body.mfa_required,
        session_hours=body.session_hours,
        networks=body.networks,
        agents=policies.Agents(body.allowed_agents, body.blocked_agents),
        data_regions=body.data_region,
        address=peer_of(request),
    )
    return _view(policy)


def _view(policy: OrganizationPolicy) -> PoliciesView:
    return PoliciesView(
        organization_id=policy.org_id,
        mfa_required=policy.second_factor,
        session_hours=policy.session_hours,
        networks=policy.networks,
        allowed_agents=policy.allowed_agents,
        blocked_agents=policy.blocked_agents,
        data_region=policy.data_regions,
    )
