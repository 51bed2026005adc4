"""Support's access to organizations, by their consent, and the sessions under it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, isolate, let_owner_look_up

revision = "0024c_support"
down_revision = "0024b_configuration"
branch_labels = None
depends_on = None

_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "support_accesses",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("requested_at", _TIME, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("ends_at", _TIME, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_support_accesses_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_accesses")),
    )
    op.create_index("ix_support_accesses_org_id_id", "support_accesses", ["org_id", "id"])
    isolate("support_accesses")
    op.execute(
        "create policy platform on support_accesses for select to laelia_app"
        f" using ('{_PLATFORM}' = any({ORGS}))"
    )
    let_owner_look_up("support_accesses")
    op.add_column("sessions", sa.Column("support_access_id", sa.Text(), nullable=True))
    op.execute(
        """
        create function find_support_session(hash bytea) returns table (
          id text, org_id text, user_id text, expires_at timestamptz, second_factor boolean,
          support_id text, scopes text[], factor_missing boolean
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select s.id, s.org_id, s.user_id, least(s.expires_at, a.ends_at), s.second_factor,
                 a.id, a.scopes, coalesce(r.second_factor, false) and not s.second_factor
          from sessions s
          join support_accesses a on a.id = s.support_access_id and a.org_id = s.org_id
                                 and a.requested_by = s.user_id and a.status = 'granted'
          join organizations o on o.id = s.org_id and o.status = 'active'
          join users u on u.id = s.user_id and u.status = 'active'
                      and u.platform_role in ('support', 'superadmin')
          left join organization_policies r on r.org_id = s.org_id
          where s.token_hash = hash and s.revoked_at is null
        $$
        """
    )
    op.execute("revoke all on function find_support_session(bytea) from public")
    op.execute("grant execute on function find_support_session(bytea) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_support_session(bytea)")
    op.drop_column("sessions", "support_access_id")
    op.drop_table("support_accesses")
