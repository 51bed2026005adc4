"""Organizations, users, memberships, and everything that they sign in with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.people import People, Personal, domain_of, normalized, personal
from hub.kit.tables import (
    bytes_field,
    citext_field,
    id_field,
    integer_field,
    text_field,
    texts_field,
    time_field,
)

SIGN_IN: Final = "sign-in"
DOMAIN: Final = "domain"
DEVICE: Final = "device"


def device_index(people: People, network: str | None, user_agent: str | None) -> bytes:
    """By which a network and a program are known again."""
    return people.index(DEVICE, f"{network or ''}\n{user_agent or ''}")


def _device(people: People, row: Mapping[str, Any]) -> bytes:
    return device_index(people, row["network"], row["user_agent"])


@personal(Personal(("name",), subject="owner_id", org="id", only=("type", "personal")))
class Organization(Table, table=True):
    """`type` is `team`, or `personal` for the hidden organization of a user without one.

    `status` is active, suspended (by the platform), deleting (its owner asked for its end at
    `delete_at`, and may still take that back) or deleted. `owner_id` is the admin whom no other
    admin removes, and who alone hands it on or ends it. The name of a personal one is its person's.
    """

    __tablename__ = "organizations"
    __table_args__: Any = (
        Index("ix_organizations_delete_at", "delete_at", postgresql_where="delete_at is not null"),
    )

    id: str = id_field()
    type: str = text_field()
    name: str = text_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    status: str = text_field(default="active")
    created_at: datetime = time_field()
    owner_id: str | None = text_field(default=None, nullable=True)
    status_reason: str | None = text_field(default=None, nullable=True)
    status_at: datetime | None = time_field(default=None, nullable=True)
    delete_at: datetime | None = time_field(default=None, nullable=True)


class OrganizationTransfer(Table, table=True):
    """An organization that its owner offers to a member, until they accept."""

    __tablename__ = "organization_transfers"

    org_id: str = id_field(foreign_key="organizations.id")
    from_user: str = text_field()
    to_user: str = text_field()
    created_at: datetime = time_field()
    expires_at: datetime = time_field()


@personal(
    Personal(
        ("email", "name"),
        subject="id",
        org=None,
        indexes={
            "email_index": lambda people, row: people.index(SIGN_IN, normalized(row["email"])),
            "domain_index": lambda people, row: people.index(DOMAIN, domain_of(row["email"])),
        },
    )
)
class User(Table, table=True):
    """`status` is active or suspended (by the platform). `wrapped_key` is the person's own key,
    and gone since `erased_at`: then nothing opens what is theirs.
    """

    __tablename__ = "users"

    id: str = id_field()
    email: str = citext_field(unique=True, nullable=True)
    name: str = text_field(nullable=True)
    wrapped_key: bytes | None = bytes_field(default=None, nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    email_index: bytes | None = bytes_field(default=None, nullable=True, unique=True)
    domain_index: bytes | None = bytes_field(default=None, nullable=True, index=True)
    erased_at: datetime | None = time_field(default=None, nullable=True)
    password_hash: str | None = text_field(default=None, nullable=True)
    platform_role: str | None = text_field(default=None, nullable=True)
    status: str = text_field(default="active")
    created_at: datetime = time_field()
    email_verified_at: datetime | None = time_field(default=None, nullable=True)
    status_reason: str | None = text_field(default=None, nullable=True)
    status_at: datetime | None = time_field(default=None, nullable=True)


class Membership(Table, table=True):
    """`role` is `admin`, `staff` or `member`."""

    __tablename__ = "memberships"

    org_id: str = id_field(foreign_key="organizations.id")
    user_id: str = id_field(foreign_key="users.id", index=True)
    role: str = text_field()
    status: str = text_field(default="active")
    created_at: datetime = time_field()


class Team(Table, table=True):
    """Some of an organization's members, under a name."""

    __tablename__ = "teams"
    __table_args__: Any = (
        UniqueConstraint("org_id", "name"),
        Index("ix_teams_org_id_id", "org_id", "id"),
    )

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    name: str = text_field()
    created_at: datetime = time_field()
    created_by: str = text_field()


class TeamMember(Table, table=True):
    """Gone with the team, and with the membership in the organization."""

    __tablename__ = "team_members"
    __table_args__: Any = (
        ForeignKeyConstraint(
            ["org_id", "user_id"],
            ["memberships.org_id", "memberships.user_id"],
            ondelete="CASCADE",
        ),
        Index("ix_team_members_org_id_user_id", "org_id", "user_id"),
    )

    team_id: str = id_field(foreign_key="teams.id", ondelete="CASCADE")
    user_id: str = id_field()
    org_id: str = text_field()
    created_at: datetime = time_field()


