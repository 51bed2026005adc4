"""What was tried for a call, and the events that it is paid by, beside the model that answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_usage_attempts"
down_revision = "0012_privacy"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "usage_events",
        sa.Column("attempts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    for table in ("runs", "usage_events"):
        op.add_column(table, sa.Column("events", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for table in ("usage_events", "runs"):
        op.drop_column(table, "events")
    op.drop_column("usage_events", "attempts")
