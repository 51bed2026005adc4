"""Whose key it was: so that a call with one that has ended is recorded with its organization."""

from alembic import op

revision = "0009"
down_revision = "0008_agent_vectors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create function find_ended_api_key(hash bytea) returns table (
          id text, org_id text, user_id text, mode text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select k.id, k.org_id, k.user_id, k.mode from api_keys k where k.key_hash = hash
        $$
        """
    )
    op.execute("revoke all on function find_ended_api_key(bytea) from public")
    op.execute("grant execute on function find_ended_api_key(bytea) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_ended_api_key(bytea)")
