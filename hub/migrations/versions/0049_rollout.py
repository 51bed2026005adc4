"""Gradual roll-outs: which version a share of the organizations takes.

Whoever sees an agent reads which version is theirs; what the roll-out is doing is its owner's. What
figures were made of is the worker's alone.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import TENANT, isolate, let_worker

revision = "0049_rollout"
down_revision = "0048_outcome_sources"
branch_labels = None
depends_on = None

_OF_FIGURE = ("rollout_id", "version_id", "measure")


def upgrade() -> None:
    op.create_table(
        "rollouts",
        sa.Column("id", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("agent_id", "org_id", "before_id", "version_id")
        ),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name="fk_rollouts_agent_id_agents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollouts")),
    )
    op.create_index(
        "uq_rollouts_live",
        "rollouts",
        ["agent_id"],
        unique=True,
        postgresql_where="ended_at is null",
    )
    seen = "exists (select from agents a where a.id = rollouts.agent_id)"
    isolate("rollouts", using=seen, write=TENANT)
    let_worker("rollouts")
    op.create_table(
        "rollout_figures",
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*_OF_FIGURE, "org_id")),
        *(sa.Column(name, sa.REAL(), nullable=False) for name in ("share", "low", "high")),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*_OF_FIGURE, name=op.f("pk_rollout_figures")),
    )
    op.create_table(
        "rollout_tallies",
        *(sa.Column(name, sa.Text(), nullable=False) for name in (*_OF_FIGURE, "org_id")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("good", "bad")),
        sa.PrimaryKeyConstraint(*_OF_FIGURE, "org_id", name=op.f("pk_rollout_tallies")),
    )
    for table in ("rollout_figures", "rollout_tallies"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        let_worker(table, commands="select, insert, update, delete")
    op.execute(
        f"create policy visible on rollout_figures for select to laelia_app using ({TENANT})"
    )
    op.execute("grant select on rollout_figures to laelia_app")


def downgrade() -> None:
    for table in ("rollout_tallies", "rollout_figures", "rollouts"):
        op.drop_table(table)
