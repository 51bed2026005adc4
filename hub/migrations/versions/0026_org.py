"""Who may join an organization by an address of its domain, and who asks to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import isolate

revision = "0026_org"
down_revision = "0041_pay"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organization_domains",
        sa.Column("joining", sa.Text(), nullable=False, server_default="off"),
    )
    op.alter_column("organization_domains", "joining", server_default=None)
    op.create_table(
        "join_requests",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_join_requests_org_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_join_requests_user_id")),
        sa.PrimaryKeyConstraint("org_id", "user_id", name=op.f("pk_join_requests")),
    )
    op.create_index(op.f("ix_join_requests_user_id"), "join_requests", ["user_id"])
    isolate("join_requests")
    op.execute(
        """
        create function find_joinable(wanted text) returns table (
          org_id text, name text, joining text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select o.id, o.name, d.joining
          from organization_domains d
          join organizations o on o.id = d.org_id and o.status = 'active' and o.type = 'team'
          where d.domain = wanted and d.verified_at is not null and d.joining <> 'off'
        $$
        """
    )
    op.execute("revoke all on function find_joinable(text) from public")
    op.execute("grant execute on function find_joinable(text) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_joinable(text)")
    op.drop_table("join_requests")
    op.drop_column("organization_domains", "joining")
