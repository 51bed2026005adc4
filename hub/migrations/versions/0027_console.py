"""What the platform's console reads: jobs of workers, the last proof of the books, figures of all
organizations together, and what moderators saw when they decided."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, isolate, let_owner_look_up, let_worker

revision = "0027_console"
down_revision = "0038_discovery"
branch_labels = None
depends_on = None

_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
_OURS = f"'{_PLATFORM}' = any({ORGS})"
_TIME = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())
_NAMED = ("platform_queues()", "platform_pace(timestamptz)")
# The console lists them across organizations: only its readings, for the platform, say so, each for
# its transaction.
_READING = f"{_OURS} and current_setting('app.console', true) = 'on'"
_MONEY = ("orders", "order_items", "payments", "refunds", "disputes", "payouts")


def upgrade() -> None:
    op.create_table(
        "worker_jobs",
        sa.Column("process_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("every_s", sa.Double(), nullable=False),
        sa.Column("runs", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("started_at", _TIME, nullable=True),
        sa.Column("finished_at", _TIME, nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("next_at", _TIME, nullable=True),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("asked_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("process_id", "name", name=op.f("pk_worker_jobs")),
    )
    op.create_table(
        "ledger_checks",
        sa.Column("checked_at", _TIME, nullable=False),
        sa.Column("differences", sa.BigInteger(), nullable=False),
        sa.Column("found", _JSON, nullable=False),
        sa.Column("trial", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("checked_at", name=op.f("pk_ledger_checks")),
    )
    for table in ("worker_jobs", "ledger_checks"):
        isolate(table, using=_OURS)
        let_worker(table, commands="select, insert, update, delete")
        op.execute(f"revoke insert, update, delete on {table} from laelia_app")
    op.execute("grant update (asked_at) on worker_jobs to laelia_app")
    op.add_column("moderation_decisions", sa.Column("subject", _JSON, nullable=True))
    for table in _MONEY:
        op.execute(f"create policy console on {table} for select to laelia_app using ({_READING})")
    _figures()


def _figures() -> None:
    """Counts alone: no row of an organization leaves these functions."""
    op.execute("create index ix_runs_created_at on runs using brin (created_at)")
    for table in ("outbox", "runs", "notification_messages"):
        let_owner_look_up(table)
    op.execute(
        f"""
        create function platform_queues() returns table (name text, waiting bigint,
          oldest timestamptz) language sql stable security definer
        set search_path = public, pg_temp as $$
          select 'outbox', count(*), null::timestamptz from outbox where {_OURS}
          union all
          select 'runs', count(*), min(created_at) from runs
          where status = 'queued' and {_OURS}
          union all
          select 'under_way', count(*), min(created_at) from runs
          where finished_at is null and status = 'running' and {_OURS}
          union all
          select 'mail', count(*), min(created_at) from notification_messages
          where status in ('waiting', 'sending') and {_OURS}
        $$
        """
    )
    op.execute(
        f"""
        create function platform_pace(since timestamptz) returns table (minute timestamptz,
          runs bigint, failed bigint) language sql stable security definer
        set search_path = public, pg_temp as $$
          select date_trunc('minute', created_at), count(*),
                 count(*) filter (where status in ('failed', 'lost'))
          from runs where created_at >= since and {_OURS} group by 1 order by 1
        $$
        """
    )
    for signature in _NAMED:
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    for signature in _NAMED:
        op.execute(f"drop function {signature}")
    for table in ("outbox", "runs", "notification_messages"):
        op.execute(f"drop policy lookup on {table}")
    op.execute("drop index ix_runs_created_at")
    for table in _MONEY:
        op.execute(f"drop policy console on {table}")
    op.drop_column("moderation_decisions", "subject")
    for table in ("ledger_checks", "worker_jobs"):
        op.drop_table(table)
