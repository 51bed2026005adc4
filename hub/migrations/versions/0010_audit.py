"""The record of acts: chained by the database itself, added to and read, and never changed."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, TENANT, let_worker

revision = "0010_audit"
down_revision = "0009"
branch_labels = None
depends_on = None

# The platform's own organization, which also sees what its administrators did in others.
_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
# What the hub may say of an event. Place, time and hash are not among it.
_SAID = (
    *("org_id", "id", "actor_type", "actor_id", "credential_id", "as_platform", "action"),
    *("target_type", "target_id", "before", "after", "outcome", "address", "user_agent"),
    "request_id",
)
# In the order in which they are hashed; hub/audit/chaining.py has the same.
_HASHED = (
    "encode(new.previous, 'hex')",
    "new.org_id",
    "new.seq::text",
    "new.id",
    "to_char(new.occurred_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "new.actor_type",
    "new.actor_id",
    "new.credential_id",
    "new.as_platform::text",
    "new.action",
    "new.target_type",
    "new.target_id",
    "new.before",
    "new.after",
    "new.outcome",
    "new.address",
    "new.user_agent",
    "new.request_id",
)


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_type", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("credential_id", sa.Text(), nullable=True),
        sa.Column("as_platform", sa.Boolean(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target_type", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "seq", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("id", name=op.f("uq_audit_events_id")),
    )
    op.create_index("ix_audit_events_org_id_id", "audit_events", ["org_id", "id"])
    op.create_index(
        "ix_audit_events_org_id_actor_id_id", "audit_events", ["org_id", "actor_id", "id"]
    )
    op.create_index(
        "ix_audit_events_as_platform", "audit_events", ["id"], postgresql_where="as_platform"
    )
    op.create_table(
        "audit_heads",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "number", name=op.f("pk_audit_heads")),
    )
    _chaining()
    for table in ("audit_events", "audit_heads"):
        _never_changed(table)
    _isolation()


def _chaining() -> None:
    """In the database, so that nothing is in the table that is not in the chain.

    One organization's acts take turns from here to their commit; a volatile function's next
    statement sees what was committed while it waited.
    """
    op.execute(
        """
        create function audit_part(value text) returns text language sql immutable as $$
          select coalesce(octet_length(convert_to(value, 'UTF8')) || ':' || value || ',', '-')
        $$
        """
    )
    hashed = "\n|| ".join(f"audit_part({field})" for field in _HASHED)
    op.execute(
        f"""
        create function chain_audit_event() returns trigger language plpgsql
        set search_path = public, pg_temp as $$
        declare
          last record;
        begin
          perform pg_advisory_xact_lock(hashtextextended('laelia/audit/' || new.org_id, 0));
          select e.seq, e.hash into last from audit_events e
            where e.org_id = new.org_id order by e.seq desc limit 1;
          new.seq := coalesce(last.seq, 0) + 1;
          new.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
          new.occurred_at := clock_timestamp();
          new.hash := sha256(convert_to({hashed}, 'UTF8'));
          return new;
        end $$
        """
    )
    op.execute(
        "create trigger chained before insert on audit_events"
        " for each row execute function chain_audit_event()"
    )


def _never_changed(table: str) -> None:
    """By no role: the owner's too meets the triggers."""
    op.execute(
        f"create trigger append_only before update or delete on {table}"
        " for each row execute function refuse_change()"
    )
    op.execute(
        f"create trigger never_emptied before truncate on {table}"
        " for each statement execute function refuse_change()"
    )


def _isolation() -> None:
    for table in ("audit_events", "audit_heads"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
    op.execute(
        "create policy seen on audit_events for select to laelia_app"
        f" using ({TENANT} or (as_platform and '{_PLATFORM}' = any({ORGS})))"
    )
    op.execute(f"create policy told on audit_events for insert to laelia_app with check ({TENANT})")
    op.execute(f"create policy seen on audit_heads for select to laelia_app using ({TENANT})")
    op.execute("grant select on audit_events, audit_heads to laelia_app")
    op.execute(f"grant insert ({', '.join(_SAID)}) on audit_events to laelia_app")
    let_worker("audit_events")
    let_worker("audit_heads", commands="select, insert")


def downgrade() -> None:
    op.drop_table("audit_heads")
    op.drop_table("audit_events")
    op.execute("drop function chain_audit_event()")
    op.execute("drop function audit_part(text)")
