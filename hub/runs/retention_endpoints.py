"""How long content is kept, and its erasure, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, Field

from hub.identity.public import Principal, administers, caller
from hub.kit.errors import InvalidInput
from hub.kit.http import at_hand
from hub.kit.vault.keyring import FRESH_S
from hub.runs.retention import Retention

router = APIRouter(prefix="/v1")
Anyone = Annotated[Principal, caller("agents:read")]
Admin = Annotated[Principal, caller("admin")]
Erases = Annotated[Principal, administers("organizations.erase")]
OrgId = Annotated[str, Path(max_length=64)]


def retention_of(request: Request) -> Retention:
    found: Retention = request.app.state.retention
    return found


Kept = Annotated[Retention, at_hand(retention_of)]


class RetentionBody(BaseModel, extra="forbid"):
    """How long what was said to agents, their answers, sessions and files are kept."""

    content_days: int | None = Field(
        ge=1, le=3650, description="days; null keeps content for as long as the organization is"
    )


class EraseBody(BaseModel, extra="forbid"):
    confirm: str = Field(max_length=64, description="the organization's ID once more")
    reason: str = Field(min_length=1, max_length=500, description="stands on the audit record")


class ErasedView(BaseModel):
    organization_id: str
    keys_destroyed: int
    unreadable_within_s: float = Field(description="in every process of the hub")


@router.get("/organizations/current/retention", tags=["organizations"])
async def read_retention(who: Anyone, retention: Kept) -> RetentionBody:
    """How long this organization's content is kept."""
    return RetentionBody(content_days=await retention.of(who.org_id))


@router.put("/organizations/current/retention", tags=["organizations"])
async def choose_retention(body: RetentionBody, who: Admin, retention: Kept) -> RetentionBody:
    """Older content is removed within the hour, for good; books and usage stay."""
    await retention.choose(who, body.content_days)
    return body


@router.post("/admin/organizations/{organization_id}/erase", tags=["admin"])
async def erase(organization_id: OrgId, body: EraseBody, _: Erases, retention: Kept) -> ErasedView:
    """Destroy an organization's keys: nothing that it stored can ever be read again, wherever
    copies of it lie. Books, usage and the audit record stay. For the platform's administrators."""
    if body.confirm != organization_id:
        raise InvalidInput.at("/confirm", "must be the organization's ID")
    destroyed = await retention.erase(organization_id, body.reason)
    return ErasedView(
        organization_id=organization_id, keys_destroyed=destroyed, unreadable_within_s=FRESH_S
    )
