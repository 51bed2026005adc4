"""What people are told: an inbox of their own, and an outbox of mail that the platform opens."""

import sqlalchemy as sa
from alembic import op

from hub.migrations.policies import ORGS, TENANT, USER, let_worker

revision = "0014_notifications"
down_revision = "0013_usage_attempts"
branch_labels = None
depends_on = None

_PLATFORM = "org_6QQ9P1M7XSSX0SSQNNMG7B5V2G"
_TABLES = ("notifications", "notification_messages", "notification_preferences")


def upgrade() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint(
            "user_id", "event_key", name=op.f("uq_notifications_user_id_event_key")
        ),
    )
    op.create_index("ix_notifications_user_id_id", "notifications", ["user_id", "id"])
    op.create_table(
        "notification_messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("event_key", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_messages")),
        sa.UniqueConstraint(
            "org_id",
            "recipient",
            "event_key",
            name=op.f("uq_notification_messages_org_id_recipient_event_key"),
        ),
    )
    op.create_index(
        "ix_notification_messages_due",
        "notification_messages",
        ["next_at"],
        postgresql_where="status in ('waiting', 'sending')",
    )
    op.create_table(
        "notification_preferences",
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("email", sa.Boolean(), nullable=False),
        sa.Column("inbox", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "category", name=op.f("pk_notification_preferences")),
    )
    _isolate()


def _isolate() -> None:
    """An organization's act puts them there; people see their own, the platform the outbox."""
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
    for table in _TABLES[:2]:
        op.execute(f"create policy told on {table} for insert to laelia_app with check ({TENANT})")
    op.execute(
        f"create policy own on notifications for select to laelia_app using (user_id = {USER})"
    )
    op.execute(
        "create policy own_read on notifications for update to laelia_app"
        f" using (user_id = {USER}) with check (user_id = {USER})"
    )
    op.execute("grant select, insert on notifications to laelia_app")
    op.execute("grant update (read_at) on notifications to laelia_app")
    op.execute(
        "create policy platform on notification_messages for select to laelia_app"
        f" using ('{_PLATFORM}' = any({ORGS}))"
    )
    op.execute("grant select, insert on notification_messages to laelia_app")
    op.execute(
        "create policy own on notification_preferences to laelia_app"
        f" using (user_id = {USER}) with check (user_id = {USER})"
    )
    op.execute("grant select, insert, update on notification_preferences to laelia_app")
    let_worker("notification_messages", commands="select, update")
    let_worker("notification_preferences")


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
