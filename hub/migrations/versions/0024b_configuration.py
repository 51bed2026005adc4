"""Settings that change while the hub runs: drafts, and the versions that were applied."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, append_only, isolate

revision = "0024b_configuration"
down_revision = "0024_organizations"
branch_labels = None
depends_on = None

_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
_TIME = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "configuration_versions",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("values", _JSON, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("applied_by", sa.Text(), nullable=False),
        sa.Column("applied_at", _TIME, nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=True),
        sa.Column("restored", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_configuration_versions")),
    )
    op.create_table(
        "configuration_drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("changes", _JSON, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_configuration_drafts")),
    )
    for table in ("configuration_versions", "configuration_drafts"):
        isolate(table, using=f"'{_PLATFORM}' = any({ORGS})")
    append_only("configuration_versions")


def downgrade() -> None:
    for table in ("configuration_drafts", "configuration_versions"):
        op.drop_table(table)
