"""Use on credit lines: which order asks for it, and who pays at the end of the month."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate, let_worker

revision = "0044_arrears"
down_revision = "0047_refund_requests"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("credit_grants", sa.Column("paused_at", _TIME, nullable=True))
    op.create_index(
        "ix_credit_grants_lines", "credit_grants", ["org_id"], postgresql_where="kind = 'metered'"
    )
    op.create_table(
        "billed_runs",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("credits > 0", name=op.f("ck_billed_runs_credits_positive")),
        sa.PrimaryKeyConstraint("org_id", "run_id", "grant_id", name=op.f("pk_billed_runs")),
    )
    op.create_index("ix_billed_runs_order_id", "billed_runs", ["org_id", "order_id"])
    op.create_table(
        "metered_accounts",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("anchor_day", sa.BigInteger(), nullable=False),
        sa.Column("period_start", _TIME, nullable=False),
        sa.Column("period_end", _TIME, nullable=False),
        sa.Column("on_invoice", sa.Boolean(), nullable=False),
        sa.Column("method_id", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("dunning_step", sa.BigInteger(), nullable=False),
        sa.Column("past_due_since", _TIME, nullable=True),
        sa.Column("stopped_at", _TIME, nullable=True),
        sa.Column("billed_at", _TIME, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "period_end > period_start", name=op.f("ck_metered_accounts_period_forwards")
        ),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_metered_accounts")),
    )
    for table in ("billed_runs", "metered_accounts"):
        isolate(table)
        let_worker(table)
    op.execute("revoke update, delete on billed_runs from laelia_app")


def downgrade() -> None:
    op.drop_table("metered_accounts")
    op.drop_table("billed_runs")
    op.drop_index("ix_credit_grants_lines", "credit_grants")
    op.drop_column("credit_grants", "paused_at")
