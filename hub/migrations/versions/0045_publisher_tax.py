"""Who publishers are before the law, and where their money goes, sealed."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate

revision = "0045_publisher_tax"
down_revision = "0044_arrears"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tax_details",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_tax_details")),
    )
    isolate("tax_details")
    for table in ("payout_accounts", "payouts"):
        op.add_column(table, sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.add_column("payouts", sa.Column("held_for", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("payouts", "held_for")
    for table in ("payout_accounts", "payouts"):
        op.drop_column(table, "sealed")
    op.drop_table("tax_details")
