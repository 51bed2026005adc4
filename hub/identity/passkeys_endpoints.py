"""Passkeys over HTTP: parse, call, render. The shapes inside are WebAuthn Level 3's own."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from hub.identity import passkeys, schemas
from hub.identity.access import ANY_SCOPE, caller, goes_on, identity_of, require_session
from hub.identity.answers import FROM_OUR_PAGES, forget_here, peer_of, signed_in
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/auth/passkeys", tags=["auth"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
# Also without the second factor that the organization asks for: this is how one gets it.
Signed = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
Base64Url = Annotated[str, Field(max_length=50_000, pattern=r"^[A-Za-z0-9_-]*$")]


class Answer(BaseModel):
    """As browsers make it; members that the hub has no use for are left aside."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class Attestation(Answer):
    client_data_json: Base64Url = Field(alias="clientDataJSON")
    attestation_object: Base64Url = Field(alias="attestationObject")
    transports: list[str] = Field(default=[], max_length=20)


class Assertion(Answer):
    client_data_json: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url = Field(alias="authenticatorData")
    signature: Base64Url
    user_handle: Base64Url | None = Field(default=None, alias="userHandle")


class Credential(Answer):
    id: Base64Url
    raw_id: Base64Url = Field(alias="rawId")
    type: Literal["public-key"] = "public-key"


class NewCredential(Credential):
    response: Attestation


class ShownCredential(Credential):
    response: Assertion


class Begin(schemas.Body):
    password: schemas.OwnPassword = None


class Register(schemas.Body):
    challenge: schemas.Token
    name: schemas.Name
    credential: NewCredential = Field(description="`PublicKeyCredential.toJSON()`")


class Rename(schemas.Body):
    name: schemas.Name


class SignIn(schemas.Body):
    challenge: schemas.Token
    credential: ShownCredential = Field(description="`PublicKeyCredential.toJSON()`")
    organization_id: schemas.OrganizationId | None = None


class Begun(BaseModel):
    challenge: str = Field(description="Send it with the browser's answer, within five minutes.")
    expires_at: schemas.Time
    public_key: dict[str, Any] = Field(
        description="For `PublicKeyCredential.parseCreationOptionsFromJSON` or its like."
    )

    @classmethod
    def of(cls, begun: passkeys.Begun) -> "Begun":
        offered = begun.challenge
        return cls(challenge=offered.token, expires_at=offered.expires_at, public_key=begun.options)


class PasskeyView(schemas.View):
    id: str
    name: str
    transports: list[str]
    backed_up: bool = Field(description="Whether it is kept in more than one device.")
    created_at: schemas.Time
    last_used_at: schemas.Time | None


@router.post("/login/options", dependencies=FROM_OUR_PAGES)
async def begin_passkey_login(request: Request, response: Response, identity: Hub) -> Begun:
    """Begin to sign in with a passkey: what to give to `navigator.credentials.get`."""
    await identity.sign_ins.admit_address("passkey", peer_of(request))
    response.headers["cache-control"] = "no-store"
    return Begun.of(await passkeys.begin_sign_in(identity))


@router.post("/login", dependencies=FROM_OUR_PAGES)
async def log_in_with_passkey(
    body: SignIn, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """Sign in with a passkey alone; it counts as two factors."""
    await identity.sign_ins.admit_address("passkey", peer_of(request))
    who = await passkeys.sign_in(
        identity,
        challenge=body.challenge.get_secret_value(),
        credential=body.credential.model_dump(by_alias=True),
        org_id=body.organization_id,
    )
    return signed_in(identity, response, who)


@router.post("/options")
@goes_on
async def begin_passkey(
    body: Begin, who: Signed, request: Request, response: Response, identity: Hub
) -> Begun:
    """Begin to add a passkey: what to give to `navigator.credentials.create`."""
    require_session(who)
    await identity.sign_ins.admit_account("password", who.user_id, peer_of(request))
    response.headers["cache-control"] = "no-store"
    password = schemas.said(body.password)
    return Begun.of(await passkeys.begin_registration(identity, who, password))


@router.post("", status_code=201)
@goes_on
async def add_passkey(body: Register, who: Signed, request: Request, identity: Hub) -> PasskeyView:
    """Add the passkey that the browser made. This session counts as having a second factor."""
    passkey = await passkeys.register(
        identity,
        who,
        require_session(who),
        challenge=body.challenge.get_secret_value(),
        credential=body.credential.model_dump(by_alias=True),
        name=body.name,
    )
    forget_here(identity, request)
    return PasskeyView.model_validate(passkey)


@router.get("")
async def list_passkeys(
    who: Signed, identity: Hub, asked: Annotated[Paging, at_hand(paging)]
) -> Page[PasskeyView]:
    """Yours, the newest first."""
    require_session(who)
    rows = await passkeys.list_own(identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[PasskeyView].model_validate(page(rows, asked), from_attributes=True)


@router.patch("/{passkey_id}")
@goes_on
async def rename_passkey(passkey_id: str, body: Rename, who: Signed, identity: Hub) -> PasskeyView:
    require_session(who)
    return PasskeyView.model_validate(await passkeys.rename(identity, who, passkey_id, body.name))


@router.delete("/{passkey_id}", status_code=204)
@goes_on
async def remove_passkey(passkey_id: str, who: Signed, identity: Hub) -> None:
    """It opens nothing from now on; sessions that it began go on."""
    require_session(who)
    await passkeys.remove(identity, who, passkey_id)
