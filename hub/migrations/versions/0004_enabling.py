"""Enabling by rules: metered prices, grants asked for once, what members may enable."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, isolate, let_owner_look_up

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enabling_policies",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("members_may_enable", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_enabling_policies")),
    )
    isolate("enabling_policies")
    op.add_column(
        "prices", sa.Column("metered", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("prices", "metered", server_default=None)
    op.add_column("entitlements", sa.Column("idempotency_key", sa.Text(), nullable=True))
    op.create_index(
        "uq_entitlements_idempotency_key",
        "entitlements",
        ["created_by", "idempotency_key"],
        unique=True,
        postgresql_where="idempotency_key is not null",
    )
    _keep_prices()
    _look_ups()


def _keep_prices() -> None:
    """A price ends; it never changes."""
    op.execute("revoke delete on prices from laelia_app")
    op.execute(
        """
        create function refuse_repricing() returns trigger language plpgsql as $$
        begin
          if to_jsonb(new) - 'archived_at' <> to_jsonb(old) - 'archived_at'
             or old.archived_at is not null then
            raise exception 'a price never changes' using errcode = 'restrict_violation';
          end if;
          return new;
        end $$
        """
    )
    op.execute(
        "create trigger unchanged before update on prices"
        " for each row execute function refuse_repricing()"
    )


def _look_ups() -> None:
    """Whose is it? For the platform's administrators, and for the name of a listed publisher."""
    let_owner_look_up("agents")
    op.execute(
        """
        create function find_agent_owner(agent text) returns text
        language sql stable security definer set search_path = public, pg_temp as $$
          select a.org_id from agents a where a.id = agent
        $$
        """
    )
    op.execute(
        f"""
        create function find_publishers(ids text[]) returns table (id text, name text)
        language sql stable security definer set search_path = public, pg_temp as $$
          select o.id, o.name from organizations o
          where o.id = any(ids) and (
            o.id = any({ORGS}) or exists (select from agents a where a.org_id = o.id and a.listed)
          )
        $$
        """
    )
    for signature in ("find_agent_owner(text)", "find_publishers(text[])"):
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_publishers(text[])")
    op.execute("drop function find_agent_owner(text)")
    op.execute("drop policy lookup on agents")
    op.execute("drop trigger unchanged on prices")
    op.execute("drop function refuse_repricing()")
    op.execute("grant delete on prices to laelia_app")
    op.drop_index("uq_entitlements_idempotency_key", "entitlements")
    op.drop_column("entitlements", "idempotency_key")
    op.drop_column("prices", "metered")
    op.drop_table("enabling_policies")
