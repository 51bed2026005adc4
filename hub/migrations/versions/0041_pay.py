"""What members ask those who may buy to buy."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import isolate

revision = "0041_pay"
down_revision = "0037_detached_reviews"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "purchase_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("price_id", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_requests_quantity_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_requests")),
    )
    op.create_index("ix_purchase_requests_org_id", "purchase_requests", ["org_id", "id"])
    op.create_index(
        "uq_purchase_requests_open",
        "purchase_requests",
        ["org_id", "user_id", "price_id"],
        unique=True,
        postgresql_where="status = 'open'",
    )
    isolate("purchase_requests")


def downgrade() -> None:
    op.drop_table("purchase_requests")
