"""Comparisons side by side, who took part, and the choice."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate, let_worker

revision = "0037_comparisons"
down_revision = "0036_tries"
branch_labels = None
depends_on = None

_TABLES = ("comparison_entrants", "comparisons")


def upgrade() -> None:
    op.create_table(
        "comparisons",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_comparisons")),
    )
    op.create_index("ix_comparisons_person", "comparisons", ["org_id", "user_id", "id"])
    op.create_table(
        "comparison_entrants",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("comparison_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "org_id", "comparison_id", "label", name=op.f("pk_comparison_entrants")
        ),
    )
    for table in _TABLES:
        isolate(table)
        let_worker(table)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
