"""An authorization request: whether it can be asked of a person, and what their answer does."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.base import OAuth2Error

from hub.audit import public as audit
from hub.identity.credentials import CODE, digest, mint
from hub.identity.oauth import clients, repository
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.errors import AuthorizationRefused
from hub.identity.oauth.models import OAuthGrant
from hub.identity.oauth.proofs import is_thumbprint
from hub.identity.oauth.protocol import Client, Fields, Known, Request, check_authorization
from hub.identity.oauth.resources import DEFAULT_SCOPES, OFFLINE, Resource, resource_named
from hub.identity.principal import Principal
from hub.kit.ids import new_id

CODE_LIFE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks of a person. `state` is the client's own, and goes back as it is.

    `proof_key` is the thumbprint of the key that the code is to be bound to (RFC 9449, `dpop_jkt`).
    """

    client: Client
    redirect_uri: str
    resource: Resource
    scopes: tuple[str, ...]
    challenge: str
    state: str | None
    proof_key: str | None = None

    def location(self, issuer: str, **said: str) -> str:
        """Where the answer goes. Who answers is said too (RFC 9207), so none can be mixed up."""
        state = {} if self.state is None else {"state": self.state}
        answer: str = add_params_to_uri(
            self.redirect_uri, [*(said | state).items(), ("iss", issuer)]
        )
        return answer


async def read(oauth: OAuth, fields: Fields) -> Asked:
    """The request, once all that can be wrong with it has been looked for.

    Raises:
        AuthorizationRefused: it is not one to ask a person about.
    """
    try:
        request = Request("GET", oauth.issuer + "/oauth/authorize", fields, {})
    except OAuth2Error as error:
        raise AuthorizationRefused(error.error, error.get_error_description()) from error
    if any(len(values) > 1 for values in request.payload.datalist.values()):
        raise AuthorizationRefused("invalid_request", "A parameter stands twice.")
    client = await clients.find(oauth, request.payload.client_id or "")
    if client is None:
        raise AuthorizationRefused("invalid_client", "This hub does not know the program.")
    redirect_uri = request.payload.redirect_uri or ""
    if not client.check_redirect_uri(redirect_uri):
        raise AuthorizationRefused(
            "invalid_request", "The program wants the answer sent where it never said it listens."
        )
    return _read(oauth, request, client, redirect_uri)


def _read(oauth: OAuth, request: Request, client: Client, redirect_uri: str) -> Asked:
    """From here on the client is told what is wrong, for it is known and listens there."""
    data = request.payload.data
    resource = resource_named(oauth.issuer, data.get("resource"))
    asked = Asked(
        client=client,
        redirect_uri=redirect_uri,
        resource=resource or Resource(oauth.issuer, ""),
        scopes=tuple(dict.fromkeys((data.get("scope") or " ".join(DEFAULT_SCOPES)).split())),
        challenge=data.get("code_challenge", ""),
        state=data.get("state"),
        proof_key=data.get("dpop_jkt"),
    )
    if asked.proof_key is not None and not is_thumbprint(asked.proof_key):
        raise _refused(oauth, asked, "invalid_request", "dpop_jkt is the thumbprint of a key.")
    if data.get("response_type") != "code":
        raise _refused(oauth, asked, "unsupported_response_type", "Only code is supported.")
    if resource is None:
        raise _refused(oauth, asked, "invalid_target", "The resource is none of this hub.")
    try:
        check_authorization(request, Known(client, scopes=(*resource.scopes, OFFLINE)))
    except OAuth2Error as error:
        raise _refused(oauth, asked, error.error, error.get_error_description()) from error
    return asked


def _refused(oauth: OAuth, asked: Asked, error: str, description: str) -> AuthorizationRefused:
    location = asked.location(oauth.issuer, error=error, error_description=description)
    return AuthorizationRefused(error, description, location)


def grantable(asked: Asked, principal: Principal) -> tuple[str, ...]:
    """Of the scopes asked for, those that this person has themselves."""
    return tuple(scope for scope in asked.scopes if scope in principal.scopes)


def deny(oauth: OAuth, asked: Asked) -> str:
    """Where the client hears that the person said no."""
    return asked.location(
        oauth.issuer, error="access_denied", error_description="The person said no."
    )


async def approve(oauth: OAuth, asked: Asked, principal: Principal) -> str:
    """Where the client finds its code.

    Raises:
        AuthorizationRefused: the person has none of the scopes themselves.
    """
    scopes = grantable(asked, principal)
    if not scopes:
        raise _refused(oauth, asked, "invalid_scope", "The person has none of these scopes.")
    code, now, agent_id = mint(CODE), oauth.identity.clock(), asked.resource.agent_id
    grant = OAuthGrant(
        id=new_id("grt"),
        org_id=principal.org_id,
        user_id=principal.user_id,
        client_id=asked.client.id,
        client_name=asked.client.name,
        resource=asked.resource.uri,
        scopes=list(scopes),
        agent_ids=None if agent_id is None else [agent_id],
        redirect_uri=asked.redirect_uri,
        code_hash=digest(code),
        code_challenge=asked.challenge,
        code_expires_at=now + CODE_LIFE,
        created_at=now,
        expires_at=now + CODE_LIFE,
        proof_key=asked.proof_key,
    )
    async with oauth.identity.database.transaction(principal.org_id) as session:
        await repository.add(session, grant)
        entry = audit.Entry("oauth_grant.created", grant.org_id, grant.id, after=grant.model_dump())
        await audit.record(session, entry)
    return asked.location(oauth.issuer, code=code)
