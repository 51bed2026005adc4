"""Clients of the hub's authorization server, what people grant them, and their tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import isolate, let_owner_look_up

revision = "0016_oauth"
down_revision = "0014_notifications"
branch_labels = None
depends_on = None

_TEXTS = postgresql.ARRAY(sa.Text())
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _clients()
    _grants()
    _tokens()
    _look_ups()


def _clients() -> None:
    op.create_table(
        "oauth_clients",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("redirect_uris", _TEXTS, nullable=False),
        sa.Column("grant_types", _TEXTS, nullable=False),
        sa.Column("auth_method", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("last_used_at", _TIME, nullable=False),
        sa.Column("fresh_until", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_clients")),
    )
    # No organization's: whoever is asked by a client must be able to see who it is.
    isolate("oauth_clients", using="true")


def _grants() -> None:
    op.create_table(
        "oauth_grants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("scopes", _TEXTS, nullable=False),
        sa.Column("agent_ids", _TEXTS, nullable=True),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_challenge", sa.Text(), nullable=False),
        sa.Column("code_expires_at", _TIME, nullable=False),
        sa.Column("code_used_at", _TIME, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("last_used_at", _TIME, nullable=True),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_oauth_grants_org_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_oauth_grants_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_grants")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_oauth_grants_code_hash")),
    )
    op.create_index("ix_oauth_grants_org_id_id", "oauth_grants", ["org_id", "id"], unique=False)
    isolate("oauth_grants")
    let_owner_look_up("oauth_grants")


def _tokens() -> None:
    op.create_table(
        "oauth_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=True),
        sa.Column("key_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("scopes", _TEXTS, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_oauth_tokens_org_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_oauth_tokens")),
    )
    op.create_index(op.f("ix_oauth_tokens_grant_id"), "oauth_tokens", ["grant_id"], unique=False)
    op.create_index(op.f("ix_oauth_tokens_key_id"), "oauth_tokens", ["key_id"], unique=False)
    isolate("oauth_tokens")
    let_owner_look_up("oauth_tokens")


_STANDS = """
  join organizations o on o.id = w.org_id and o.status = 'active'
  join users u on u.id = w.user_id and u.status = 'active'
  join memberships m on m.org_id = w.org_id and m.user_id = w.user_id and m.status = 'active'
"""
_FUNCTIONS = ("find_oauth_code(bytea)", "find_oauth_token(bytea)", "find_access_token(bytea)")


def _look_ups() -> None:
    op.execute(
        f"""
        create function find_oauth_code(hash bytea) returns table (org_id text, grant_id text)
        language sql stable security definer set search_path = public, pg_temp as $$
          select w.org_id, w.id from oauth_grants w {_STANDS} where w.code_hash = hash
        $$
        """
    )
    op.execute(
        f"""
        create function find_oauth_token(hash bytea) returns table (org_id text, grant_id text)
        language sql stable security definer set search_path = public, pg_temp as $$
          select t.org_id, t.grant_id from oauth_tokens t
          join oauth_grants w on w.id = t.grant_id {_STANDS} where t.token_hash = hash
          union all
          select t.org_id, null from oauth_tokens t
          join api_keys w on w.id = t.key_id {_STANDS} where t.token_hash = hash
        $$
        """
    )
    op.execute(
        f"""
        create function find_access_token(hash bytea) returns table (
          id text, org_id text, user_id text, role text, expires_at timestamptz, mode text,
          scopes text[], agent_ids text[], requests_per_minute bigint, resource text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select w.id, w.org_id, w.user_id, m.role, t.expires_at, 'live', t.scopes, w.agent_ids,
                 null::bigint, t.resource
          from oauth_tokens t join oauth_grants w on w.id = t.grant_id {_STANDS}
          where t.token_hash = hash and t.kind = 'access' and w.revoked_at is null
          union all
          select w.id, w.org_id, w.user_id, m.role, least(t.expires_at, w.expires_at), w.mode,
                 t.scopes, w.agent_ids, w.requests_per_minute, t.resource
          from oauth_tokens t join api_keys w on w.id = t.key_id {_STANDS}
          where t.token_hash = hash and t.kind = 'access' and w.revoked_at is null
        $$
        """
    )
    for signature in _FUNCTIONS:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    for signature in _FUNCTIONS:
        op.execute(f"drop function {signature}")
    for table in ("oauth_tokens", "oauth_grants", "oauth_clients"):
        op.drop_table(table)
