"""What is different since a moderator last let it be, in places that a person can read."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.marketplace.models import Listing, ModerationCase, ModerationDecision
from hub.marketplace.subjects import subject_of

_LET_BE: Final = ("approve", "keep", "reinstate", "restore")
# What changes by itself, or says nothing of what is judged.
_BESIDE: Final = frozenset({"id", "status", "created_at", "version_id", "helpful", "notice"})
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """At `place` (`description`, `manifest/instructions`): None where there was, or is, nothing."""

    place: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """`against`: decision (what a moderator let be), version (the agent's version before), or
    nothing, where this is the first."""

    against: str
    differences: list[Difference]

    def shown(self) -> dict[str, Any]:
        return asdict(self)


async def snapshot(session: AsyncSession, case: ModerationCase) -> dict[str, Any] | None:
    """All that a moderator judges: the subject, and of a listing its agent's manifest too."""
    subject = await subject_of(session, case)
    if subject is None or case.queue != "listings":
        return subject
    return subject | {"manifest": await _manifest(session, case.subject_id)}


async def _manifest(session: AsyncSession, listing_id: str) -> dict[str, Any] | None:
    listing = await session.get(Listing, listing_id)
    if listing is None:
        return None
    offered = await agents.find_offered(session, [listing.agent_id])
    found = offered.get(listing.agent_id)
    return None if found is None else found.manifest


async def compare(session: AsyncSession, case: ModerationCase) -> Compared:
    """The transaction must see whose it is."""
    now = await snapshot(session, case)
    before = await _let_be(session, case)
    if now is not None and before is not None:
        return Compared("decision", list(_between(before, now))[:_MOST])
    if case.queue == "listings" and now is not None:
        changes = await agents.changes(session, now["agent_id"])
        if changes and changes[0].before is not None:
            pair = {"manifest": changes[0].before}, {"manifest": changes[0].version.manifest}
            return Compared("version", list(_between(*pair))[:_MOST])
    return Compared("nothing", [])


async def _let_be(session: AsyncSession, case: ModerationCase) -> dict[str, Any] | None:
    query = (
        select(ModerationDecision.subject)
        .join(ModerationCase, col(ModerationCase.id) == col(ModerationDecision.case_id))
        .where(
            ModerationCase.subject_id == case.subject_id,
            ModerationCase.id != case.id,
            ModerationDecision.status == "effective",
            col(ModerationDecision.action).in_(_LET_BE),
            col(ModerationDecision.subject).is_not(None),
        )
        .order_by(col(ModerationDecision.id).desc())
        .limit(1)
    )
    found = (await session.exec(query)).first()
    return None if found is None else dict(found)


def _between(before: Any, after: Any, place: str = "") -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            if place or key not in _BESIDE:
                deeper = f"{place}/{key}" if place else str(key)
                yield from _between(before.get(key), after.get(key), deeper)
        return
    yield Difference(place, before, after)
