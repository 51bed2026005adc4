"""Every SQL statement of notifications that is not the worker's."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.people import sealed_values
from hub.notifications.models import Message, Notification, Preference


async def add_message(session: AsyncSession, message: Message) -> bool:
    """Whether it is new: the same event is told to the same address once."""
    return await _add(session, message)


async def add_notification(session: AsyncSession, notification: Notification) -> bool:
    """Whether it is new: the same event is told to the same person once."""
    return await _add(session, notification)


async def _add(session: AsyncSession, row: Message | Notification) -> bool:
    # Without naming the conflict, which would need the right to see what is there
    values = await sealed_values(session, row)
    statement = insert(type(row)).values(values).on_conflict_do_nothing()
    connection = await session.connection()
    done = await connection.execute(statement, execution_options={"preserve_rowcount": True})
    return done.rowcount == 1


async def list_notifications(
    session: AsyncSession, user_id: str, *, unread: bool, after: str | None, limit: int
) -> Sequence[Notification]:
    """The newest first, without the categories that the person keeps out of the inbox."""
    silent = select(Preference.category).where(
        Preference.user_id == user_id, col(Preference.inbox).is_(False)
    )
    query = (
        select(Notification)
        .where(Notification.user_id == user_id, col(Notification.category).not_in(silent))
        .order_by(col(Notification.id).desc())
        .limit(limit)
    )
    if unread:
        query = query.where(col(Notification.read_at).is_(None))
    if after:
        query = query.where(Notification.id < after)
    return (await session.exec(query)).all()


async def mark_read(
    session: AsyncSession, user_id: str, now: datetime, *, notification_id: str | None = None
) -> None:
    """One of them, or all; what was read stays read at the time it was."""
    query = update(Notification).where(
        col(Notification.user_id) == user_id, col(Notification.read_at).is_(None)
    )
    if notification_id is not None:
        query = query.where(col(Notification.id) == notification_id)
    await session.exec(query.values(read_at=now))


async def get_notification(
    session: AsyncSession, user_id: str, notification_id: str
) -> Notification | None:
    query = select(Notification).where(
        Notification.user_id == user_id, Notification.id == notification_id
    )
    return (await session.exec(query)).one_or_none()


async def everything_of(session: AsyncSession, user_id: str) -> Sequence[Notification]:
    query = select(Notification).where(Notification.user_id == user_id)
    return (await session.exec(query.order_by(col(Notification.id).desc()))).all()


async def preferences_of(session: AsyncSession, user_id: str) -> dict[str, Preference]:
    rows = await session.exec(select(Preference).where(Preference.user_id == user_id))
    return {row.category: row for row in rows}


async def set_preference(session: AsyncSession, preference: Preference) -> None:
    statement = insert(Preference).values(preference.model_dump())
    changes = {name: statement.excluded[name] for name in ("email", "inbox", "updated_at")}
    await session.exec(
        statement.on_conflict_do_update(index_elements=["user_id", "category"], set_=changes)
    )


async def list_messages(
    session: AsyncSession, *, status: str | None, after: str | None, limit: int
) -> Sequence[Message]:
    """For the platform alone: its transaction sees every organization's."""
    query = select(Message).order_by(col(Message.id).desc()).limit(limit)
    if status is not None:
        query = query.where(Message.status == status)
    if after:
        query = query.where(Message.id < after)
    return (await session.exec(query)).all()


async def get_message(session: AsyncSession, message_id: str) -> Message | None:
    return await session.get(Message, message_id)
