"""The rules of changing the configuration: a draft, then a version that nobody changes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.configuration import repository
from hub.configuration.catalog import Values
from hub.configuration.errors import ConfigurationMoved, DraftNotFound, VersionUnknown
from hub.configuration.following import Following
from hub.configuration.models import ConfigurationDraft, ConfigurationVersion
from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.ids import PLATFORM_ORG, is_id, new_id


@dataclass(frozen=True, slots=True)
class Configuration:
    """Found by the endpoints at `app.state.configuration`."""

    database: Database
    following: Following
    clock: Clock


@dataclass(frozen=True, slots=True)
class Draft:
    """`values`: those in force where it was looked at, that its changes would replace."""

    row: ConfigurationDraft
    values: Values


@dataclass(frozen=True, slots=True)
class Version:
    """`before`: the values of the version that it followed."""

    row: ConfigurationVersion
    before: Values


async def version_in_force(configuration: Configuration) -> int:
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        latest = await repository.latest(session)
    return 0 if latest is None else latest.version


async def draft(configuration: Configuration, who: Principal, changes: Values, note: str) -> Draft:
    """Changes that wait to be applied, checked as they will be then.

    Raises:
        SettingUnknown, SettingLocked, InvalidInput: it could not be applied.
    """
    checked = configuration.following.live.checked(changes)
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        base, values = await _in_force(session)
        row = ConfigurationDraft(
            id=new_id("cfd"),
            base=base,
            changes=checked,
            note=note,
            status="open",
            created_by=who.user_id,
            created_at=configuration.clock(),
        )
        await repository.add(session, row)
        await _record(session, "drafted", row.id, after={"values": checked, "note": note})
    return Draft(row, values)


async def _in_force(session: AsyncSession) -> tuple[int, dict[str, Any]]:
    latest = await repository.latest(session)
    return (0, {}) if latest is None else (latest.version, latest.values)


async def list_drafts(
    configuration: Configuration, *, after: str | None, limit: int
) -> Sequence[Draft]:
    """Those that wait, with what they would replace now."""
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        _, values = await _in_force(session)
        rows = await repository.list_drafts(session, after=after, limit=limit)
    return [Draft(row, values) for row in rows]


async def _open_draft(session: AsyncSession, draft_id: str) -> ConfigurationDraft:
    found = await repository.get_draft(session, draft_id) if is_id("cfd", draft_id) else None
    if found is None or found.status != "open":
        raise DraftNotFound("There is no such draft that waits.")
    return found


async def discard(configuration: Configuration, draft_id: str) -> None:
    """Raises DraftNotFound: also when it was applied meanwhile."""
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        row = await _open_draft(session, draft_id)
        await _close(session, draft_id, "discarded")
        await _record(session, "discarded", draft_id, before={"values": row.changes})


async def _close(
    session: AsyncSession, draft_id: str, status: str, *, version: int | None = None
) -> None:
    """Of two who apply or discard it at once, one does. Raises DraftNotFound."""
    if not await repository.close_draft(session, draft_id, status, version=version):
        raise DraftNotFound("There is no such draft that waits.")


async def apply(configuration: Configuration, who: Principal, draft_id: str) -> Version:
    """The draft's values hold, in every process within seconds.

    Raises:
        DraftNotFound: none that waits.
        ConfigurationMoved: since it was made something else was applied.
        SettingLocked, InvalidInput: it does not fit any more.
    """
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        await repository.lock(session)
        row = await _open_draft(session, draft_id)
        base, before = await _in_force(session)
        if base != row.base:
            raise ConfigurationMoved(
                f"The draft was made upon version {row.base}, and {base} is in force. Draft anew."
            )
        changes = configuration.following.live.checked(row.changes)
        values = {name: value for name, value in (before | changes).items() if value is not None}
        made = await _add(
            configuration, session, who, values, note=row.note, number=base + 1, draft_id=row.id
        )
        await _close(session, draft_id, "applied", version=made.version)
        await _record_change(session, "applied", made, before)
    await _spread(configuration)
    return Version(made, before)


async def roll_back(
    configuration: Configuration, who: Principal, version: int, note: str
) -> Version:
    """The values of an earlier version hold again, as a new one; 0 is before the first.

    Raises:
        VersionUnknown: there is none.
    """
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        await repository.lock(session)
        wanted = await repository.get_version(session, version)
        base, before = await _in_force(session)
        if (wanted is None and version != 0) or base == 0:
            raise VersionUnknown("There is no such version.")
        values = {} if wanted is None else wanted.values
        made = await _add(
            configuration, session, who, values, note=note, number=base + 1, restored=version
        )
        await _record_change(session, "rolled_back", made, before)
    await _spread(configuration)
    return Version(made, before)


async def _add(
    configuration: Configuration,
    session: AsyncSession,
    who: Principal,
    values: Values,
    *,
    note: str,
    number: int,
    draft_id: str | None = None,
    restored: int | None = None,
) -> ConfigurationVersion:
    made = ConfigurationVersion(
        version=number,
        values=dict(values),
        note=note,
        applied_by=who.user_id,
        applied_at=configuration.clock(),
        draft_id=draft_id,
        restored=restored,
    )
    await repository.add(session, made)
    return made


async def _spread(configuration: Configuration) -> None:
    """Here at once, elsewhere as soon as they hear of it."""
    await configuration.following.refresh()
    await configuration.following.tell()


async def history(
    configuration: Configuration, *, before: int | None, limit: int
) -> Sequence[Version]:
    """The newest first, each with what it followed; one more than `limit` says that there are."""
    async with configuration.database.transaction(PLATFORM_ORG) as session:
        rows = await repository.list_versions(session, before=before, limit=limit + 1)
    earlier: list[Values] = [row.values for row in rows[1:]]
    if len(rows) <= limit:
        earlier.append({})
    return [Version(row, was) for row, was in zip(rows, earlier, strict=False)]


async def _record_change(
    session: AsyncSession, verb: str, made: ConfigurationVersion, before: Values
) -> None:
    was, now = audit.changes(before, made.values)
    after = {"values": now, "version": made.version, "note": made.note}
    await _record(session, verb, str(made.version), before={"values": was}, after=after)


async def _record(
    session: AsyncSession,
    verb: str,
    target: str,
    *,
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    entry = audit.Entry(
        f"configuration.{verb}",
        PLATFORM_ORG,
        target,
        before=before or {},
        after=after or {},
        as_platform=True,
    )
    await audit.record(session, entry)
