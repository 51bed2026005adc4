"""Pictures and videos of listings, and publishers' logos.

Everybody sees what a moderator has seen, of listings that are shown; its publisher and the platform
see the rest.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, TENANT, isolate, let_worker

revision = "0034_listing_media"
down_revision = "0024c_support"
branch_labels = None
depends_on = None

_PLATFORM = f"'org_6QQ9P1M7XSSX0SSQNNMG7B5V2G' = any({ORGS})"
_SHOWN = """
    status = 'published' and (
      (listing_id is null and exists (
        select 1 from publishers p where p.id = publisher_id and p.status in ('active', 'snoozed')))
      or exists (
        select 1 from listings l where l.id = listing_id and l.status in
          ('published', 'under_maintenance', 'suspended', 'deprecated'))
    )
"""


def upgrade() -> None:
    op.create_table(
        "listing_media",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("publisher_id", sa.Text(), nullable=False),
        sa.Column("listing_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.REAL(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["publishers.id"], name=op.f("fk_listing_media_publisher_id")
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listings.id"], name=op.f("fk_listing_media_listing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_media")),
    )
    op.create_index("ix_listing_media_listing_id", "listing_media", ["listing_id", "position"])
    op.create_index("ix_listing_media_publisher_id", "listing_media", ["publisher_id"])
    op.create_index(
        "ix_listing_media_gone", "listing_media", ["id"], postgresql_where="status = 'gone'"
    )
    mine = f"({TENANT} or {_PLATFORM})"
    isolate("listing_media", using=f"{mine} or ({_SHOWN})", write=mine)
    op.execute("revoke delete on listing_media from laelia_app")
    let_worker("listing_media", commands="select, update, delete")


def downgrade() -> None:
    op.drop_table("listing_media")
