"""The rules of the record: an act and its event are one transaction, or neither happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import repository
from hub.audit.catalog import target_of
from hub.audit.context import Actor, current_actor, current_origin
from hub.audit.redaction import shown, text
from hub.kit.db import Connection
from hub.kit.ids import new_id

Outcome = Literal["success", "failure"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act, in the chain of the organization that it falls on.

    `before` and `after` may hold any fields of the target: only those that the catalog allows are
    kept. `as_platform` for acts that take an administrator of the platform.
    """

    action: str
    org_id: str
    target_id: str | None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome = "success"
    as_platform: bool = False


async def record(session: AsyncSession, entry: Entry, *, by: Actor | None = None) -> str:
    """Writes the event in this transaction, which must see the entry's organization.

    Call it last. From here to the commit this organization's other acts wait for this one: each
    event takes the place behind the one before. What the session still holds is written first, so
    that no lock is waited for while holding the chain's. Returns the event's ID.

    Raises:
        ValueError: the action is not in the catalog.
    """
    values = _values(entry, by)
    await session.flush()
    await repository.add(session, values)
    return str(values["id"])


async def record_on(connection: Connection, entry: Entry, *, by: Actor | None = None) -> None:
    """As `record`, in the transaction of a plain connection."""
    await repository.add_on(connection, _values(entry, by))


def _values(entry: Entry, by: Actor | None) -> dict[str, Any]:
    target = target_of(entry.action)
    actor = by or current_actor()
    origin = current_origin()
    return {
        "org_id": entry.org_id,
        "id": new_id("aud"),
        "actor_type": actor.type,
        "actor_id": actor.id,
        "credential_id": actor.credential_id,
        "as_platform": entry.as_platform,
        "action": entry.action,
        "target_type": target,
        "target_id": None if entry.target_id is None else text(entry.target_id, 100),
        "before": shown(target, entry.before),
        "after": shown(target, entry.after),
        "outcome": entry.outcome,
        "address": origin.address,
        "user_agent": origin.user_agent,
        "request_id": origin.request_id,
    }


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of two states, the fields that differ, as they were and as they are."""
    names = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    return {n: before.get(n) for n in names}, {n: after.get(n) for n in names}
