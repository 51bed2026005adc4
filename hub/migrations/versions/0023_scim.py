"""People and groups as an organization's directory has them, and the tokens it provisions with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import isolate, let_owner_look_up

revision = "0023_scim"
down_revision = "0021b_external"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_JSON = postgresql.JSONB(astext_type=sa.Text())
_TABLES = (
    *("directory_members", "directory_groups", "directory_users", "directory_roles"),
    *("directory_connections", "scim_tokens"),
)


def upgrade() -> None:
    _tokens()
    _users()
    _groups()
    _connections()
    for table in _TABLES:
        isolate(table)
    let_owner_look_up("scim_tokens")
    op.execute(
        """
        create function find_scim_token(hash bytea) returns table (
          id text, org_id text, user_id text, expires_at timestamptz, networks text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select t.id, t.org_id, t.created_by, t.expires_at, r.networks
          from scim_tokens t
          join organizations o on o.id = t.org_id and o.status = 'active'
          left join organization_policies r on r.org_id = t.org_id
          where t.token_hash = hash and t.revoked_at is null
        $$
        """
    )
    op.execute("revoke all on function find_scim_token(bytea) from public")
    op.execute("grant execute on function find_scim_token(bytea) to laelia_app")


def _tokens() -> None:
    op.create_table(
        "scim_tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=True),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_scim_tokens_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_scim_tokens_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scim_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_scim_tokens_token_hash")),
    )
    op.create_index("ix_scim_tokens_org_id_id", "scim_tokens", ["org_id", "id"])


def _users() -> None:
    op.create_table(
        "directory_users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("user_name", postgresql.CITEXT(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("email", postgresql.CITEXT(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("owned", sa.Boolean(), nullable=False),
        sa.Column("invitation_id", sa.Text(), nullable=True),
        sa.Column("mapped_role", sa.Text(), nullable=True),
        sa.Column("document", _JSON, nullable=False),
        sa.Column("search", _JSON, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("modified_at", _TIME, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_directory_users_org_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_directory_users_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_users")),
        sa.UniqueConstraint(
            "org_id", "source", "user_name", name="uq_directory_users_org_id_source_user_name"
        ),
    )
    op.create_index("ix_directory_users_org_id_user_id", "directory_users", ["org_id", "user_id"])
    op.create_index(
        "ix_directory_users_search",
        "directory_users",
        ["search"],
        postgresql_using="gin",
        postgresql_ops={"search": "jsonb_path_ops"},
    )


def _groups() -> None:
    op.create_table(
        "directory_groups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("name", postgresql.CITEXT(), nullable=False),
        sa.Column("document", _JSON, nullable=False),
        sa.Column("search", _JSON, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("modified_at", _TIME, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_directory_groups_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_groups")),
        sa.UniqueConstraint("org_id", "name", name="uq_directory_groups_org_id_name"),
    )
    op.create_table(
        "directory_members",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["directory_groups.id"],
            name=op.f("fk_directory_members_group_id"),
            ondelete="cascade",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["directory_users.id"],
            name=op.f("fk_directory_members_member_id"),
            ondelete="cascade",
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_directory_members")),
    )
    op.create_index(op.f("ix_directory_members_member_id"), "directory_members", ["member_id"])
    op.create_table(
        "directory_roles",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("group_name", postgresql.CITEXT(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_directory_roles_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", "group_name", name=op.f("pk_directory_roles")),
    )


def _connections() -> None:
    op.create_table(
        "directory_connections",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("settings", _JSON, nullable=False),
        sa.Column("password", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_directory_connections_org_id")
        ),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_directory_connections")),
    )


def downgrade() -> None:
    op.execute("drop function find_scim_token(bytea)")
    for table in _TABLES:
        op.drop_table(table)
