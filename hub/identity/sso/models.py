"""Domains that organizations own, their identity providers, and who came through these."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    texts_field,
    time_field,
)


class OwnDomain(Table, table=True):
    """`token` is what the domain's TXT record must hold. Once verified, nobody else can be.

    `joining` says what people with a verified address of it may do by themselves: `off`, `ask`,
    `join`.
    """

    __tablename__ = "organization_domains"
    __table_args__: Any = (
        Index("uq_organization_domains_org_id_domain", "org_id", "domain", unique=True),
        Index(
            "uq_organization_domains_verified",
            "domain",
            unique=True,
            postgresql_where="verified_at is not null",
        ),
    )

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    domain: str = text_field()
    token: str = text_field()
    created_at: datetime = time_field()
    created_by: str = text_field()
    verified_at: datetime | None = time_field(default=None, nullable=True)
    joining: str = text_field(default="off")


class Connection(Table, table=True):
    """`kind` is `oidc` or `saml`, `status` `active` or `disabled`.

    `settings` are public: issuer and client ID, or what the provider's metadata say. `sealed` holds
    the client's secret, or the private key of our side. `mfa` says how far the provider's word on
    second factors counts: `never`, `claimed`, `always`. `proven_at`: somebody came through, with
    the settings that are there now.
    """

    __tablename__ = "sso_connections"
    __table_args__: Any = (Index("ix_sso_connections_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    name: str = text_field()
    kind: str = text_field()
    status: str = text_field(default="active")
    domains: list[str] = texts_field()
    settings: dict[str, Any] = json_field()
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    enforced: bool = False
    provisioning: bool = True
    default_role: str | None = text_field(default=None, nullable=True)
    attributes: dict[str, str] = json_field()
    roles: list[dict[str, str]] = json_field()
    session_hours: int | None = integer_field(default=None, nullable=True)
    mfa: str = text_field(default="claimed")
    break_glass: list[str] = texts_field()
    created_at: datetime = time_field()
    created_by: str = text_field()
    updated_at: datetime = time_field()
    proven_at: datetime | None = time_field(default=None, nullable=True)


class Link(Table, table=True):
    """Who somebody is at the provider. Of one account there is one at most."""

    __tablename__ = "sso_links"
    __table_args__: Any = (
        Index("uq_sso_links_connection_id_user_id", "connection_id", "user_id", unique=True),
    )

    connection_id: str = id_field(foreign_key="sso_connections.id")
    subject: str = text_field(primary_key=True)
    org_id: str = text_field(foreign_key="organizations.id", index=True)
    user_id: str = text_field(foreign_key="users.id")
    created_at: datetime = time_field()
    last_used_at: datetime = time_field()


class Flow(Table, table=True):
    """Somebody's way to a provider and back. `sealed` is what only we know of it.

    `purpose` is `sign_in` or `test`; `status` goes from `begun` over `asked`, where the hub has to
    ask the provider itself, and `answered` to `used`. `outcome` is sealed: what the provider said,
    or the report of a test.
    """

    __tablename__ = "sso_flows"

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id", index=True)
    connection_id: str = text_field(foreign_key="sso_connections.id", index=True)
    state_hash: bytes = bytes_field(unique=True)
    browser_hash: bytes | None = bytes_field(default=None, nullable=True)
    purpose: str = text_field()
    status: str = text_field(default="begun")
    sealed: bytes = bytes_field()
    outcome: bytes | None = bytes_field(default=None, nullable=True)
    attempts: int = integer_field(default=0)
    created_by: str | None = text_field(default=None, nullable=True)
    expires_at: datetime = time_field(index=True)


class SeenAssertion(Table, table=True):
    """An assertion that has been used. It is kept for as long as it would be good."""

    __tablename__ = "sso_assertions"

    connection_id: str = id_field(foreign_key="sso_connections.id")
    assertion_hash: bytes = bytes_field(primary_key=True)
    org_id: str = text_field(foreign_key="organizations.id", index=True)
    expires_at: datetime = time_field()


class SsoSession(Table, table=True):
    """Which of the sessions began through a connection. They stay in its organization."""

    __tablename__ = "sso_sessions"

    session_id: str = id_field(foreign_key="sessions.id")
    org_id: str = text_field(foreign_key="organizations.id", index=True)
    connection_id: str = text_field(foreign_key="sso_connections.id", index=True)
    user_id: str = text_field(foreign_key="users.id", index=True)
