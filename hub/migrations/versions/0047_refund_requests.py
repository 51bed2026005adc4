"""What buyers ask to have back."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, isolate

revision = "0047_refund_requests"
down_revision = "0026_org"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
# The console lists them across organizations, as it does orders and refunds
_READING = (
    f"'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any({ORGS})"
    " and current_setting('app.console', true) = 'on'"
)


def upgrade() -> None:
    op.create_table(
        "refund_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("refund_id", sa.Text(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_requests_amount_positive")),
        sa.CheckConstraint(
            "granted is null or granted between 1 and amount",
            name=op.f("ck_refund_requests_granted_fits"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_requests")),
    )
    op.create_index("ix_refund_requests_org_id", "refund_requests", ["org_id", "id"])
    op.create_index(
        "uq_refund_requests_open",
        "refund_requests",
        ["order_id"],
        unique=True,
        postgresql_where="status = 'open'",
    )
    isolate("refund_requests")
    op.execute(
        f"create policy console on refund_requests for select to laelia_app using ({_READING})"
    )


def downgrade() -> None:
    op.drop_table("refund_requests")
