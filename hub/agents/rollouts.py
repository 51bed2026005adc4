"""Gradual roll-outs: a share of the organizations takes a version before it is everybody's.

Which ones do follows from the roll-out's ID and theirs, so that an organization stays where it is
while the share grows. Who pinned a version, or stays at one until they accept another, is not
touched; nor are the publisher's own people, who run the current one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository, service
from hub.agents.errors import NotPublished, RolloutNotFound, RolloutUnderWay
from hub.agents.models import Agent, AgentVersion
from hub.agents.rollout_models import Rollout, RolloutFigure
from hub.agents.shares import WHOLE, takes
from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.errors import Conflict
from hub.kit.ids import new_id

_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class RolloutBegins:
    """A version is about to be taken by some. Whoever hears it may refuse."""

    agent_id: str
    before: AgentVersion
    after: AgentVersion


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a roll-out; with another current version where it was completed."""

    rollout: Rollout
    before: AgentVersion
    after: AgentVersion

    @property
    def completed(self) -> bool:
        return self.rollout.status == "completed"


async def begin(
    session: AsyncSession,
    who: Principal,
    agent: Agent,
    version: AgentVersion,
    percent: int,
    *,
    now: datetime,
) -> Moved:
    """From the next run on, for so many of a hundred organizations.

    Raises:
        NotPublished: nobody runs a version yet that it could stand beside.
        RolloutUnderWay: another one has not ended.
        Conflict: the version is everybody's already.
    """
    current = await service.current_version(session, agent)
    if current is None:
        raise NotPublished("The first version is everybody's: publish it without a share.")
    if current.id == version.id:
        raise Conflict("This version is everybody's already.")
    if await live(session, agent.id) is not None:
        raise RolloutUnderWay("End the one that is under way first.")
    row = Rollout(
        id=new_id("rol"),
        agent_id=agent.id,
        org_id=agent.org_id,
        before_id=current.id,
        version_id=version.id,
        percent=percent,
        created_by=who.user_id,
        created_at=now,
        counted_from=now,
    )
    session.add(row)
    await session.flush()
    return Moved(row, current, version)


async def live(session: AsyncSession, agent_id: str, *, lock: bool = False) -> Rollout | None:
    query = select(Rollout).where(Rollout.agent_id == agent_id, col(Rollout.ended_at).is_(None))
    return (await session.exec(query.with_for_update() if lock else query)).one_or_none()


async def set_share(
    session: AsyncSession,
    who: Principal,
    agent_id: str,
    version: str,
    percent: int,
    *,
    now: datetime,
) -> Moved:
    """Begins a roll-out, or lets another share take its version; all of a hundred end it.

    Raises:
        AgentNotFound, VersionNotFound, NotPublished, Conflict: as for `begin`.
        RolloutUnderWay: of another version.
    """
    agent = await service.own_active(session, who.org_id, agent_id)
    wanted = await service.version_of(session, agent, version)
    row = await live(session, agent.id, lock=True)
    if row is not None and row.version_id != wanted.id:
        raise RolloutUnderWay("Another version is being rolled out. Roll it back first.")
    if row is None:
        moved = await begin(session, who, agent, wanted, percent, now=now)
        was = 0
    else:
        moved, was = await _moved(session, agent, row), row.percent
        row.percent = percent
    if percent == WHOLE:
        agent.current_version_id = wanted.id
        agent.updated_at = now
        await repository.add(session, agent)
        _end(moved.rollout, "completed", now)
    session.add(moved.rollout)
    await session.flush()
    verb = "rollout_completed" if percent == WHOLE else "rollout_set"
    await _record(session, verb, moved, before={"percent": was})
    return moved


async def pause(session: AsyncSession, who: Principal, agent_id: str, *, now: datetime) -> Moved:
    """Everybody is back at the version before, until it is resumed.

    Raises RolloutNotFound.
    """
    return await _turn(session, who, agent_id, "paused", now=now)


async def resume(session: AsyncSession, who: Principal, agent_id: str, *, now: datetime) -> Moved:
    """The same organizations take the version again, and are counted anew.

    Raises RolloutNotFound.
    """
    return await _turn(session, who, agent_id, "running", now=now)


