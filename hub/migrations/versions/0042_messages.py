"""What processors tell is kept until it has had its effect; payouts say when they were sent."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import let_owner_look_up, let_worker

revision = "0042_messages"
down_revision = "0035_held_versions"
branch_labels = None
depends_on = None

_VERIFIED = ("disputes", "payments", "refunds")


def upgrade() -> None:
    op.add_column(
        "processor_events", sa.Column("state", sa.Text(), nullable=False, server_default="done")
    )
    op.add_column(
        "processor_events", sa.Column("subject", sa.Text(), nullable=False, server_default="other")
    )
    op.add_column("processor_events", sa.Column("ours", sa.Text(), nullable=True))
    op.add_column(
        "processor_events",
        sa.Column("attempts", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.add_column(
        "processor_events", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True)
    )
    for column in ("state", "subject", "attempts"):
        op.alter_column("processor_events", column, server_default=None)
    op.create_index(
        "ix_processor_events_waiting",
        "processor_events",
        ["processor", "ref"],
        postgresql_where="state = 'waiting'",
    )
    op.execute("grant update (state, attempts, next_at) on processor_events to laelia_app")
    op.execute("grant select on processor_events to laelia_worker")
    op.add_column("payouts", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    for table in _VERIFIED:
        let_worker(table)
    let_worker("payouts")
    let_owner_look_up("payments")
    op.execute(
        """
        create function find_payment(wanted text) returns table (
          org_id text, seller_org_id text, processor text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select p.org_id, o.seller_org_id, p.processor from payments p
          join orders o on o.id = p.order_id where p.id = wanted
        $$
        """
    )
    op.execute("revoke all on function find_payment(text) from public")
    op.execute("grant execute on function find_payment(text) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_payment(text)")
    op.execute("drop policy lookup on payments")
    for table in (*_VERIFIED, "payouts"):
        op.execute(f"drop policy worker on {table}")
        op.execute(f"revoke select on {table} from laelia_worker")
    op.drop_column("payouts", "asked_at")
    op.execute("revoke select on processor_events from laelia_worker")
    op.execute("revoke update (state, attempts, next_at) on processor_events from laelia_app")
    op.drop_index("ix_processor_events_waiting", "processor_events")
    for column in ("next_at", "attempts", "ours", "subject", "state"):
        op.drop_column("processor_events", column)
