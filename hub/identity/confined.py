"""A session for which an organization's directory or provider vouches is worth nothing elsewhere.

Whoever runs it can be anybody in it. They are let in where it counts: the
person's other organizations, and what they are doing there, stay theirs.
"""

from typing import Final

from hub.identity import repository, sessions_repository
from hub.identity.domain import Identity
from hub.identity.errors import StaysHere
from hub.identity.principal import Principal

VOUCHED: Final = frozenset({"ldap", "sso"})


async def is_confined(identity: Identity, principal: Principal) -> bool:
    """Whether this caller acts in one organization alone."""
    if principal.session_id is None:
        return principal.key_id is not None
    async with identity.database.transaction(principal.org_id) as session:
        method = await sessions_repository.method_of(
            session, principal.org_id, principal.session_id
        )
    return method in VOUCHED


async def reach_of(identity: Identity, principal: Principal) -> list[str]:
    """The organizations of which this caller may know that the person is in them."""
    if await is_confined(identity, principal):
        return [principal.org_id]
    async with identity.database.transaction(user_id=principal.user_id) as session:
        return await repository.organization_ids_of(session, principal.user_id)


async def require_free(identity: Identity, principal: Principal) -> None:
    """Raises StaysHere."""
    if await is_confined(identity, principal):
        raise StaysHere("Sign in yourself to enter another organization.")