async def roll_back(
    session: AsyncSession, who: Principal, agent_id: str, *, now: datetime
) -> Moved:
    """Everybody is back at the version before, for good.

    Raises RolloutNotFound.
    """
    return await _turn(session, who, agent_id, "rolled_back", now=now)


_VERBS: Final = {
    "paused": "rollout_paused",
    "running": "rollout_resumed",
    "rolled_back": "rollout_rolled_back",
}


async def _turn(
    session: AsyncSession, who: Principal, agent_id: str, status: str, *, now: datetime
) -> Moved:
    agent = await service.own(session, who.org_id, agent_id)
    row = await live(session, agent.id, lock=True)
    if row is None:
        raise RolloutNotFound("No version of this agent is being rolled out.")
    moved, was = await _moved(session, agent, row), row.status
    if was == status:
        return moved
    row.status = status
    if status == "running":
        row.counted_from = now
    if status == "rolled_back":
        _end(row, status, now)
    session.add(row)
    await session.flush()
    await _record(session, _VERBS[status], moved, before={"status": was})
    return moved


async def stop(session: AsyncSession, rollout_id: str, reason: str, *, now: datetime) -> bool:
    """The hub's own end of a roll-out that goes badly; whether it was under way still."""
    query = select(Rollout).where(Rollout.id == rollout_id, Rollout.status == "running")
    row = (await session.exec(query.with_for_update())).one_or_none()
    agent = None if row is None else await repository.find(session, row.agent_id)
    if row is None or agent is None:
        return False
    _end(row, "stopped", now)
    row.reason = reason
    session.add(row)
    await session.flush()
    await _record(session, "rollout_stopped", await _moved(session, agent, row), by=audit.SYSTEM)
    return True


async def supersede(session: AsyncSession, agent_id: str, *, now: datetime) -> None:
    """Another version is current: whatever was rolled out beside the one before is over."""
    row = await live(session, agent_id, lock=True)
    if row is not None:
        _end(row, "superseded", now)
        session.add(row)
        await session.flush()


def _end(row: Rollout, status: str, now: datetime) -> None:
    row.status = status
    row.ended_at = now


async def _moved(session: AsyncSession, agent: Agent, row: Rollout) -> Moved:
    before = await service.pinned(session, agent, row.before_id)
    after = await service.pinned(session, agent, row.version_id)
    assert before is not None  # versions are never deleted
    assert after is not None
    return Moved(row, before, after)


async def taken(session: AsyncSession, agent_id: str, org_id: str) -> str | None:
    """The version that this organization takes before it is everybody's, if any."""
    row = await live(session, agent_id)
    if row is None or row.status != "running" or row.org_id == org_id:
        return None
    return row.version_id if takes(row.id, org_id, row.percent) else None


async def past(
    session: AsyncSession, who: Principal, agent_id: str
) -> tuple[list[Moved], Sequence[RolloutFigure]]:
    """The owner's roll-outs of an agent, the newest first, with what is shown of them."""
    agent = await service.own(session, who.org_id, agent_id)
    query = select(Rollout).where(Rollout.agent_id == agent.id)
    rows = (await session.exec(query.order_by(col(Rollout.id).desc()).limit(_SHOWN))).all()
    found = [await _moved(session, agent, row) for row in rows]
    return found, await figures(session, [row.id for row in rows])


async def figures(session: AsyncSession, rollout_ids: Sequence[str]) -> Sequence[RolloutFigure]:
    """What is shown of these; to their owner alone."""
    query = select(RolloutFigure).where(col(RolloutFigure.rollout_id).in_(rollout_ids))
    order = (RolloutFigure.rollout_id, RolloutFigure.measure, RolloutFigure.version_id)
    return (await session.exec(query.order_by(*order))).all()


async def _record(
    session: AsyncSession,
    verb: str,
    moved: Moved,
    *,
    before: dict[str, Any] | None = None,
    by: audit.Actor | None = None,
) -> None:
    row = moved.rollout
    after = {"version": moved.after.version, "percent": row.percent, "status": row.status}
    entry = audit.Entry(
        f"agent.{verb}",
        row.org_id,
        row.agent_id,
        before=before or {},
        after=after | ({"reason": row.reason} if row.reason else {}),
    )
    await audit.record(session, entry, by=by)
