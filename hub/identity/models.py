"""Organizations, users, memberships, sessions and API keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    citext_field,
    id_field,
    integer_field,
    text_field,
    texts_field,
    time_field,
)


class Organization(Table, table=True):
    """`type` is `team`, or `personal` for the hidden organization of a user without one."""

    __tablename__ = "organizations"

    id: str = id_field()
    type: str = text_field()
    name: str = text_field()
    status: str = text_field(default="active")
    created_at: datetime = time_field()


class User(Table, table=True):
    __tablename__ = "users"

    id: str = id_field()
    email: str = citext_field(unique=True)
    name: str = text_field()
    password_hash: str | None = text_field(default=None, nullable=True)
    platform_role: str | None = text_field(default=None, nullable=True)
    status: str = text_field(default="active")
    created_at: datetime = time_field()


class Membership(Table, table=True):
    """`role` is `admin`, `staff` or `member`."""

    __tablename__ = "memberships"

    org_id: str = id_field(foreign_key="organizations.id")
    user_id: str = id_field(foreign_key="users.id", index=True)
    role: str = text_field()
    status: str = text_field(default="active")
    created_at: datetime = time_field()


class Session(Table, table=True):
    """A signed-in browser or CLI. `token_hash` is SHA-256; the token is shown once."""

    __tablename__ = "sessions"

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id", index=True)
    user_id: str = text_field(foreign_key="users.id")
    token_hash: bytes = bytes_field(unique=True)
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    revoked_at: datetime | None = time_field(default=None, nullable=True)


class ApiKey(Table, table=True):
    """`mode` is `live` or `test`. `agent_ids` null means every enabled agent."""

    __tablename__ = "api_keys"
    __table_args__: Any = (Index("ix_api_keys_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    user_id: str = text_field(foreign_key="users.id")
    name: str = text_field()
    mode: str = text_field()
    display: str = text_field()
    key_hash: bytes = bytes_field(unique=True)
    scopes: list[str] = texts_field()
    agent_ids: list[str] | None = texts_field(default=None, nullable=True)
    requests_per_minute: int | None = integer_field(default=None, nullable=True)
    created_at: datetime = time_field()
    expires_at: datetime | None = time_field(default=None, nullable=True)
    revoked_at: datetime | None = time_field(default=None, nullable=True)


class Invitation(Table, table=True):
    """A seat offered to an e-mail address. It lapses when its inviter is no longer an admin."""

    __tablename__ = "invitations"
    __table_args__: Any = (Index("ix_invitations_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    email: str = citext_field()
    role: str = text_field()
    token_hash: bytes = bytes_field(unique=True)
    invited_by: str = text_field(foreign_key="users.id")
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    accepted_at: datetime | None = time_field(default=None, nullable=True)
    revoked_at: datetime | None = time_field(default=None, nullable=True)


class SetupLink(Table, table=True):
    """The way in while there is no platform administrator. Used once, then gone."""

    __tablename__ = "setup_links"

    token_hash: bytes = bytes_field(primary_key=True)
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
