"""Clients that prove who they are with keys of their own, and tokens bound to such keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import isolate

revision = "0038_proofs"
down_revision = "0037_comparisons"
branch_labels = None
depends_on = None

_RETURNS = """
  id text, org_id text, user_id text, role text, expires_at timestamptz, mode text,
  scopes text[], agent_ids text[], requests_per_minute bigint, resource text,
  factor_missing boolean, networks text[]
"""
_HAS_FACTOR = """
  (exists (select from totp_secrets t where t.user_id = u.id and t.confirmed_at is not null)
   or exists (select from passkeys p where p.user_id = u.id))
"""


def upgrade() -> None:
    op.add_column("oauth_clients", sa.Column("jwks", postgresql.JSONB(), nullable=True))
    op.add_column("oauth_clients", sa.Column("jwks_uri", sa.Text(), nullable=True))
    op.add_column(
        "oauth_clients",
        sa.Column("proof_required", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for table in ("oauth_grants", "oauth_tokens"):
        op.add_column(table, sa.Column("proof_key", sa.Text(), nullable=True))
    op.create_table(
        "oauth_client_assertions",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_oauth_client_assertions")),
    )
    op.create_index(
        op.f("ix_oauth_client_assertions_expires_at"), "oauth_client_assertions", ["expires_at"]
    )
    # As the clients that sign them: no organization's, and digests alone.
    isolate("oauth_client_assertions", using="true")
    op.execute("drop function find_access_token(bytea)")
    key = "select t.proof_key from oauth_tokens t where t.token_hash = hash"
    _look_up(", proof_key text", f", ({key})")


def _look_up(column: str, value: str) -> None:
    op.execute(
        f"""
        create function find_access_token(hash bytea) returns table ({_RETURNS}{column})
        language sql stable security definer set search_path = public, pg_temp as $$
          select f.*, coalesce(r.second_factor, false) and not {_HAS_FACTOR}, r.networks{value}
          from find_access_token_alone(hash) f
          join users u on u.id = f.user_id
          left join organization_policies r on r.org_id = f.org_id
        $$
        """
    )
    op.execute("revoke all on function find_access_token(bytea) from public")
    op.execute("grant execute on function find_access_token(bytea) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_access_token(bytea)")
    _look_up("", "")
    op.drop_table("oauth_client_assertions")
    for table in ("oauth_tokens", "oauth_grants"):
        op.drop_column(table, "proof_key")
    for column in ("proof_required", "jwks_uri", "jwks"):
        op.drop_column("oauth_clients", column)
