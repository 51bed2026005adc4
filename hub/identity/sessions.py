"""The rules of signed-in sessions: a person sees and ends their own, in every organization."""

from collections.abc import Sequence

from hub.audit import public as audit
from hub.identity import repository, sessions_repository
from hub.identity.confined import reach_of
from hub.identity.domain import Identity
from hub.identity.errors import AuthSessionNotFound
from hub.identity.models import Session
from hub.identity.principal import Principal
from hub.kit.ids import is_id


async def organizations_of(identity: Identity, user_id: str) -> list[str]:
    """Everywhere that the person has a seat."""
    async with identity.database.transaction(user_id=user_id) as session:
        return await repository.organization_ids_of(session, user_id)


async def list_open(
    identity: Identity, principal: Principal, *, after: str | None, limit: int
) -> Sequence[Session]:
    """Newest first."""
    orgs = await reach_of(identity, principal)
    async with identity.database.transaction(orgs, user_id=principal.user_id) as session:
        return await sessions_repository.open_sessions(
            session, principal.user_id, now=identity.clock(), after=after, limit=limit
        )


async def end(identity: Identity, principal: Principal, session_id: str) -> None:
    """Within a second it opens nothing, anywhere. In the chain of the organization it was in.

    Raises:
        AuthSessionNotFound: none of one's own, or it has ended.
    """
    orgs = await reach_of(identity, principal)
    now = identity.clock()
    async with identity.database.transaction(orgs, user_id=principal.user_id) as session:
        known = (
            await sessions_repository.find_open(session, principal.user_id, session_id, now=now)
            if is_id("ses", session_id)
            else None
        )
        if known is None:
            raise AuthSessionNotFound("You have no such session, or it has ended.")
        await repository.revoke_session(session, known.org_id, known.id, now)
        await audit.record(session, audit.Entry("session.ended", known.org_id, known.id))


async def end_others(identity: Identity, principal: Principal, session_id: str) -> int:
    """All but this one. How many there were; without any, nothing is recorded."""
    orgs = await reach_of(identity, principal)
    async with identity.database.transaction(orgs, user_id=principal.user_id) as session:
        ended = await sessions_repository.revoke_others(
            session, principal.user_id, kept=session_id, now=identity.clock()
        )
        if ended:
            entry = audit.Entry(
                "user.sessions_ended", principal.org_id, principal.user_id, after={"count": ended}
            )
            await audit.record(session, entry)
    return ended
