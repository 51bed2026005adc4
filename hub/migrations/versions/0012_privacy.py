"""How organizations protect personal data from the agents that they call."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate

revision = "0012_privacy"
down_revision = "0010_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_policies",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("own_agents", sa.Text(), nullable=False),
        sa.Column("other_agents", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_privacy_policies")),
    )
    isolate("privacy_policies")


def downgrade() -> None:
    op.drop_table("privacy_policies")
