"""What an organization's directory says of its people, and the role that a group gives."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.people import People, Personal, normalized, personal
from hub.kit.tables import (
    bytes_field,
    citext_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    time_field,
)

_NULLABLE: Any = JSONB(none_as_null=True)


def index_of(people: People, org_id: str, kind: str, value: str) -> bytes:
    """By which an entry is found: `kind` is user_name, email or external_id. Of one organization:
    the same person's entry in another has another."""
    return people.index(f"directory/{kind}", f"{org_id}/{value}")


def _user_name(people: People, row: Mapping[str, Any]) -> bytes:
    return index_of(people, row["org_id"], "user_name", row["user_name"].casefold())


def _email(people: People, row: Mapping[str, Any]) -> bytes | None:
    email = row["email"]
    return None if email is None else index_of(people, row["org_id"], "email", normalized(email))


def _external(people: People, row: Mapping[str, Any]) -> bytes | None:
    given = row["document"].get("externalId")
    return None if given is None else index_of(people, row["org_id"], "external_id", str(given))


@personal(
    Personal(
        ("user_name", "subject", "email", "document", "search"),
        subject=None,
        indexes={
            "user_name_index": _user_name,
            "email_index": _email,
            "external_index": _external,
        },
    )
)
class DirectoryUser(Table, table=True):
    """One person in one organization's directory; `source` is `scim` or `ldap`.

    `user_id` is their account once they have a seat, and stays when the directory takes the seat
    away; `owned` says that the account was made here and is nobody else's. Until somebody takes
    the seat they were offered, `invitation_id` names the offer. `mapped_role` is the role that
    their groups gave them last. `document` is what the directory said, `search` the same as
    filters look at it; `subject` is the directory's own name for the entry. All of that is the
    organization's, and sealed under its key.
    """

    __tablename__ = "directory_users"
    __table_args__: Any = (
        UniqueConstraint("org_id", "source", "user_name"),
        UniqueConstraint("org_id", "source", "user_name_index"),
        Index("ix_directory_users_email_index", "org_id", "email_index"),
        Index("ix_directory_users_external_index", "org_id", "external_index"),
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
    user_name: str = citext_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    user_name_index: bytes | None = bytes_field(default=None, nullable=True)
    email_index: bytes | None = bytes_field(default=None, nullable=True)
    external_index: bytes | None = bytes_field(default=None, nullable=True)
    subject: str | None = text_field(default=None, nullable=True)
    email: str | None = citext_field(default=None, nullable=True)
    active: bool = True
    user_id: str | None = text_field(default=None, nullable=True, foreign_key="users.id")
    owned: bool = False
    invitation_id: str | None = text_field(default=None, nullable=True)
    mapped_role: str | None = text_field(default=None, nullable=True)
    document: dict[str, Any] = Field(sa_type=_NULLABLE, nullable=True)
    search: dict[str, Any] = Field(sa_type=_NULLABLE, nullable=True)
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
