"""What is done with mailed links, over HTTP: parse, call, render."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Request, Response
from pydantic import Field, SecretStr

from hub.identity import address, recovery, schemas, service, verification
from hub.identity.access import ANY_SCOPE, caller, goes_on, identity_of, require_session
from hub.identity.answers import FROM_OUR_PAGES, peer_of, signed_in
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import at_hand

router = APIRouter(prefix="/v1/auth", tags=["auth"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
# Also without the second factor that the organization asks for: the address is one's own affair.
Signed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
Code = Annotated[SecretStr, Field(min_length=6, max_length=32)]


class Link(schemas.Body):
    token: schemas.Token = Field(description="From the link, behind `#token=`.")


class LinkAndPassword(Link):
    password: schemas.Password


class Address(schemas.Body):
    email: schemas.Email


class NewAddress(schemas.Body):
    email: schemas.Email
    password: schemas.OwnPassword = None


class Recover(Link):
    new_password: schemas.NewPassword
    code: Code | None = Field(
        default=None, description="Of the authenticator app, or a recovery code, if there is one."
    )
    revoke_keys: bool = Field(
        default=False, description="Also end all API keys, and what programs were granted."
    )


class LogInLink(Link):
    organization_id: schemas.OrganizationId | None = None


@router.post("/email/verification", status_code=202)
@goes_on
async def send_verification(who: Signed, request: Request, identity: Hub) -> schemas.LinkSent:
    """Have the link that verifies your address sent again."""
    require_session(who)
    await identity.sign_ins.admit_mail(who.user_id, peer_of(request))
    await verification.send_again(identity, who)
    return schemas.LinkSent()


@router.post("/email/verify")
@goes_on
async def verify_email(
    body: Link, who: Signed, request: Request, identity: Hub
) -> schemas.UserView:
    """Verify your address with the link, signed in as the account that it was sent for."""
    require_session(who)
    await identity.sign_ins.admit_address("link", peer_of(request))
    user = await verification.verify(identity, who, body.token.get_secret_value())
    return schemas.UserView.model_validate(user)


@router.post("/signup/confirm", dependencies=FROM_OUR_PAGES)
async def confirm_sign_up(
    body: LinkAndPassword, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """Verify your address with the link and the account's password, and sign in."""
    await identity.sign_ins.admit_address("link", peer_of(request))
    password = body.password.get_secret_value()
    email = await verification.verify_with_password(
        identity, body.token.get_secret_value(), password
    )
    who = await service.log_in(identity, email, password, org_id=None)
    return signed_in(identity, response, who)


@router.post("/recovery", status_code=202, dependencies=FROM_OUR_PAGES)
async def ask_for_recovery(
    body: Address, request: Request, later: BackgroundTasks, identity: Hub
) -> schemas.LinkSent:
    """Have a link mailed that sets another password. The answer is the same for every address."""
    await identity.sign_ins.admit_mail(body.email, peer_of(request))
    later.add_task(recovery.ask, identity, body.email)
    return schemas.LinkSent()


@router.post("/recovery/finish", status_code=204, dependencies=FROM_OUR_PAGES)
async def recover(body: Recover, request: Request, identity: Hub) -> None:
    """Set another password with the link. Your sessions end; sign in with it then."""
    await identity.sign_ins.admit_address("link", peer_of(request))
    await recovery.recover(
        identity,
        body.token.get_secret_value(),
        body.new_password.get_secret_value(),
        code=None if body.code is None else body.code.get_secret_value(),
        revoke=body.revoke_keys,
    )


@router.post("/link", status_code=202, dependencies=FROM_OUR_PAGES)
async def ask_for_link(
    body: Address, request: Request, later: BackgroundTasks, identity: Hub
) -> schemas.LinkSent:
    """Have a link mailed that signs in. The answer is the same for every address."""
    await identity.sign_ins.admit_mail(body.email, peer_of(request))
    later.add_task(recovery.ask_link, identity, body.email)
    return schemas.LinkSent()


@router.post("/link/login", dependencies=FROM_OUR_PAGES)
async def log_in_with_link(
    body: LogInLink, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """Sign in with the link. Who has an authenticator app is answered 401 `mfa_required`."""
    await identity.sign_ins.admit_address("link", peer_of(request))
    who = await recovery.sign_in(
        identity, body.token.get_secret_value(), org_id=body.organization_id
    )
    return signed_in(identity, response, who)


@router.post("/email", status_code=202)
@goes_on
async def ask_for_address(
    body: NewAddress, who: Signed, request: Request, identity: Hub
) -> schemas.LinkSent:
    """Begin to change your address: a link goes to the new one."""
    require_session(who)
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    await identity.sign_ins.admit_mail(body.email, peer_of(request))
    await address.ask(identity, who, schemas.said(body.password), body.email)
    return schemas.LinkSent()


@router.post("/email/change")
@goes_on
async def change_address(
    body: Link, who: Signed, request: Request, identity: Hub
) -> schemas.UserView:
    """The link from the new mailbox makes it your address. The old one hears of it, with a link
    that takes it back for a week.
    """
    require_session(who)
    await identity.sign_ins.admit_address("link", peer_of(request))
    user = await address.change(identity, who, body.token.get_secret_value())
    return schemas.UserView.model_validate(user)


@router.post("/email/undo", status_code=204, dependencies=FROM_OUR_PAGES)
async def undo_address(body: Link, request: Request, identity: Hub) -> None:
    """Take the old address back. Sessions, keys and grants end, and the password is forgotten:
    recover the account then.
    """
    await identity.sign_ins.admit_address("link", peer_of(request))
    await address.undo(identity, body.token.get_secret_value())
