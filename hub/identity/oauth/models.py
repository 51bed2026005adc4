"""Clients, what people let them do, and the tokens that say so."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    id_field,
    json_field,
    text_field,
    texts_field,
    time_field,
)


class OAuthClient(Table, table=True):
    """A program. `id` is the address of its document, or what it was given at registration.

    It belongs to no organization. A document's row is a copy that may be used until `fresh_until`.
    `auth_method` is `none`, `client_secret_basic`, `client_secret_post` or `private_key_jwt`; for
    the last, `jwks` holds its public keys, or `jwks_uri` says where they are. `proof_required`: its
    tokens are always bound to a key.
    """

    __tablename__ = "oauth_clients"

    id: str = id_field()
    kind: str = text_field()
    name: str = text_field()
    redirect_uris: list[str] = texts_field()
    grant_types: list[str] = texts_field()
    auth_method: str = text_field()
    secret_hash: bytes | None = bytes_field(default=None, nullable=True)
    created_at: datetime = time_field()
    last_used_at: datetime = time_field()
    fresh_until: datetime | None = time_field(default=None, nullable=True)
    jwks: list[dict[str, Any]] | None = json_field(default=None, nullable=True)
    jwks_uri: str | None = text_field(default=None, nullable=True)
    proof_required: bool = False


class OAuthGrant(Table, table=True):
    """What a person let a client do at one address: a consent, and the family of its tokens.

    A grant has one authorization code, used once. `agent_ids` null means every enabled agent.
    `proof_key` is the thumbprint of the key that its code, or its refresh tokens, are bound to.
    """

    __tablename__ = "oauth_grants"
    __table_args__: Any = (Index("ix_oauth_grants_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field(foreign_key="organizations.id")
    user_id: str = text_field(foreign_key="users.id")
    client_id: str = text_field()
    client_name: str = text_field()
    resource: str = text_field()
    scopes: list[str] = texts_field()
    agent_ids: list[str] | None = texts_field(default=None, nullable=True)
    redirect_uri: str = text_field()
    code_hash: bytes = bytes_field(unique=True)
    code_challenge: str = text_field()
    code_expires_at: datetime = time_field()
    code_used_at: datetime | None = time_field(default=None, nullable=True)
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    last_used_at: datetime | None = time_field(default=None, nullable=True)
    revoked_at: datetime | None = time_field(default=None, nullable=True)
    proof_key: str | None = text_field(default=None, nullable=True)


class OAuthClientAssertion(Table, table=True):
    """A client's assertion that was used. `mark` is a digest of client and ID."""

    __tablename__ = "oauth_client_assertions"

    mark: bytes = bytes_field(primary_key=True)
    expires_at: datetime = time_field(index=True)


class OAuthSubject(Table, table=True):
    """Whom an identity provider means by a subject, in the organization that takes its word."""

    __tablename__ = "oauth_subjects"
    __table_args__: Any = (
        UniqueConstraint(
            "org_id", "issuer", "user_id", name="uq_oauth_subjects_org_id_issuer_user_id"
        ),
    )

    org_id: str = text_field(foreign_key="organizations.id", primary_key=True)
    issuer: str = text_field(primary_key=True)
    subject: str = text_field(primary_key=True)
    user_id: str = text_field(foreign_key="users.id")


class OAuthAssertion(Table, table=True):
    """An identity provider's assertion that was used. `mark` is a digest of issuer and ID."""

    __tablename__ = "oauth_assertions"
    __table_args__: Any = (Index("ix_oauth_assertions_org_id_expires_at", "org_id", "expires_at"),)

    mark: bytes = bytes_field(primary_key=True)
    org_id: str = text_field(foreign_key="organizations.id")
    expires_at: datetime = time_field()


class OAuthToken(Table, table=True):
    """`kind` is `access` or `refresh`. Of a grant, or of an API key that acts as a machine.

    A refresh token is used once; `used_at` stays, so that a second use is seen for what it is.
    An access token with a `proof_key` opens nothing without a proof of that key.
    """

    __tablename__ = "oauth_tokens"

    token_hash: bytes = bytes_field(primary_key=True)
    org_id: str = text_field(foreign_key="organizations.id")
    grant_id: str | None = text_field(default=None, nullable=True, index=True)
    key_id: str | None = text_field(default=None, nullable=True, index=True)
    kind: str = text_field()
    resource: str = text_field()
    scopes: list[str] = texts_field()
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    used_at: datetime | None = time_field(default=None, nullable=True)
    proof_key: str | None = text_field(default=None, nullable=True)
