"""Invitations, the set-up link of the first administrator, and one's own memberships."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import USER, isolate, let_owner_look_up

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_invitations_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["users.id"], name=op.f("fk_invitations_invited_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index("ix_invitations_org_id_id", "invitations", ["org_id", "id"], unique=False)
    op.create_table(
        "setup_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_setup_links")),
    )
    isolate("invitations")
    isolate("setup_links", using="true")
    op.execute(
        f"create policy own on memberships for select to laelia_app using (user_id = {USER})"
    )
    _look_ups()


def _look_ups() -> None:
    let_owner_look_up("invitations")
    op.execute(
        """
        create function find_invitation(hash bytea) returns table (
          id text, org_id text, email citext, role text, expires_at timestamptz
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select i.id, i.org_id, i.email, i.role, i.expires_at
          from invitations i
          join organizations o on o.id = i.org_id and o.status = 'active'
          join memberships m on m.org_id = i.org_id and m.user_id = i.invited_by
                            and m.status = 'active' and m.role = 'admin'
          where i.token_hash = hash and i.accepted_at is null and i.revoked_at is null
        $$
        """
    )
    op.execute(
        """
        create function platform_admin_exists() returns boolean
        language sql stable security definer set search_path = public, pg_temp as $$
          select exists (select from users where platform_role = 'superadmin' and status = 'active')
        $$
        """
    )
    for signature in ("find_invitation(bytea)", "platform_admin_exists()"):
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_invitation(bytea)")
    op.execute("drop function platform_admin_exists()")
    op.execute("drop policy own on memberships")
    op.drop_table("setup_links")
    op.drop_table("invitations")
