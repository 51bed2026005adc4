"""One's own account, taken along and ended, over HTTP: parse, call, render."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from hub.identity import confined, erasing, exporting, schemas
from hub.identity.access import ANY_SCOPE, caller, identity_of, require_session
from hub.identity.account import prove_owner
from hub.identity.answers import forget_here, peer_of
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1/me", tags=["auth"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]


class Erase(schemas.Body):
    password: schemas.OwnPassword = None


class PersonalData(BaseModel):
    """Each list has the rows that the hub keeps, by their own names."""

    model_config = ConfigDict(extra="allow")

    account: dict[str, Any]
    organizations: list[dict[str, Any]]
    elsewhere: dict[str, str]
    exported_at: schemas.Time


@router.get("/export", response_model=PersonalData)
async def export_own(who: Anyone, identity: Hub) -> JSONResponse:
    """Everything that the hub keeps of you, as a file: your account, what opens it, where it
    belongs, and what you were told. What you did with agents is at the addresses in `elsewhere`.
    """
    require_session(who)
    headers = {
        "cache-control": "no-store",
        "content-disposition": 'attachment; filename="personal-data.json"',
    }
    return JSONResponse(await exporting.export(identity, who), headers=headers)


@router.post("/erase", status_code=204)
async def erase_own(
    body: Erase, who: Anyone, request: Request, response: Response, identity: Hub
) -> None:
    """Erase your account, for good: the key that your name, address and messages are sealed with is
    destroyed, and nothing brings it back. Hand your teams on first.
    """
    require_session(who)
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    await confined.require_free(identity, who)
    await prove_owner(identity, who, schemas.said(body.password))
    await erasing.erase_own(identity, who)
    forget_here(identity, request)
    response.delete_cookie(
        identity.cookie, path="/", httponly=True, secure=identity.secure, samesite="lax"
    )
