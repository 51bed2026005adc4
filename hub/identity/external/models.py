"""Accounts elsewhere that sign a person in here."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint

from hub.kit.db import Table
from hub.kit.people import Personal, personal
from hub.kit.tables import bytes_field, citext_field, id_field, text_field, time_field


@personal(Personal(("email",), org=None))
class ExternalIdentity(Table, table=True):
    """Known by what its house calls itself and calls the person, and by nothing that can change.

    `provider` is the name in the settings, `email` what the house said when it was linked.
    """

    __tablename__ = "external_identities"
    __table_args__: Any = (UniqueConstraint("issuer", "subject"),)

    id: str = id_field()
    user_id: str = text_field(foreign_key="users.id", index=True)
    provider: str = text_field()
    issuer: str = text_field()
    subject: str = text_field()
    email: str | None = citext_field(default=None, nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    created_at: datetime = time_field()
    last_used_at: datetime | None = time_field(default=None, nullable=True)
