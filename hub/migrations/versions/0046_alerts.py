"""When organizations hear of what they spend; until when a private offer stands, and how often one
buyer uses a code."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, isolate

revision = "0046_alerts"
down_revision = "0045_publisher_tax"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "spend_alerts",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("low_balance", sa.BigInteger(), nullable=True),
        sa.Column("monthly_spend", sa.BigInteger(), nullable=True),
        sa.Column("percents", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("told", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_spend_alerts")),
    )
    isolate("spend_alerts")
    op.add_column("products", sa.Column("expires_at", _TIME, nullable=True))
    op.add_column("discounts", sa.Column("max_per_buyer", sa.BigInteger(), nullable=True))
    _tries()


def _tries() -> None:
    """What a creator set aside and nobody tried with is theirs again."""
    op.execute(
        f"""
        create function unfund_try_offer(owner text, agent text, amount bigint, moment timestamptz)
        returns boolean
        language plpgsql volatile security definer set search_path = public, pg_temp as $$
        begin
          if not (owner = any({ORGS})) or amount <= 0 then
            raise exception 'not this organization''s agent';
          end if;
          update try_offers o set funded = o.funded - amount, updated_at = moment
           where o.agent_id = agent and o.org_id = owner
             and o.funded - o.spent - o.held >= amount;
          return found;
        end $$
        """
    )
    signature = "unfund_try_offer(text, text, bigint, timestamptz)"
    op.execute(f"revoke all on function {signature} from public")
    op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    op.execute("drop function unfund_try_offer(text, text, bigint, timestamptz)")
    op.drop_column("discounts", "max_per_buyer")
    op.drop_column("products", "expires_at")
    op.drop_table("spend_alerts")
