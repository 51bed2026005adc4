"""The rules of grants: what a person lets a client do, the tokens of that, and their end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from authlib.oauth2.rfc6749 import InvalidClientError, InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc6749.util import extract_basic_authorization
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.credentials import ACCESS, CODE, REFRESH, digest, prefix_of
from hub.identity.oauth import assertions, client_assertions, clients, repository
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.errors import GrantNotFound, InvalidProofError, InvalidTargetError
from hub.identity.oauth.models import OAuthGrant, OAuthToken
from hub.identity.oauth.protocol import (
    JWT_BEARER,
    Client,
    Decided,
    Fields,
    Held,
    Known,
    Request,
    authenticate,
    decide,
)
from hub.identity.oauth.repository import Place
from hub.identity.oauth.resources import Resource, resource_named
from hub.identity.oauth.tokens import ACCESS_LIFE, access_row, token_row
from hub.identity.principal import Principal
from hub.kit.ids import is_id

GRANT_LIFE: Final = timedelta(days=30)


async def exchange(
    oauth: OAuth,
    fields: Fields,
    headers: Mapping[str, str],
    address: str | None,
    *,
    proof_key: str | None = None,
) -> Decided:
    """What the token endpoint answers. `proof_key` is the thumbprint of the key of which the
    request was proven to be.

    Raises:
        OAuth2Error: the request names a parameter twice, no resource of the hub, or no client.
    """
    request = _request(oauth, "/oauth/token", fields, headers, address, proof_key=proof_key)
    client, resource = await _client(oauth, request), _resource(oauth, request)
    if client is not None and client.proof_required and proof_key is None:
        raise InvalidProofError("This client's tokens are bound to a key: send a proof (DPoP).")
    form = request.form
    if form.get("grant_type") == "client_credentials":
        return await _machine(oauth, request, client, resource)
    if form.get("grant_type") == JWT_BEARER and oauth.settings.assertion_issuers:
        return await assertions.exchange(oauth, request, client, resource)
    by_code = form.get("grant_type") == "authorization_code"
    secret = form.get("code" if by_code else "refresh_token", "")
    place = await _place(oauth, secret, CODE if by_code else REFRESH)
    if place is None:
        return decide(request, Known(client))
    async with oauth.identity.database.transaction(place.org_id) as session:
        return await _spend(oauth, session, request, client, place=place, hashed=digest(secret))


def _request(
    oauth: OAuth,
    path: str,
    fields: Fields,
    headers: Mapping[str, str],
    address: str | None,
    *,
    proof_key: str | None = None,
) -> Request:
    url = oauth.issuer + path
    request = Request("POST", url, fields, headers, address, proof_key=proof_key)
    if any(len(values) > 1 for values in request.payload.datalist.values()):
        raise InvalidRequestError("A parameter stands twice.")
    return request


async def _client(oauth: OAuth, request: Request) -> Client | None:
    if "client_assertion" in request.form:
        return await client_assertions.find(oauth, request)
    client_id, secret = request.form.get("client_id"), request.form.get("client_secret")
    try:
        basic_id, basic_secret = extract_basic_authorization(request.headers)
    except ValueError as error:
        raise InvalidClientError("The credentials cannot be read.", status_code=401) from error
    if basic_id is not None:
        if client_id not in (None, basic_id) or secret is not None:
            raise InvalidRequestError("A client authenticates in one way.")
        client_id, secret = basic_id, basic_secret
    return await clients.find(oauth, client_id or "", secret=secret, address=request.address)


def _resource(oauth: OAuth, request: Request) -> Resource | None:
    asked = request.form.get("resource")
    if asked is None:
        return None
    found = resource_named(oauth.issuer, asked)
    if found is None:
        raise InvalidTargetError("The resource is none of this hub.")
    return found


async def _place(oauth: OAuth, secret: str, *kinds: str) -> Place | None:
    """Where this secret belongs, if it has the form of one of these kinds."""
    kind = prefix_of(secret)
    if kind not in kinds:
        return None
    find = repository.find_code if kind == CODE else repository.find_token
    async with oauth.identity.database.transaction() as session:
        return await find(session, digest(secret))


async def _spend(
    oauth: OAuth,
    session: AsyncSession,
    request: Request,
    client: Client | None,
    *,
    place: Place,
    hashed: bytes,
) -> Decided:
    """A code or refresh token for tokens, with its grant locked: of many at once one gets them.

    Whoever comes second holds a copy, and so may whoever came first: all that the grant gave ends.
    """
    grant = await repository.lock_grant(session, place.org_id, place.grant_id or "")
    if grant is None:
        return decide(request, Known(client))
    now = oauth.identity.clock()
    refreshing = request.form["grant_type"] == "refresh_token"
    token = await repository.get_token(session, place.org_id, hashed) if refreshing else None
    held = None if refreshing and token is None else _held(grant, token, now)
    resource = _resource(oauth, request)
    _require_same_key(grant, held, request.proof_key)
    decided = decide(
        request,
        Known(
            client,
            held,
            resource=None if resource is None else resource.uri,
            bound=request.proof_key is not None,
        ),
    )
    if decided.replayed:
        await _end(session, grant, now, "replayed")
    if decided.tokens is not None:
        if token is None:
            grant.code_used_at = now
            # Who has no other proof of itself, has this one from now on (RFC 9449, section 5).
            public = client is not None and client.auth_method == "none"
            grant.proof_key = request.proof_key if public else None
        else:
            token.used_at = now
        await _issue(session, grant, decided.tokens, now, proof_key=request.proof_key)
    return decided


def _require_same_key(grant: OAuthGrant, held: Held | None, proof_key: str | None) -> None:
    """A code or refresh token that is bound is of use to whoever has the key. Nothing is used up by
    who has not.

    Raises:
        OAuth2Error: the request is of another key, or of none.
    """
    if held is None or held.used or grant.proof_key is None or grant.proof_key == proof_key:
        return
    raise InvalidGrantError("This was given to whoever has another key: prove that (DPoP).")


def _held(grant: OAuthGrant, token: OAuthToken | None, now: datetime) -> Held:
    expires_at = grant.code_expires_at if token is None else token.expires_at
    used_at = grant.code_used_at if token is None else token.used_at
    return Held(
        client_id=grant.client_id,
        user_id=grant.user_id,
        scopes=tuple(grant.scopes),
        resource=grant.resource,
        used=used_at is not None,
        over=expires_at <= now or grant.revoked_at is not None,
        redirect_uri=grant.redirect_uri,
        code_challenge=grant.code_challenge,
    )


async def _issue(
    session: AsyncSession,
    grant: OAuthGrant,
    tokens: Mapping[str, str],
    now: datetime,
    *,
    proof_key: str | None,
) -> None:
    await repository.remove_ended_tokens(session, grant.org_id, now, grant_id=grant.id)
    await repository.add(session, access_row(grant, tokens, now, proof_key=proof_key))
    life = ACCESS_LIFE
    if "refresh_token" in tokens:
        life = GRANT_LIFE
        await repository.add(
            session, token_row(grant, "refresh", tokens["refresh_token"], now, GRANT_LIFE)
        )
    grant.last_used_at, grant.expires_at = now, now + life
    await session.flush()


async def _end(session: AsyncSession, grant: OAuthGrant, now: datetime, reason: str) -> None:
    """By whoever presented it, of whom no more is known than that."""
    if await repository.revoke_grant(session, grant.org_id, grant.id, now):
        before = grant.model_dump()
        entry = audit.Entry(
            "oauth_grant.revoked", grant.org_id, grant.id, before=before, after={"reason": reason}
        )
        await audit.record(session, entry, by=audit.ANONYMOUS)


async def _machine(
    oauth: OAuth, request: Request, client: Client | None, resource: Resource | None
) -> Decided:
    """A short token for a program that has an API key, and no person beside it."""
    secret = request.form.get("client_secret") or extract_basic_authorization(request.headers)[1]
    if client is None or not is_id("key", client.id) or not secret:
        return decide(request, Known(client))
    who = await oauth.identity.authenticator.authenticate(secret, address=request.address)
    target = resource or Resource(oauth.issuer, "/mcp")
    allowed = tuple(scope for scope in target.scopes if scope in who.scopes)
    reaches = who.agent_ids is None or target.agent_id is None or target.agent_id in who.agent_ids
    if not reaches:
        raise InvalidTargetError("The key does not reach this agent.")
    bound = request.proof_key is not None
    decided = decide(request, Known(client, scopes=allowed, bound=bound))
    if decided.tokens is not None:
        await _issue_to_machine(oauth, who, target, decided.tokens, request.proof_key)
    return decided


async def _issue_to_machine(
    oauth: OAuth,
    who: Principal,
    target: Resource,
    tokens: Mapping[str, str],
    proof_key: str | None,
) -> None:
    now = oauth.identity.clock()
    row = OAuthToken(
        token_hash=digest(tokens["access_token"]),
        org_id=who.org_id,
        key_id=who.key_id,
        kind="access",
        resource=target.uri,
        scopes=tokens["scope"].split(),
        created_at=now,
        expires_at=now + ACCESS_LIFE,
        proof_key=proof_key,
    )
    async with oauth.identity.database.transaction(who.org_id) as session:
        await repository.remove_ended_tokens(session, who.org_id, now, key_id=who.key_id)
        await repository.add(session, row)


async def revoke(
    oauth: OAuth, fields: Fields, headers: Mapping[str, str], address: str | None
) -> None:
    """RFC 7009. A refresh token takes its whole grant along, an access token only itself.

    What is unknown, or another client's, is left alone, and the answer is the same.

    Raises:
        OAuth2Error: no token is named, or the client is not who it says.
    """
    request = _request(oauth, "/oauth/revoke", fields, headers, address)
    client = authenticate(request, await _client(oauth, request))
    secret = request.form.get("token")
    if not secret:
        raise InvalidRequestError("Name the token.")
    place = await _place(oauth, secret, ACCESS, REFRESH)
    if place is None:
        return
    now = oauth.identity.clock()
    async with oauth.identity.database.transaction(place.org_id) as session:
        if place.grant_id is None:
            token = await repository.get_token(session, place.org_id, digest(secret))
            if token is not None and token.key_id == client.id:
                await repository.remove_token(session, place.org_id, digest(secret))
        else:
            await _revoke_granted(session, place, client, secret, now)
    oauth.identity.authenticator.forget(secret)


async def _revoke_granted(
    session: AsyncSession, place: Place, client: Client, secret: str, now: datetime
) -> None:
    grant = await repository.lock_grant(session, place.org_id, place.grant_id or "")
    if grant is None or grant.client_id != client.id:
        return
    if prefix_of(secret) == ACCESS:
        await repository.remove_token(session, place.org_id, digest(secret))
    else:
        await _end(session, grant, now, "client")


async def list_grants(
    oauth: OAuth, principal: Principal, *, after: str | None, limit: int
) -> Sequence[OAuthGrant]:
    """One's own; an admin's list holds the whole organization's."""
    owner = None if principal.sees_everyone else principal.user_id
    async with oauth.identity.database.transaction(principal.org_id) as session:
        return await repository.list_grants(
            session,
            principal.org_id,
            oauth.identity.clock(),
            user_id=owner,
            after=after,
            limit=limit,
        )


async def revoke_grant(oauth: OAuth, principal: Principal, grant_id: str) -> None:
    """From the next second on no token of it opens anything. Revoking twice changes nothing.

    Raises:
        GrantNotFound: there is none by this ID that the caller may see.
    """
    now = oauth.identity.clock()
    async with oauth.identity.database.transaction(principal.org_id) as session:
        found = (
            await repository.get_grant(session, principal.org_id, grant_id)
            if is_id("grt", grant_id)
            else None
        )
        if found is None or not (principal.sees_everyone or found.user_id == principal.user_id):
            raise GrantNotFound("There is no such grant.")
        if await repository.revoke_grant(session, principal.org_id, grant_id, now):
            before = found.model_dump()
            entry = audit.Entry("oauth_grant.revoked", found.org_id, found.id, before=before)
            await audit.record(session, entry)
