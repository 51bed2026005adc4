"""Versions that ask for more: their buyers stay where they are until they say yes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.audit import public as audit
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.kit.errors import Conflict
from hub.marketplace.permissions import asks_for_more


async def current_changed(session: AsyncSession, event: agents.CurrentChanged) -> None:
    """Who followed the version before goes on to this one, unless it asks for more than that. Who
    stayed at an earlier one goes on, if it asks for no more than theirs."""
    before, after = event.before, event.after
    if before is None or before.id == after.id:
        return
    held = await entitlements.held_versions(session, event.agent_id)
    known = await agents.find_versions(session, held)
    hold = entitlements.Hold(
        agent_id=event.agent_id,
        before=before.id,
        after=after.id,
        asks_for_more=bool(asks_for_more(before.manifest, after.manifest)),
        released=[
            version_id
            for version_id, version in known.items()
            if not asks_for_more(version.manifest, after.manifest)
        ],
    )
    await entitlements.hold_versions(session, hold)


async def rollout_begins(session: AsyncSession, event: agents.RolloutBegins) -> None:
    """Nobody takes what asks for more without a yes of their own.

    Raises RolloutAsksForMore.
    """
    del session
    if more := asks_for_more(event.before.manifest, event.after.manifest):
        raise agents.RolloutAsksForMore(
            "Make it current: whoever has the agent goes on to it once they accept. It asks for"
            f" more: {' '.join(more)}"
        )


@dataclass(frozen=True, slots=True)
class Update:
    """What a buyer has, and what they would say yes to. `offered` is null where nothing waits."""

    entitlement: entitlements.Entitlement
    used: Any
    offered: Any | None
    between: Sequence[agents.Change]

    @property
    def asks_for_more(self) -> list[str]:
        if self.offered is None:
            return []
        return asks_for_more(self.used.manifest, self.offered.manifest)

    @property
    def differences(self) -> list[dict[str, Any]]:
        """In what may be seen of both."""
        if self.offered is None:
            return []
        return _differences(
            agents.public_part(self.used.manifest), agents.public_part(self.offered.manifest)
        )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"field": name, "before": before.get(name), "after": after.get(name)}
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


async def update_of(
    session: AsyncSession, who: Principal, agent_id: str, *, now: datetime
) -> Update:
    """Of the right by which the caller uses the agent: their own, else their organization's.

    Raises:
        AgentNotFound: they have not enabled it, or there is none.
    """
    enabled = await entitlements.find_enabled(
        session, org_id=who.org_id, user_id=who.user_id, agent_ids=[agent_id], now=now
    )
    offered = (await agents.find_offered(session, [agent_id])).get(agent_id)
    right = enabled.get(agent_id)
    if right is None or offered is None:
        raise entitlements.AgentNotFound("You have enabled no agent with this ID.")
    used = right.version_id or right.held_version_id
    if used is None:
        used = await agents.taken_version(session, agent_id, who.org_id) or offered.version_id
    wanted = [one for one in (used, right.offered_version_id) if one is not None]
    versions = await agents.find_versions(session, wanted)
    waits = versions.get(right.offered_version_id or "")
    between = await agents.changes(session, agent_id) if waits is not None else []
    return Update(right, versions[used], waits, _between(between, used))


def _between(changes: Sequence[agents.Change], used: str) -> list[agents.Change]:
    """Those after the version in use, the newest first."""
    ids = [change.version.id for change in changes]
    return list(changes[: ids.index(used)] if used in ids else changes)


async def accept(
    session: AsyncSession, who: Principal, agent_id: str, version: str, *, now: datetime
) -> Update:
    """From the next run on.

    Raises:
        AgentNotFound: the caller has not enabled it, or there is none.
        ScopeMissing: it is their organization's right, and they are a member.
        Conflict: no version waits, or it is another one than they were shown.
    """
    update = await update_of(session, who, agent_id, now=now)
    if update.entitlement.user_id is None:
        who.require("agents:write")
    if update.offered is None:
        raise Conflict("You use its current version already.")
    if update.offered.version != version:
        raise Conflict(
            f"It is {update.offered.version} that waits. Look at it first.",
            version=update.offered.version,
        )
    accepted = await entitlements.accept_version(
        session, org_id=who.org_id, entitlement_id=update.entitlement.id
    )
    entry = audit.Entry(
        "entitlement.accepted",
        who.org_id,
        accepted.id,
        before=asdict(update.entitlement) | {"version_id": update.used.id},
        after=asdict(accepted) | {"version_id": update.offered.id},
    )
    await audit.record(session, entry)
    return await update_of(session, who, agent_id, now=now)
