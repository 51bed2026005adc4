"""Secrets of ours that somebody found in public: they end at once, and their owner is told.

Whoever reports one holds it, and could use it: nothing else has to be proven. What is no secret of
ours, or has ended, is answered the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import leaks_repository, repository
from hub.identity.credentials import (
    ACCESS,
    LIVE_KEY,
    REFRESH,
    SESSION,
    TEST_KEY,
    digest,
    prefix_of,
)
from hub.identity.domain import Identity
from hub.identity.events import PersonTold
from hub.identity.leaks_repository import Leaked

_KINDS: Final = {
    LIVE_KEY: "api_key",
    TEST_KEY: "api_key",
    SESSION: "session",
    ACCESS: "oauth_grant",
    REFRESH: "oauth_grant",
}
_ACTIONS: Final = {
    "api_key": "api_key.revoked",
    "session": "session.ended",
    "oauth_grant": "oauth_grant.revoked",
}
_WORDS: Final = {"api_key": "API key", "session": "session", "oauth_grant": "program's access"}
_NOWHERE: Final = "not said"


@dataclass(frozen=True, slots=True)
class Report:
    """`where` is an address that the finder names, if they do."""

    secret: str
    where: str | None


async def end(identity: Identity, reports: Sequence[Report]) -> None:
    """Within a second they open nothing, anywhere; of each the first report counts."""
    for report in reports:
        kind = _KINDS.get(prefix_of(report.secret) or "")
        if kind is None:
            continue
        async with identity.database.transaction() as session:
            found = await leaks_repository.find(session, kind, digest(report.secret))
        if found is not None:
            await _end(identity, found, report)


async def _end(identity: Identity, found: Leaked, report: Report) -> None:
    async with identity.database.transaction(found.org_id, user_id=found.user_id) as session:
        if not await leaks_repository.revoke(session, found, identity.clock()):
            return
        await _tell(identity, session, found, report)
        after: dict[str, Any] = {"reason": "leaked"}
        entry = audit.Entry(_ACTIONS[found.kind], found.org_id, found.id, after=after)
        await audit.record(session, entry, by=audit.ANONYMOUS)
    identity.authenticator.forget(report.secret)


async def _tell(identity: Identity, session: AsyncSession, found: Leaked, report: Report) -> None:
    user = await repository.get_user(session, found.user_id)
    if user is None:
        return
    told = PersonTold(
        org_id=found.org_id,
        notice="key_leaked",
        key=f"leaked:{found.id}",
        email=user.email,
        user_id=user.id,
        values={
            "what": _WORDS[found.kind],
            "name": await leaks_repository.name_of(session, found),
            "where": report.where or _NOWHERE,
        },
    )
    await identity.events.emit(session, told)
