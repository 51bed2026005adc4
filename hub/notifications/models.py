"""What people are told: in their inbox, and by messages that wait to be delivered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.people import People, Personal, normalized, personal
from hub.kit.tables import bytes_field, id_field, integer_field, text_field, time_field


def _recipient(people: People, row: Mapping[str, Any]) -> bytes:
    return people.index("recipient", normalized(row["recipient"]))


@personal(Personal(("subject", "text")))
class Notification(Table, table=True):
    """One entry of a person's inbox. `org_id` is where its cause happened, which may be an
    organization that the person is no member of."""

    __tablename__ = "notifications"
    __table_args__: Any = (
        UniqueConstraint("user_id", "event_key"),
        Index("ix_notifications_user_id_id", "user_id", "id"),
    )

    id: str = id_field()
    org_id: str = text_field()
    user_id: str = text_field()
    event_key: str = text_field()
    template: str = text_field()
    category: str = text_field()
    subject: str = text_field(nullable=True)
    text: str = text_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    created_at: datetime = time_field()
    read_at: datetime | None = time_field(default=None, nullable=True)


@personal(Personal(("recipient", "subject"), indexes={"recipient_index": _recipient}))
class Message(Table, table=True):
    """One email. `body` is sealed, since it may hold a link that works once; it goes when it has
    been sent.

    `status` is waiting, sending, sent, muted (the person does not want it), expired or failed.
    While it is waiting or sending, `next_at` is when it is tried next.
    """

    __tablename__ = "notification_messages"
    __table_args__: Any = (
        UniqueConstraint("org_id", "recipient", "event_key"),
        UniqueConstraint("org_id", "recipient_index", "event_key"),
        Index(
            "ix_notification_messages_due",
            "next_at",
            postgresql_where="status in ('waiting', 'sending')",
        ),
    )

    id: str = id_field()
    org_id: str = text_field()
    event_key: str = text_field()
    template: str = text_field()
    category: str = text_field()
    user_id: str | None = text_field(default=None, nullable=True)
    recipient: str = text_field(nullable=True)
    subject: str = text_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    recipient_index: bytes | None = bytes_field(default=None, nullable=True)
    body: bytes | None = bytes_field(default=None, nullable=True)
    status: str = text_field()
    attempts: int = integer_field(default=0)
    error: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    next_at: datetime = time_field()
    expires_at: datetime | None = time_field(default=None, nullable=True)
    sent_at: datetime | None = time_field(default=None, nullable=True)


class Preference(Table, table=True):
    """How one person wants to be told of one category. No row: in every way there is."""

    __tablename__ = "notification_preferences"

    user_id: str = id_field()
    category: str = id_field()
    email: bool
    inbox: bool
    updated_at: datetime = time_field()
