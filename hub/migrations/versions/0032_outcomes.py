"""How runs went, by agent and model: what is shown of it, and what it was counted from.

What it was counted from is the worker's alone: no process that answers requests can read it.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import let_worker

revision = "0032_outcomes"
down_revision = "0031_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcome_cells",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("happy_share", sa.REAL(), nullable=False),
        sa.Column("low", sa.REAL(), nullable=False),
        sa.Column("high", sa.REAL(), nullable=False),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("median_seconds", sa.REAL(), nullable=True),
        sa.Column("cost_per_happy", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("agent_id", "model", name=op.f("pk_outcome_cells")),
    )
    op.create_table(
        "outcome_tallies",
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("happy", sa.BigInteger(), nullable=False),
        sa.Column("unhappy", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "model", "org_id", name=op.f("pk_outcome_tallies")),
    )
    for table in ("outcome_cells", "outcome_tallies"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        let_worker(table, commands="select, insert, update, delete")
    op.execute("create policy visible on outcome_cells for select to laelia_app using (true)")
    op.execute("grant select on outcome_cells to laelia_app")
    op.create_index("ix_runs_rated", "runs", ["agent_id"], postgresql_where="outcome is not null")


def downgrade() -> None:
    op.drop_index("ix_runs_rated", "runs")
    op.drop_table("outcome_tallies")
    op.drop_table("outcome_cells")
