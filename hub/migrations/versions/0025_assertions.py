"""Whom identity providers mean, and which of their assertions were used."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate

revision = "0025_assertions"
down_revision = "0033_search"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "oauth_subjects",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_oauth_subjects_org_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_oauth_subjects_user_id")),
        sa.PrimaryKeyConstraint("org_id", "issuer", "subject", name=op.f("pk_oauth_subjects")),
        sa.UniqueConstraint(
            "org_id", "issuer", "user_id", name="uq_oauth_subjects_org_id_issuer_user_id"
        ),
    )
    isolate("oauth_subjects")
    op.create_table(
        "oauth_assertions",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_oauth_assertions_org_id")
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_oauth_assertions")),
    )
    isolate("oauth_assertions")
    op.create_index(
        "ix_oauth_assertions_org_id_expires_at", "oauth_assertions", ["org_id", "expires_at"]
    )


def downgrade() -> None:
    op.drop_table("oauth_assertions")
    op.drop_table("oauth_subjects")
