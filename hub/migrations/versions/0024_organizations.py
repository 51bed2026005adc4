"""The life of an organization and of an account: owners, transfers, suspensions, deletion, teams,
which agents it allows, and what the platform's administrators see of all of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import ORGS, isolate, let_worker

revision = "0024_organizations"
down_revision = "0040_commerce"
branch_labels = None
depends_on = None

_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
_TIME = sa.DateTime(timezone=True)
_TEXTS = postgresql.ARRAY(sa.Text())
_SEEN_BY_PLATFORM = ("organizations", "memberships", "users")


def upgrade() -> None:
    _standing()
    _owners()
    _transfers()
    _teams()
    op.add_column("organization_policies", sa.Column("allowed_agents", _TEXTS, nullable=True))
    op.add_column("organization_policies", sa.Column("blocked_agents", _TEXTS, nullable=True))
    for table in _SEEN_BY_PLATFORM:
        op.execute(
            f"create policy platform on {table} for select to laelia_app"
            f" using ('{_PLATFORM}' = any({ORGS}))"
        )
    let_worker("organizations")
    _closed()


def _standing() -> None:
    """Why an organization or an account is closed, and since when."""
    for table in ("organizations", "users"):
        op.add_column(table, sa.Column("status_reason", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("status_at", _TIME, nullable=True))
    op.add_column("organizations", sa.Column("delete_at", _TIME, nullable=True))
    op.create_index(
        "ix_organizations_delete_at",
        "organizations",
        ["delete_at"],
        postgresql_where="delete_at is not null",
    )


def _owners() -> None:
    """Whoever has been admin for longest owns what is there already."""
    op.add_column("organizations", sa.Column("owner_id", sa.Text(), nullable=True))
    op.execute("alter table organizations no force row level security")
    op.execute(
        """
        update organizations o set owner_id = (
          select m.user_id from memberships m
          where m.org_id = o.id and m.role = 'admin' and m.status = 'active'
          order by m.created_at, m.user_id limit 1
        )
        """
    )
    op.execute("alter table organizations force row level security")


def _transfers() -> None:
    op.create_table(
        "organization_transfers",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("from_user", sa.Text(), nullable=False),
        sa.Column("to_user", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_organization_transfers_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_organization_transfers")),
    )
    isolate("organization_transfers")


def _teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organizations.id"], name=op.f("fk_teams_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_teams_org_id_name")),
    )
    op.create_index("ix_teams_org_id_id", "teams", ["org_id", "id"])
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        # Who leaves the organization leaves its teams.
        sa.ForeignKeyConstraint(
            ["org_id", "user_id"],
            ["memberships.org_id", "memberships.user_id"],
            name=op.f("fk_team_members_org_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "user_id", name=op.f("pk_team_members")),
    )
    op.create_index("ix_team_members_org_id_user_id", "team_members", ["org_id", "user_id"])
    for table in ("teams", "team_members"):
        isolate(table)


def _closed() -> None:
    """Asked when a credential opens nothing: whether that is because its place is closed."""
    op.execute(
        """
        create function find_closed(hash bytea) returns table (
          id text, kind text, org_id text, user_id text, role text, org_status text,
          org_reason text, delete_at timestamptz, user_status text, user_reason text,
          expires_at timestamptz
        ) language sql stable security definer set search_path = public, pg_temp as $$
          with held as (
            select s.id, 'session' as kind, s.org_id, s.user_id, s.expires_at
            from sessions s where s.token_hash = hash and s.revoked_at is null
            union all
            select k.id, 'key', k.org_id, k.user_id, k.expires_at
            from api_keys k where k.key_hash = hash and k.revoked_at is null
            union all
            select g.id, 'key', g.org_id, g.user_id, t.expires_at
            from oauth_tokens t join oauth_grants g on g.id = t.grant_id
            where t.token_hash = hash and t.kind = 'access' and g.revoked_at is null
            union all
            select k.id, 'key', k.org_id, k.user_id, t.expires_at
            from oauth_tokens t join api_keys k on k.id = t.key_id
            where t.token_hash = hash and t.kind = 'access' and k.revoked_at is null
          )
          select h.id, h.kind, h.org_id, h.user_id, m.role, o.status, o.status_reason, o.delete_at,
                 u.status, u.status_reason, h.expires_at
          from held h
          join organizations o on o.id = h.org_id and o.status <> 'deleted'
          join users u on u.id = h.user_id
          join memberships m on m.org_id = h.org_id and m.user_id = h.user_id
                            and m.status = 'active'
          where o.status <> 'active' or u.status <> 'active'
        $$
        """
    )
    op.execute("revoke all on function find_closed(bytea) from public")
    op.execute("grant execute on function find_closed(bytea) to laelia_app")


def downgrade() -> None:
    op.execute("drop function find_closed(bytea)")
    op.execute("drop policy worker on organizations")
    op.execute("revoke select on organizations from laelia_worker")
    for table in _SEEN_BY_PLATFORM:
        op.execute(f"drop policy platform on {table}")
    for column in ("allowed_agents", "blocked_agents"):
        op.drop_column("organization_policies", column)
    for table in ("team_members", "teams", "organization_transfers"):
        op.drop_table(table)
    op.drop_index("ix_organizations_delete_at", "organizations")
    for column in ("owner_id", "delete_at", "status_at", "status_reason"):
        op.drop_column("organizations", column)
    for column in ("status_at", "status_reason"):
        op.drop_column("users", column)
