"""Where an organization lets its data be processed, and where each run was."""

import sqlalchemy as sa
from alembic import op

revision = "0052_regions"
down_revision = "0051_attempts_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organization_policies", sa.Column("data_regions", sa.ARRAY(sa.Text()), nullable=True)
    )
    op.add_column("runs", sa.Column("regions", sa.ARRAY(sa.Text()), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "regions")
    op.drop_column("organization_policies", "data_regions")
