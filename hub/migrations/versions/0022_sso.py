"""Domains of organizations, their identity providers, and who came through these."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import isolate, let_owner_look_up

revision = "0022_sso"
down_revision = "0033_search"
branch_labels = None
depends_on = None

_TABLES = (
    *("organization_domains", "sso_connections", "sso_links"),
    *("sso_flows", "sso_assertions", "sso_sessions"),
)
_TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    _domains()
    _connections()
    _links()
    _flows()
    _sessions()
    for table in _TABLES:
        isolate(table)
    for table in ("organization_domains", "sso_connections"):
        let_owner_look_up(table)
    _look_ups()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _domains() -> None:
    table = "organization_domains"
    op.create_table(
        table,
        *(_text("id"), _text("org_id"), _text("domain"), _text("token")),
        *(_time("created_at"), _text("created_by"), _time("verified_at", nullable=True)),
        _to(table, "org_id", "organizations.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"uq_{table}_org_id_domain"), table, ["org_id", "domain"], unique=True)
    op.create_index(
        op.f(f"uq_{table}_verified"),
        table,
        ["domain"],
        unique=True,
        postgresql_where=sa.text("verified_at is not null"),
    )


def _connections() -> None:
    table = "sso_connections"
    op.create_table(
        table,
        *(_text("id"), _text("org_id"), _text("name"), _text("kind"), _text("status")),
        sa.Column("domains", _TEXTS, nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("enforced", sa.Boolean(), nullable=False),
        sa.Column("provisioning", sa.Boolean(), nullable=False),
        _text("default_role", nullable=True),
        sa.Column("attributes", postgresql.JSONB(), nullable=False),
        sa.Column("roles", postgresql.JSONB(), nullable=False),
        sa.Column("session_hours", sa.BigInteger(), nullable=True),
        _text("mfa"),
        sa.Column("break_glass", _TEXTS, nullable=False),
        *(_time("created_at"), _text("created_by"), _time("updated_at")),
        _time("proven_at", nullable=True),
        _to(table, "org_id", "organizations.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_org_id_id"), table, ["org_id", "id"])


def _links() -> None:
    table = "sso_links"
    op.create_table(
        table,
        *(_text("connection_id"), _text("subject"), _text("org_id"), _text("user_id")),
        *(_time("created_at"), _time("last_used_at")),
        _to(table, "connection_id", "sso_connections.id"),
        _to(table, "org_id", "organizations.id"),
        _to(table, "user_id", "users.id"),
        sa.PrimaryKeyConstraint("connection_id", "subject", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        op.f(f"uq_{table}_connection_id_user_id"), table, ["connection_id", "user_id"], unique=True
    )
    op.create_index(op.f(f"ix_{table}_org_id"), table, ["org_id"])


def _flows() -> None:
    table = "sso_flows"
    op.create_table(
        table,
        *(_text("id"), _text("org_id"), _text("connection_id")),
        sa.Column("state_hash", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=True),
        *(_text("purpose"), _text("status")),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        _text("created_by", nullable=True),
        _time("expires_at"),
        _to(table, "connection_id", "sso_connections.id"),
        _to(table, "org_id", "organizations.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("state_hash", name=op.f(f"uq_{table}_state_hash")),
    )
    for column in ("org_id", "connection_id", "expires_at"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    table = "sso_assertions"
    op.create_table(
        table,
        _text("connection_id"),
        sa.Column("assertion_hash", sa.LargeBinary(), nullable=False),
        *(_text("org_id"), _time("expires_at")),
        _to(table, "connection_id", "sso_connections.id"),
        _to(table, "org_id", "organizations.id"),
        sa.PrimaryKeyConstraint("connection_id", "assertion_hash", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_org_id"), table, ["org_id"])


def _sessions() -> None:
    table = "sso_sessions"
    op.create_table(
        table,
        *(_text("session_id"), _text("org_id"), _text("connection_id"), _text("user_id")),
        _to(table, "session_id", "sessions.id"),
        _to(table, "connection_id", "sso_connections.id"),
        _to(table, "org_id", "organizations.id"),
        _to(table, "user_id", "users.id"),
        sa.PrimaryKeyConstraint("session_id", name=op.f(f"pk_{table}")),
    )
    for column in ("org_id", "connection_id", "user_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _look_ups() -> None:
    """What must be known before the organization is: whose connection, and whose domain."""
    op.execute(
        """
        create function find_sso_connection(wanted text) returns table (org_id text)
        language sql stable security definer set search_path = public, pg_temp as $$
          select c.org_id from sso_connections c
          join organizations o on o.id = c.org_id and o.status = 'active'
          where c.id = wanted
        $$
        """
    )
    op.execute(
        """
        create function find_sso_realm(wanted text) returns table (
          connection_id text, org_id text, kind text, name text, enforced boolean,
          break_glass text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select c.id, c.org_id, c.kind, c.name, c.enforced, c.break_glass
          from organization_domains d
          join organizations o on o.id = d.org_id and o.status = 'active'
          join sso_connections c on c.org_id = d.org_id and d.domain = any(c.domains)
                                and c.status = 'active'
          where d.domain = wanted and d.verified_at is not null
          order by c.id limit 1
        $$
        """
    )
    for signature in ("find_sso_connection(text)", "find_sso_realm(text)"):
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def downgrade() -> None:
    for signature in ("find_sso_connection(text)", "find_sso_realm(text)"):
        op.execute(f"drop function {signature}")
    for table in reversed(_TABLES):
        op.drop_table(table)
