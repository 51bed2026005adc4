"""Where graph runs leave off, and what they ask of people.

The tables in `checkpoints` are the ones that langgraph-checkpoint-postgres 3.2 makes by itself
(its migrations 0 to 9); here they are made once, by the owner, with policies. `thread_id` is
`org_…/run_…`, and its first part is what the policies read.
"""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, isolate, let_worker

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_THREAD = f"split_part(thread_id, '/', 1) = any({ORGS})"
_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


def upgrade() -> None:
    op.add_column(
        "runs", sa.Column("resumed", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("runs", sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("runs", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    _approvals()
    _checkpoints()


def _approvals() -> None:
    op.create_table(
        "run_approvals",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("node_id", sa.Text(), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_run_approvals")),
    )
    op.create_index(
        "uq_run_approvals_visit",
        "run_approvals",
        ["org_id", "run_id", "node_id", "visit"],
        unique=True,
    )
    op.create_index(
        "ix_run_approvals_pending",
        "run_approvals",
        ["expires_at"],
        postgresql_where="status = 'pending'",
    )
    isolate("run_approvals")
    let_worker("run_approvals")


def _checkpoints() -> None:
    op.execute("create schema checkpoints")
    op.execute("grant usage on schema checkpoints to laelia_app, laelia_worker")
    op.execute(
        """
        create table checkpoints.checkpoints (
          thread_id text not null, checkpoint_ns text not null default '',
          checkpoint_id text not null, parent_checkpoint_id text, type text,
          checkpoint jsonb not null, metadata jsonb not null default '{}',
          primary key (thread_id, checkpoint_ns, checkpoint_id)
        )
        """
    )
    op.execute(
        """
        create table checkpoints.checkpoint_blobs (
          thread_id text not null, checkpoint_ns text not null default '', channel text not null,
          version text not null, type text not null, blob bytea,
          primary key (thread_id, checkpoint_ns, channel, version)
        )
        """
    )
    op.execute(
        """
        create table checkpoints.checkpoint_writes (
          thread_id text not null, checkpoint_ns text not null default '',
          checkpoint_id text not null, task_id text not null, idx integer not null,
          channel text not null, type text, blob bytea not null,
          task_path text not null default '',
          primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
        )
        """
    )
    for table in _TABLES:
        isolate(f"checkpoints.{table}", using=_THREAD)
    let_worker("checkpoints.checkpoints")


def downgrade() -> None:
    op.execute("drop schema checkpoints cascade")
    op.drop_table("run_approvals")
    op.drop_column("runs", "paused_at")
    op.drop_column("runs", "queued_at")
    op.drop_column("runs", "resumed")
