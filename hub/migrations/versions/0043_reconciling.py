"""What a processor has of a day, compared with ours."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, isolate

revision = "0043_reconciling"
down_revision = "0042_messages"
branch_labels = None
depends_on = None

_PLATFORM = f"'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any({ORGS})"


def upgrade() -> None:
    op.create_table(
        "reconciled_days",
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("listed", sa.BigInteger(), nullable=False),
        sa.Column("mended", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("processor", "day", name=op.f("pk_reconciled_days")),
    )
    op.create_table(
        "reconciliation_findings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("processor", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("difference", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=True),
        sa.Column("concerns", sa.Text(), nullable=True),
        sa.Column("ours", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_findings")),
        sa.UniqueConstraint(
            "processor",
            "kind",
            "ref",
            "difference",
            name="uq_reconciliation_findings_ref",
        ),
    )
    for table in ("reconciled_days", "reconciliation_findings"):
        isolate(table, using=_PLATFORM)
    op.execute(
        """
        create function payments_between(name text, since text, until text) returns table (
          id text, org_id text, seller_org_id text, amount bigint
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select p.id, p.org_id, o.seller_org_id, p.amount from payments p
          join orders o on o.id = p.order_id
          where p.processor = name and p.status = 'succeeded' and p.id >= since and p.id < until
        $$
        """
    )
    op.execute("revoke all on function payments_between(text, text, text) from public")
    op.execute("grant execute on function payments_between(text, text, text) to laelia_app")


def downgrade() -> None:
    op.execute("drop function payments_between(text, text, text)")
    op.drop_table("reconciliation_findings")
    op.drop_table("reconciled_days")
