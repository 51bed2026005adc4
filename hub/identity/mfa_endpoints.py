"""Codes as a second factor, over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, SecretStr

from hub.identity import schemas, service, totp
from hub.identity.access import ANY_SCOPE, caller, goes_on, identity_of, require_session
from hub.identity.answers import FROM_OUR_PAGES, forget_here, peer_of, signed_in
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1/auth", tags=["auth"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
# Also without the second factor that the organization asks for: this is how one gets it.
Signed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
Code = Annotated[SecretStr, Field(min_length=6, max_length=32)]


class LogInCode(schemas.Body):
    challenge: schemas.Token
    code: Code = Field(description="Of the app, or a recovery code.")


class Password(schemas.Body):
    password: schemas.OwnPassword = None


class AppCode(schemas.Body):
    code: Code


class PasswordAndCode(schemas.Body):
    password: schemas.OwnPassword = None
    code: Code = Field(description="Of the app, or a recovery code.")


class TotpStatus(schemas.View):
    enabled: bool
    confirmed_at: schemas.Time | None
    recovery_codes_left: int


class TotpSecretView(BaseModel):
    secret: str = Field(description="Base 32. Shown once.")
    uri: str = Field(description="The same for a QR code, as apps read it.")


class RecoveryCodes(BaseModel):
    recovery_codes: list[str] = Field(description="Each works once. Shown once.")


@router.post("/login/code", dependencies=FROM_OUR_PAGES)
async def log_in_with_code(
    body: LogInCode, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """The second step of signing in, after `mfa_required`."""
    await identity.sign_ins.admit_address("code", peer_of(request))
    who = await service.finish_log_in(
        identity, body.challenge.get_secret_value(), body.code.get_secret_value()
    )
    return signed_in(identity, response, who)


@router.get("/totp")
async def get_totp(who: Signed, identity: Hub) -> TotpStatus:
    """Whether signing in takes a code, and how many recovery codes are left."""
    require_session(who)
    return TotpStatus.model_validate(await totp.status(identity, who))


@router.post("/totp", status_code=201)
@goes_on
async def begin_totp(
    body: Password, who: Signed, request: Request, response: Response, identity: Hub
) -> TotpSecretView:
    """Begin with an authenticator app; it counts once you confirm it with a code."""
    require_session(who)
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    secret, uri = await totp.begin(identity, who, schemas.said(body.password))
    response.headers["cache-control"] = "no-store"
    return TotpSecretView(secret=secret, uri=uri)


@router.post("/totp/confirm")
@goes_on
async def confirm_totp(
    body: AppCode, who: Signed, request: Request, response: Response, identity: Hub
) -> RecoveryCodes:
    """Show that your app has the secret. From now on signing in takes a code."""
    session_id = require_session(who)
    await identity.sign_ins.admit_code(who.user_id)
    codes = await totp.confirm(identity, who, session_id, body.code.get_secret_value())
    forget_here(identity, request)
    response.headers["cache-control"] = "no-store"
    return RecoveryCodes(recovery_codes=codes)


@router.post("/totp/disable", status_code=204)
@goes_on
async def disable_totp(body: PasswordAndCode, who: Signed, request: Request, identity: Hub) -> None:
    """Signing in takes one factor alone again."""
    await _admit(identity, who, request)
    password, code = schemas.said(body.password), body.code.get_secret_value()
    await totp.disable(identity, who, password, code)


@router.post("/totp/recovery-codes")
@goes_on
async def renew_recovery_codes(
    body: PasswordAndCode, who: Signed, request: Request, response: Response, identity: Hub
) -> RecoveryCodes:
    """Ten other recovery codes; those of before open nothing any more."""
    await _admit(identity, who, request)
    password, code = schemas.said(body.password), body.code.get_secret_value()
    codes = await totp.renew_codes(identity, who, password, code)
    response.headers["cache-control"] = "no-store"
    return RecoveryCodes(recovery_codes=codes)


async def _admit(identity: Identity, who: Principal, request: Request) -> None:
    require_session(who)
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    await identity.sign_ins.admit_code(who.user_id)
