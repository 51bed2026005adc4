"""One's signed-in sessions and one's password over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from hub.identity import account, schemas, sessions
from hub.identity.access import ANY_SCOPE, caller, goes_on, identity_of, require_session
from hub.identity.answers import peer_of
from hub.identity.domain import Identity
from hub.identity.models import Session
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/auth", tags=["auth"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
# Also without the second factor that the organization asks for: one must be able to get it.
Signed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]


class AuthSessionView(schemas.View):
    id: str
    organization_id: str
    current: bool = Field(description="The one that asks.")
    method: str = Field(description="How it began, such as `password` or `passkey`.")
    second_factor: bool = Field(description="Whether it took more than a password.")
    network: str | None = Field(description="An IPv4 address, or an IPv6 /64.")
    user_agent: str | None
    created_at: schemas.Time
    last_used_at: schemas.Time = Field(description="To the minute.")
    expires_at: schemas.Time

    @classmethod
    def of(cls, row: Session, current: str | None) -> "AuthSessionView":
        values = {**row.model_dump(), "organization_id": row.org_id, "current": row.id == current}
        return cls.model_validate(values)


class Ended(BaseModel):
    ended: int = Field(description="How many sessions there were.")


class ChangePassword(schemas.Body):
    current_password: schemas.OwnPassword = None
    new_password: schemas.NewPassword


@router.get("/sessions")
async def list_auth_sessions(
    who: Signed, identity: Hub, asked: Annotated[Paging, at_hand(paging)]
) -> Page[AuthSessionView]:
    """Where you are signed in, in all your organizations, the newest first."""
    current = require_session(who)
    rows = await sessions.list_open(identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[AuthSessionView].model_validate(
        page([AuthSessionView.of(row, current) for row in rows], asked)
    )


@router.delete("/sessions/{auth_session_id}", status_code=204)
@goes_on
async def end_auth_session(auth_session_id: str, who: Signed, identity: Hub) -> None:
    """Sign out there: within a second its token opens nothing."""
    require_session(who)
    await sessions.end(identity, who, auth_session_id)


@router.delete("/sessions")
@goes_on
async def end_other_auth_sessions(who: Signed, identity: Hub) -> Ended:
    """Sign out everywhere else."""
    return Ended(ended=await sessions.end_others(identity, who, require_session(who)))


@router.post("/password", status_code=204)
@goes_on
async def change_password(
    body: ChangePassword, who: Signed, request: Request, identity: Hub
) -> None:
    """Set another password, or a first one. Your other sessions end; your API keys stay."""
    session_id = require_session(who)
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    current = body.current_password
    await account.change_password(
        identity,
        who,
        session_id,
        current=None if current is None else current.get_secret_value(),
        new=body.new_password.get_secret_value(),
    )
