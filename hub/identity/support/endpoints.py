"""Support's access over HTTP, for both sides: parse, call, render."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from hub.identity import schemas
from hub.identity.access import administers, caller, identity_of, require_session
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.support import service
from hub.identity.support.models import SupportAccess
from hub.identity.support.service import MOST_HOURS, SupportScope
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1", responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Asked = Annotated[Paging, at_hand(paging)]
Admin = Annotated[Principal, caller("admin")]
Enters = Annotated[Principal, administers("support.enter", signed_in=True)]
Sees = Annotated[Principal, administers("support.read")]


class SupportRequest(schemas.Body):
    organization_id: schemas.OrganizationId
    reason: schemas.Reason
    hours: int = Field(ge=1, le=MOST_HOURS, description="From when it is agreed to.")
    scopes: list[SupportScope] = Field(
        min_length=1, max_length=3, description="What may be read; content of runs is runs:read."
    )


class Decision(schemas.Body):
    decision: Literal["grant", "refuse"]


class SupportAccessView(schemas.View):
    id: str
    organization_id: str
    requested_by: str
    reason: str
    hours: int
    scopes: list[str]
    status: Literal["requested", "granted", "refused", "ended"]
    requested_at: schemas.Time
    decided_by: str | None
    decided_at: schemas.Time | None
    ends_at: schemas.Time | None = Field(description="What was granted is over then by itself.")
    ended_by: str | None
    ended_at: schemas.Time | None

    @classmethod
    def of(cls, row: SupportAccess) -> "SupportAccessView":
        return cls.model_validate({**row.model_dump(), "organization_id": row.org_id})


class SupportSession(schemas.View):
    token: str = Field(description="Reads, and changes nothing. Shown once.")
    expires_at: schemas.Time
    organization: schemas.OrganizationView


@router.post("/admin/support-accesses", status_code=201, tags=["admin"])
async def request_support_access(
    body: SupportRequest, who: Enters, identity: Hub
) -> SupportAccessView:
    """Ask an organization's admins to let you look at it. They hear of it."""
    row = await service.request(
        identity,
        who,
        body.organization_id,
        reason=body.reason,
        hours=body.hours,
        scopes=body.scopes,
    )
    return SupportAccessView.of(row)


@router.get("/admin/support-accesses", tags=["admin"])
async def list_all_support_accesses(
    _: Sees, identity: Hub, asked: Asked
) -> Page[SupportAccessView]:
    """What was asked of organizations, the newest first."""
    return _page(
        await service.list_all(identity, None, after=asked.after, limit=asked.limit + 1), asked
    )


@router.post("/admin/support-accesses/{support_access_id}/enter", tags=["admin"])
async def enter_organization(
    support_access_id: str, who: Enters, identity: Hub, response: Response
) -> SupportSession:
    """A token that reads there, until the access ends. Each request with it is on their record."""
    entered = await service.enter(identity, who, support_access_id)
    response.headers["cache-control"] = "no-store"
    return SupportSession(
        token=entered.token,
        expires_at=entered.expires_at,
        organization=schemas.OrganizationView.model_validate(entered.organization),
    )


@router.post("/admin/support-accesses/{support_access_id}/end", tags=["admin"])
async def give_up_support_access(
    support_access_id: str, who: Enters, identity: Hub
) -> SupportAccessView:
    """End it, at once."""
    return SupportAccessView.of(await service.end(identity, support_access_id, by=who))


@router.get("/support-accesses", tags=["organizations"])
async def list_support_accesses(who: Admin, identity: Hub, asked: Asked) -> Page[SupportAccessView]:
    """What the platform's support has asked of your organization, the newest first."""
    return _page(
        await service.list_all(identity, who.org_id, after=asked.after, limit=asked.limit + 1),
        asked,
    )


@router.post("/support-accesses/{support_access_id}/decision", tags=["organizations"])
async def decide_support_access(
    support_access_id: str, body: Decision, who: Admin, identity: Hub
) -> SupportAccessView:
    """Let support look at your organization, for the hours that they ask for, or refuse."""
    require_session(who)
    granted = body.decision == "grant"
    return SupportAccessView.of(
        await service.decide(identity, who, support_access_id, granted=granted)
    )


@router.post("/support-accesses/{support_access_id}/end", tags=["organizations"])
async def end_support_access(
    support_access_id: str, who: Admin, identity: Hub
) -> SupportAccessView:
    """Support looks no more, from this moment on."""
    require_session(who)
    row = await service.end(identity, support_access_id, by=who, org_id=who.org_id)
    return SupportAccessView.of(row)


def _page(rows: Sequence[SupportAccess], asked: Paging) -> Page[SupportAccessView]:
    shown = [SupportAccessView.of(row) for row in rows]
    return Page[SupportAccessView].model_validate(page(shown, asked))
