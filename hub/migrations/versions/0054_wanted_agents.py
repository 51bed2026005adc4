"""Agents that people ask for and nobody offers yet."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, TENANT, USER, isolate

revision = "0054_wanted_agents"
down_revision = "0053_cheaper_runs"
branch_labels = None
depends_on = None

_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"


def upgrade() -> None:
    op.create_table(
        "wanted_agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted_agents")),
        sa.UniqueConstraint(
            "org_id", "user_id", "words", name=op.f("uq_wanted_agents_org_id_user_id_words")
        ),
    )
    op.create_index("ix_wanted_agents_words", "wanted_agents", ["words"])
    # Who left an organization can still be forgotten there.
    isolate("wanted_agents", using=f"{TENANT} or user_id = {USER}", write=TENANT)
    op.execute(
        "create policy forgotten on wanted_agents for delete to laelia_app"
        f" using (user_id = {USER})"
    )
    op.execute(
        "create policy platform on wanted_agents for select to laelia_app"
        f" using ('{_PLATFORM}' = any({ORGS}))"
    )


def downgrade() -> None:
    op.drop_table("wanted_agents")