@personal(Personal(("network", "user_agent"), indexes={"device_index": _device}))
class Session(Table, table=True):
    """A signed-in browser or CLI. `token_hash` is SHA-256; the token is shown once.

    `method` says how it began, `second_factor` whether more than a password was shown. `network`
    is the subscriber's, as it began: an IPv4 address, or an IPv6 /64.
    `support_access_id` is the consent under which somebody of the platform looks.
    """

    __tablename__ = "sessions"

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id", index=True)
    user_id: str = text_field(foreign_key="users.id", index=True)
    token_hash: bytes = bytes_field(unique=True)
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    revoked_at: datetime | None = time_field(default=None, nullable=True)
    last_used_at: datetime = time_field()
    method: str = text_field()
    second_factor: bool = False
    network: str | None = text_field(default=None, nullable=True)
    user_agent: str | None = text_field(default=None, nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    device_index: bytes | None = bytes_field(default=None, nullable=True)
    support_access_id: str | None = text_field(default=None, nullable=True)


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


@personal(Personal(("email",), subject=None))
class Invitation(Table, table=True):
    """A seat offered to an email address. It lapses when its inviter is no longer an admin."""

    __tablename__ = "invitations"
    __table_args__: Any = (Index("ix_invitations_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    email: str = citext_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
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


class TotpSecret(Table, table=True):
    """RFC 6238. `secret` is sealed; it counts once confirmed. Steps up to `last_step` are used."""

    __tablename__ = "totp_secrets"

    user_id: str = id_field(foreign_key="users.id")
    secret: bytes = bytes_field()
    created_at: datetime = time_field()
    confirmed_at: datetime | None = time_field(default=None, nullable=True)
    last_step: int = integer_field(default=0)


class RecoveryCode(Table, table=True):
    """Stands in for the second factor once, and is then gone. SHA-256 of 80 random bits."""

    __tablename__ = "recovery_codes"

    user_id: str = id_field(foreign_key="users.id")
    code_hash: bytes = bytes_field(primary_key=True)


class Passkey(Table, table=True):
    """A WebAuthn credential. `public_key` is COSE; `sign_count` is the authenticator's."""

    __tablename__ = "passkeys"

    id: str = id_field()
    user_id: str = text_field(foreign_key="users.id", index=True)
    name: str = text_field()
    credential_id: bytes = bytes_field(unique=True)
    public_key: bytes = bytes_field()
    sign_count: int = integer_field()
    transports: list[str] = texts_field()
    backed_up: bool
    created_at: datetime = time_field()
    last_used_at: datetime | None = time_field(default=None, nullable=True)


class AuthChallenge(Table, table=True):
    """A sign-in or an enrollment between its two steps.

    `user_id` is null until somebody said who they are; `entering` is the organization asked for.
    """

    __tablename__ = "auth_challenges"

    token_hash: bytes = bytes_field(primary_key=True)
    purpose: str = text_field()
    user_id: str | None = text_field(default=None, nullable=True, foreign_key="users.id")
    entering: str | None = text_field(default=None, nullable=True)
    attempts: int = integer_field(default=0)
    expires_at: datetime = time_field(index=True)


@personal(
    Personal(
        ("email",),
        row=("token_hash",),
        org=None,
        indexes={
            "email_index": lambda people, row: people.index(SIGN_IN, normalized(row["email"]))
        },
    )
)
class EmailLink(Table, table=True):
    """A link that was mailed to `email` and works once.

    `purpose` is verify, recovery, sign_in, change (`email` is to be the account's) or undo (`email`
    was, and is kept from others for as long as it can be taken back).
    """

    __tablename__ = "email_links"
    __table_args__: Any = (
        Index("ix_email_links_kept", "email", postgresql_where="purpose = 'undo'"),
        Index("ix_email_links_kept_index", "email_index", postgresql_where="purpose = 'undo'"),
    )

    token_hash: bytes = bytes_field(primary_key=True)
    user_id: str = text_field(foreign_key="users.id", index=True)
    purpose: str = text_field()
    email: str = citext_field(nullable=True)
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    email_index: bytes | None = bytes_field(default=None, nullable=True)
    attempts: int = integer_field(default=0)
    created_at: datetime = time_field()
    expires_at: datetime = time_field()


class OrganizationPolicy(Table, table=True):
    """What an organization asks of those who act in it. No row, or null: nothing."""

    __tablename__ = "organization_policies"

    org_id: str = id_field(foreign_key="organizations.id")
    second_factor: bool = False
    session_hours: int | None = integer_field(default=None, nullable=True)
    networks: list[str] | None = texts_field(default=None, nullable=True)
    allowed_agents: list[str] | None = texts_field(default=None, nullable=True)
    blocked_agents: list[str] | None = texts_field(default=None, nullable=True)
    data_regions: list[str] | None = texts_field(default=None, nullable=True)
    updated_at: datetime = time_field()
    updated_by: str = text_field()


class DomainRule(Table, table=True):
    """Whether addresses of a domain may have accounts. `effect` is `block` or `allow`.

    `domain` is in its ASCII form; `*.example.com` is for all below example.com, not for itself.
    """

    __tablename__ = "domain_rules"

    id: str = id_field()
    domain: str = text_field(unique=True)
    effect: str = text_field()
    reason: str = text_field()
    created_at: datetime = time_field()
    created_by: str = text_field()
