"""Outcomes by version and by source: people's word, rules and judges, kept apart.

What was counted without telling versions apart goes, and so do the numbers made of it: shown beside
finer ones their difference would tell of few organizations. The next count makes them anew.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate, let_worker

revision = "0048_outcome_sources"
down_revision = "0046_alerts"
branch_labels = None
depends_on = None

_KEY = ("agent_id", "model", "version", "source")


def upgrade() -> None:
    op.create_table(
        "run_outcomes",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("org_id", "run_id", "source")),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "run_id", "source", name=op.f("pk_run_outcomes")),
    )
    isolate("run_outcomes")
    let_worker("run_outcomes")
    _anew(_KEY)


def _anew(key: tuple[str, ...]) -> None:
    op.drop_table("outcome_tallies")
    op.drop_table("outcome_cells")
    op.create_table(
        "outcome_cells",
        *(sa.Column(name, sa.Text(), nullable=False) for name in key),
        sa.Column("as_of", sa.Date(), nullable=False),
        *(sa.Column(name, sa.REAL(), nullable=False) for name in ("happy_share", "low", "high")),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("median_seconds", sa.REAL(), nullable=True),
        sa.Column("cost_per_happy", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_outcome_cells")),
    )
    op.create_table(
        "outcome_tallies",
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*key, "org_id")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("happy", "unhappy")),
        sa.PrimaryKeyConstraint(*key, "org_id", name=op.f("pk_outcome_tallies")),
    )
    for table in ("outcome_cells", "outcome_tallies"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        let_worker(table, commands="select, insert, update, delete")
    op.execute("create policy visible on outcome_cells for select to laelia_app using (true)")
    op.execute("grant select on outcome_cells to laelia_app")
    # The owner sees no rows of its own otherwise: forced means forced.
    op.execute("alter table listing_documents no force row level security")
    op.execute(
        "update listing_documents set happy_share = null, happy_low = null, happy_high = null,"
        " happy_runs = null, standing = listing_standing(rating_score, null::real)"
        " where happy_share is not null"
    )
    op.execute("alter table listing_documents force row level security")


def downgrade() -> None:
    _anew(("agent_id", "model"))
    op.drop_table("run_outcomes")
