"""Keys of organizations, what retention they chose, and where their content is held sealed."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate, let_worker

revision = "0020_encryption"
down_revision = "0018_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "org_keys",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kek", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(wrapped is null) = (destroyed_at is not null)",
            name=op.f("ck_org_keys_destroyed_or_there"),
        ),
        sa.PrimaryKeyConstraint("org_id", "version", name=op.f("pk_org_keys")),
    )
    isolate("org_keys")
    op.execute("revoke delete on org_keys from laelia_app")
    let_worker("org_keys")
    op.create_table(
        "content_jobs",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("marker", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "job", "part", name=op.f("pk_content_jobs")),
    )
    isolate("content_jobs")
    let_worker("content_jobs")
    op.create_table(
        "retention_policies",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("content_days", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_retention_policies")),
    )
    isolate("retention_policies")
    let_worker("retention_policies")
    op.add_column(
        "runs", sa.Column("content_removed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("conversations", sa.Column("sealed_title", sa.LargeBinary(), nullable=True))
    op.add_column("run_approvals", sa.Column("sealed_question", sa.LargeBinary(), nullable=True))
    op.add_column("files", sa.Column("key_version", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("files", "key_version")
    op.drop_column("run_approvals", "sealed_question")
    op.drop_column("conversations", "sealed_title")
    op.drop_column("runs", "content_removed_at")
    op.drop_table("retention_policies")
    op.drop_table("content_jobs")
    op.drop_table("org_keys")
