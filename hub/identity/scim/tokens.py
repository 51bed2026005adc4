"""The rules of the tokens with which a directory provisions. They are the organization's."""

from collections.abc import Sequence
from datetime import datetime

from hub.audit import public as audit
from hub.identity import repository as identity_repository
from hub.identity.credentials import SCIM, digest, mint
from hub.identity.directory.models import ScimToken
from hub.identity.domain import Identity
from hub.identity.errors import PersonalOrganization
from hub.identity.keys import KEY_LIFE_MAX
from hub.identity.principal import Principal
from hub.identity.scim import repository
from hub.identity.scim.errors import ScimTokenNotFound
from hub.identity.service import PERSONAL
from hub.kit.errors import InvalidInput
from hub.kit.ids import is_id, new_id


async def create(
    identity: Identity, who: Principal, name: str, expires_at: datetime | None
) -> tuple[ScimToken, str]:
    """The token, and the secret to show once.

    Raises:
        PersonalOrganization: a personal account has no directory.
        InvalidInput: the expiry has passed or is too far off.
    """
    now = identity.clock()
    if expires_at is not None and not now < expires_at <= now + KEY_LIFE_MAX:
        raise InvalidInput.at("/expires_at", "must lie ahead, within ten years")
    secret = mint(SCIM)
    token = ScimToken(
        id=new_id("sct"),
        org_id=who.org_id,
        name=name,
        token_hash=digest(secret),
        created_by=who.user_id,
        created_at=now,
        expires_at=expires_at,
    )
    async with identity.database.transaction(who.org_id) as session:
        organization = await identity_repository.get_organization(session, who.org_id)
        if organization is None or organization.type == PERSONAL:
            raise PersonalOrganization("Make an organization, then connect its directory.")
        await repository.add_token(session, token)
        after = {"name": name, "expires_at": expires_at}
        entry = audit.Entry("scim_token.created", who.org_id, token.id, after=after)
        await audit.record(session, entry)
    return token, secret


async def list_all(
    identity: Identity, who: Principal, *, after: str | None, limit: int
) -> Sequence[ScimToken]:
    async with identity.database.transaction(who.org_id) as session:
        return await repository.list_tokens(session, who.org_id, after=after, limit=limit)


async def revoke(identity: Identity, who: Principal, token_id: str) -> None:
    """Within a second it opens nothing. Revoking twice changes nothing.

    Raises:
        ScimTokenNotFound: none of the organization's.
    """
    async with identity.database.transaction(who.org_id) as session:
        known = (
            await repository.get_token(session, who.org_id, token_id)
            if is_id("sct", token_id)
            else None
        )
        if known is None:
            raise ScimTokenNotFound("There is no such SCIM token.")
        if known.revoked_at is not None:
            return
        await repository.revoke_token(session, who.org_id, token_id, identity.clock())
        before = {"name": known.name, "expires_at": known.expires_at}
        entry = audit.Entry("scim_token.revoked", who.org_id, token_id, before=before)
        await audit.record(session, entry)
