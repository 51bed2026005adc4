"""What an organization's directory says of its people, and the role that a group gives."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    citext_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    time_field,
)


class DirectoryUser(Table, table=True):
    """One person in one organization's directory; `source` is `scim` or `ldap`.

    `user_id` is their account once they have a seat, and stays when the directory takes the seat
    away; `owned` says that the account was made here and is nobody else's. Until somebody takes
    the seat they were offered, `invitation_id` names the offer. `mapped_role` is the role that
    their groups gave them last. `document` is what the directory said, `search` the same as
    filters look at it; `subject` is the directory's own name for the entry.
    """

    __tablename__ = "directory_users"
    __table_args__: Any = (
        UniqueConstraint("org_id", "source", "user_name"),
        Index("ix_directory_users_org_id_user_id", "org_id", "user_id"),
        Index(
            "ix_directory_users_search",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "jsonb_path_ops"},
        ),
    )

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    source: str = text_field()
    user_name: str = citext_field()
    subject: str | None = text_field(default=None, nullable=True)
    email: str | None = citext_field(default=None, nullable=True)
    active: bool = True
    user_id: str | None = text_field(default=None, nullable=True, foreign_key="users.id")
    owned: bool = False
    invitation_id: str | None = text_field(default=None, nullable=True)
    mapped_role: str | None = text_field(default=None, nullable=True)
    document: dict[str, Any] = json_field()
    search: dict[str, Any] = json_field()
    created_at: datetime = time_field()
    modified_at: datetime = time_field()
    version: int = integer_field(default=1)


class DirectoryGroup(Table, table=True):
    __tablename__ = "directory_groups"
    __table_args__: Any = (UniqueConstraint("org_id", "name"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    name: str = citext_field()
    document: dict[str, Any] = json_field()
    search: dict[str, Any] = json_field()
    created_at: datetime = time_field()
    modified_at: datetime = time_field()
    version: int = integer_field(default=1)


class DirectoryMember(Table, table=True):
    __tablename__ = "directory_members"

    group_id: str = id_field(foreign_key="directory_groups.id", ondelete="CASCADE")
    member_id: str = id_field(foreign_key="directory_users.id", ondelete="CASCADE", index=True)
    org_id: str = text_field()


class DirectoryRole(Table, table=True):
    """Who is in a group of this name has this role; of several the widest counts."""

    __tablename__ = "directory_roles"

    org_id: str = id_field(foreign_key="organizations.id")
    group_name: str = citext_field(primary_key=True)
    role: str = text_field()


class DirectoryConnection(Table, table=True):
    """The organization's LDAP server. `password` is sealed; null for an anonymous search."""

    __tablename__ = "directory_connections"

    org_id: str = id_field(foreign_key="organizations.id")
    settings: dict[str, Any] = json_field()
    password: bytes | None = bytes_field(default=None, nullable=True)
    updated_at: datetime = time_field()
    updated_by: str = text_field()


class ScimToken(Table, table=True):
    """What a directory provisions with. The organization's, whatever becomes of who made it."""

    __tablename__ = "scim_tokens"
    __table_args__: Any = (Index("ix_scim_tokens_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    name: str = text_field()
    token_hash: bytes = bytes_field(unique=True)
    created_by: str = text_field(foreign_key="users.id")
    created_at: datetime = time_field()
    expires_at: datetime | None = time_field(default=None, nullable=True)
    revoked_at: datetime | None = time_field(default=None, nullable=True)
