"""Enterprise-managed authorization: an identity provider's word instead of a person's yes.

draft-ietf-oauth-identity-assertion-authz-grant ("ID-JAG"). A company decides at its identity
provider which program may act for whom. The provider signs that for one program, one address and a
few minutes; the program brings it here, and gets a short token and nothing that lasts longer.
Whose word counts, and for which organization, is a setting of the operator.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

import jwt
from authlib.oauth2.rfc6749 import InvalidGrantError, UnauthorizedClientError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import repository as people
from hub.identity.credentials import CODE, digest, mint
from hub.identity.id_tokens import ALGORITHMS
from hub.identity.oauth import repository
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.models import OAuthAssertion, OAuthGrant, OAuthSubject
from hub.identity.oauth.protocol import (
    JWT_BEARER,
    Client,
    Decided,
    Known,
    Request,
    authenticate,
    decide,
)
from hub.identity.oauth.resources import Resource, resource_named
from hub.identity.oauth.tokens import ACCESS_LIFE, access_row
from hub.identity.principal import scopes_of_session
from hub.kit.ids import new_id

_TYPE: Final = "oauth-id-jag+jwt"
_LEEWAY_S: Final = 60
_LONGEST_S: Final = 3600
_NEEDED: Final = ["iss", "sub", "aud", "client_id", "jti", "exp", "iat"]
_LONGEST_TEXT: Final = 500


class Vouched(NamedTuple):
    """What an assertion says, once it is believed."""

    org_id: str
    issuer: str
    subject: str
    email: str | None
    resource: Resource
    scopes: frozenset[str] | None
    mark: bytes
    expires_at: datetime


async def exchange(
    oauth: OAuth, request: Request, found: Client | None, asked: Resource | None
) -> Decided:
    """A token for what an identity provider allowed.

    Raises:
        OAuth2Error: the client, the assertion or the person in it is not believed.
    """
    client = authenticate(request, found)
    if client.auth_method == "none" or not client.check_grant_type(JWT_BEARER):
        raise UnauthorizedClientError(
            "Only a client that authenticates, registered for this grant, brings assertions."
        )
    vouched = await _believe(oauth, request.form.get("assertion", ""), client)
    if asked is not None and asked != vouched.resource:
        raise InvalidGrantError("The assertion is for another resource.")
    async with oauth.identity.database.transaction(vouched.org_id) as session:
        now = oauth.identity.clock()
        user_id, role = await _person(session, vouched)
        allowed = [one for one in vouched.resource.scopes if one in scopes_of_session(role)]
        if vouched.scopes is not None:
            allowed = [one for one in allowed if one in vouched.scopes]
        bound = request.proof_key is not None
        decided = decide(request, Known(client, scopes=tuple(allowed), bound=bound))
        if decided.tokens is not None:
            await _use_once(session, vouched, now)
            grant = await _grant(
                session,
                vouched,
                client,
                user_id,
                scopes=decided.tokens["scope"].split(),
                now=now,
            )
            await repository.remove_ended_tokens(session, grant.org_id, now, grant_id=grant.id)
            row = access_row(grant, decided.tokens, now, proof_key=request.proof_key)
            await repository.add(session, row)
    return decided


async def _believe(oauth: OAuth, assertion: str, client: Client) -> Vouched:
    try:
        header = jwt.get_unverified_header(assertion)
        claimed = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
    except (jwt.PyJWTError, ValueError):
        raise InvalidGrantError("The assertion cannot be read.") from None
    trusted = oauth.settings.assertion_issuers.get(claimed) if isinstance(claimed, str) else None
    if trusted is None:
        raise InvalidGrantError("The hub does not take this issuer's word.")
    if header.get("typ") != _TYPE or header.get("alg") not in ALGORITHMS:
        raise InvalidGrantError(f"An assertion is of the type {_TYPE}, signed asymmetrically.")
    key = await oauth.keys.find(trusted.jwks_url, str(header.get("kid")))
    if key is None or key.algorithm_name != header["alg"]:
        raise InvalidGrantError("The issuer has no such key.")
    try:
        said = jwt.decode(
            assertion,
            key,
            algorithms=[header["alg"]],
            audience=oauth.issuer,
            issuer=claimed,
            leeway=_LEEWAY_S,
            options={"require": _NEEDED, "strict_aud": True},
        )
    except (jwt.PyJWTError, ValueError) as error:
        why = str(error).replace('"', "'")  # which OAuth's descriptions may not hold
        raise InvalidGrantError(f"The assertion does not hold: {why}") from None
    return _read(oauth, said, client, trusted.organization_id)


def _read(oauth: OAuth, said: Mapping[str, Any], client: Client, org_id: str) -> Vouched:
    words = {name: said[name] for name in ("iss", "sub", "jti", "client_id")}
    if not all(isinstance(w, str) and 0 < len(w) <= _LONGEST_TEXT for w in words.values()):
        raise InvalidGrantError("A claim of the assertion is no text.")
    if words["client_id"] != client.id:
        raise InvalidGrantError("The assertion was made for another client.")
    if said["exp"] - said["iat"] > _LONGEST_S:
        raise InvalidGrantError("The assertion lasts too long.")
    asked = said.get("resource")
    resource = resource_named(oauth.issuer, asked) if isinstance(asked, str | None) else None
    if resource is None:
        raise InvalidGrantError("The assertion is for a resource that is none of this hub.")
    email, scope = said.get("email"), said.get("scope")
    known = isinstance(email, str) and said.get("email_verified", True) is True
    return Vouched(
        org_id=org_id,
        issuer=words["iss"],
        subject=words["sub"],
        email=email if known else None,
        resource=resource,
        scopes=frozenset(scope.split()) if isinstance(scope, str) else None,
        mark=digest(f"{words['iss']}\n{words['jti']}"),
        expires_at=datetime.fromtimestamp(said["exp"] + _LEEWAY_S, oauth.identity.clock().tzinfo),
    )


async def _person(session: AsyncSession, vouched: Vouched) -> tuple[str, str]:
    """Who is meant, and their role in the organization.

    A person is known by the issuer and its subject. The first time by a verified address: and then
    an address that the provider gives to somebody else leads nowhere.
    """
    user_id = await repository.find_subject(
        session, vouched.org_id, vouched.issuer, vouched.subject
    )
    known = user_id is not None
    if user_id is None and vouched.email is not None:
        account = await people.find_sign_in(session, vouched.email)
        user_id = None if account is None else account.user_id
    member = (
        None if user_id is None else await people.get_membership(session, vouched.org_id, user_id)
    )
    if user_id is None or member is None or member.status != "active":
        raise InvalidGrantError("Nobody of the organization is meant by this.")
    if not known:
        link = OAuthSubject(
            org_id=vouched.org_id, issuer=vouched.issuer, subject=vouched.subject, user_id=user_id
        )
        if not await repository.add_subject(session, link):
            raise InvalidGrantError("The issuer knows this person by another subject.")
    return user_id, member.role


async def _use_once(session: AsyncSession, vouched: Vouched, now: datetime) -> None:
    used = OAuthAssertion(mark=vouched.mark, org_id=vouched.org_id, expires_at=vouched.expires_at)
    if not await repository.use_assertion(session, used, now):
        raise InvalidGrantError("The assertion was used before.")


async def _grant(
    session: AsyncSession,
    vouched: Vouched,
    client: Client,
    user_id: str,
    *,
    scopes: list[str],
    now: datetime,
) -> OAuthGrant:
    """One per person, client and address; renewed by each assertion, and ended like any other."""
    resource, ends = vouched.resource, now + ACCESS_LIFE
    found = await repository.find_vouched_grant(
        session, vouched.org_id, user_id=user_id, client_id=client.id, resource=resource.uri
    )
    if found is not None:
        found.scopes, found.last_used_at, found.expires_at = scopes, now, ends
        await session.flush()
        return found
    grant = OAuthGrant(
        id=new_id("grt"),
        org_id=vouched.org_id,
        user_id=user_id,
        client_id=client.id,
        client_name=client.name,
        resource=resource.uri,
        scopes=scopes,
        agent_ids=None if resource.agent_id is None else [resource.agent_id],
        redirect_uri=repository.VOUCHED,
        code_hash=digest(mint(CODE)),
        code_challenge="",
        code_expires_at=now,
        code_used_at=now,
        created_at=now,
        expires_at=ends,
        last_used_at=now,
    )
    await repository.add(session, grant)
    after = grant.model_dump() | {"reason": f"vouched for by {vouched.issuer}"}
    entry = audit.Entry("oauth_grant.created", grant.org_id, grant.id, after=after)
    await audit.record(session, entry, by=audit.Actor("user", user_id))
    return grant
