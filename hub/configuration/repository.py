"""The SQL of the configuration. Each needs a transaction that sees the platform's organization."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.configuration.models import ConfigurationDraft, ConfigurationVersion
from hub.kit.db import Connection

_LATEST: Final = """
    select version, "values" from configuration_versions order by version desc limit 1
"""
_LOCK: Final = "select pg_advisory_xact_lock(hashtext('laelia.configuration'))"


async def read_latest(connection: Connection) -> tuple[int, dict[str, Any]]:
    """The version in force and its values; (0, {}) before the first."""
    row = await (await connection.execute(_LATEST)).fetchone()
    return (0, {}) if row is None else (row[0], row[1])


async def lock(session: AsyncSession) -> None:
    """One at a time applies."""
    await (await session.connection()).execute(text(_LOCK))


async def latest(session: AsyncSession) -> ConfigurationVersion | None:
    statement = select(ConfigurationVersion).order_by(col(ConfigurationVersion.version).desc())
    return (await session.exec(statement.limit(1))).first()


async def get_version(session: AsyncSession, version: int) -> ConfigurationVersion | None:
    return await session.get(ConfigurationVersion, version)


async def list_versions(
    session: AsyncSession, *, before: int | None, limit: int
) -> Sequence[ConfigurationVersion]:
    """The newest first."""
    statement = select(ConfigurationVersion).order_by(col(ConfigurationVersion.version).desc())
    if before is not None:
        statement = statement.where(col(ConfigurationVersion.version) < before)
    return (await session.exec(statement.limit(limit))).all()


async def add(session: AsyncSession, row: ConfigurationVersion | ConfigurationDraft) -> None:
    session.add(row)
    await session.flush()


async def get_draft(session: AsyncSession, draft_id: str) -> ConfigurationDraft | None:
    return await session.get(ConfigurationDraft, draft_id)


async def list_drafts(
    session: AsyncSession, *, after: str | None, limit: int
) -> Sequence[ConfigurationDraft]:
    """Those that wait, the newest first."""
    statement = select(ConfigurationDraft).where(col(ConfigurationDraft.status) == "open")
    if after is not None:
        statement = statement.where(col(ConfigurationDraft.id) < after)
    statement = statement.order_by(col(ConfigurationDraft.id).desc()).limit(limit)
    return (await session.exec(statement)).all()


async def close_draft(
    session: AsyncSession, draft_id: str, status: str, *, version: int | None = None
) -> bool:
    """Whether it still waited: of two at once, one applies it."""
    done = await session.exec(
        update(ConfigurationDraft)
        .where(col(ConfigurationDraft.id) == draft_id, col(ConfigurationDraft.status) == "open")
        .values(status=status, version=version)
        .execution_options(synchronize_session=False)
    )
    return done.rowcount == 1
