"""Foundation: every table of the main job, isolated from the first row."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hub.migrations.policies import (
    ORGS,
    TENANT,
    USER,
    append_only,
    isolate,
    let_owner_look_up,
    let_worker,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("current_version_id", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
        sa.UniqueConstraint("org_id", "slug", name=op.f("uq_agents_org_id_slug")),
    )
    op.create_index("ix_agents_listed", "agents", ["id"], unique=False, postgresql_where="listed")
    op.create_table(
        "budgets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("period_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "spent >= 0 and held >= 0", name=op.f("ck_budgets_counters_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budgets")),
        sa.UniqueConstraint(
            "org_id",
            "scope",
            "scope_id",
            "period",
            name=op.f("uq_budgets_org_id_scope_scope_id_period"),
        ),
    )
    op.create_table(
        "conversation_messages",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "org_id", "conversation_id", "id", name=op.f("pk_conversation_messages")
        ),
    )
    op.create_table(
        "conversations",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "credit_grants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "remaining >= 0 and remaining <= amount",
            name=op.f("ck_credit_grants_remaining_in_amount"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_grants")),
        sa.UniqueConstraint(
            "org_id", "idempotency_key", name=op.f("uq_credit_grants_org_id_idempotency_key")
        ),
    )
    op.create_index(
        "ix_credit_grants_due",
        "credit_grants",
        ["expires_at"],
        unique=False,
        postgresql_where="expired_at is null",
    )
    op.create_index(
        "ix_credit_grants_open",
        "credit_grants",
        ["org_id"],
        unique=False,
        postgresql_where="remaining > 0",
    )
    op.create_table(
        "entitlements",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Text(), nullable=True),
        sa.Column("price_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("payment_mode", sa.Text(), nullable=False),
        sa.Column("run_limit", sa.BigInteger(), nullable=True),
        sa.Column("runs_used", sa.BigInteger(), nullable=False),
        sa.Column("active_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
    )
    op.create_index(
        "uq_entitlements_live",
        "entitlements",
        ["org_id", "agent_id", "user_id"],
        unique=True,
        postgresql_where="ended_at is null",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "holds",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("grant_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("grant_amounts", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("budget_ids", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "captured >= 0 and captured <= amount", name=op.f("ck_holds_captured_in_amount")
        ),
        sa.PrimaryKeyConstraint("org_id", "run_id", name=op.f("pk_holds")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("transaction_id", sa.Text(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "transaction_id", "line", name=op.f("pk_ledger_entries")),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("cause_id", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint(
            "org_id", "cause_id", "code", name=op.f("uq_ledger_transactions_org_id_cause_id_code")
        ),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "prices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("unit_amount", sa.BigInteger(), nullable=False),
        sa.Column("model_cost", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("unit_amount >= 0", name=op.f("ck_prices_unit_amount_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prices")),
    )
    op.create_index(
        "uq_prices_current",
        "prices",
        ["agent_id"],
        unique=True,
        postgresql_where="archived_at is null",
    )
    op.create_table(
        "processes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "heartbeat_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processes")),
    )
    op.create_table(
        "prompt_templates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("current_version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_templates")),
        sa.UniqueConstraint("org_id", "name", name=op.f("uq_prompt_templates_org_id_name")),
    )
    op.create_table(
        "runs",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("agent_version_id", sa.Text(), nullable=False),
        sa.Column("agent_version", sa.Text(), nullable=False),
        sa.Column("agent_owner_id", sa.Text(), nullable=False),
        sa.Column("entitlement_id", sa.Text(), nullable=False),
        sa.Column("price_id", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=True),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("parent_run_id", sa.Text(), nullable=True),
        sa.Column("depth", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("input", sa.LargeBinary(), nullable=False),
        sa.Column("output", sa.LargeBinary(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("model_requested", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("model_tier", sa.Text(), nullable=True),
        sa.Column("attempts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("max_credits", sa.BigInteger(), nullable=False),
        sa.Column("publisher_fee", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("idempotency_key", sa.Text(), nullable=True),
        sa.Column("request_hash", sa.LargeBinary(), nullable=True),
        sa.Column("process_id", sa.Text(), nullable=True),
        sa.Column("first_token_ms", sa.BigInteger(), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_runs")),
    )
    op.create_index(
        "ix_runs_open", "runs", ["process_id"], unique=False, postgresql_where="finished_at is null"
    )
    op.create_index(
        "ix_runs_parent",
        "runs",
        ["org_id", "parent_run_id"],
        unique=False,
        postgresql_where="parent_run_id is not null",
    )
    op.create_index(
        "uq_runs_idempotency_key",
        "runs",
        ["org_id", "idempotency_key"],
        unique=True,
        postgresql_where="idempotency_key is not null",
    )
    op.create_table(
        "usage_events",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=True),
        sa.Column("parent_run_id", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=True),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("agent_version", sa.Text(), nullable=True),
        sa.Column("model_requested", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.Column("input_tokens", sa.BigInteger(), nullable=False),
        sa.Column("output_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("first_token_ms", sa.BigInteger(), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("end_user", sa.Text(), nullable=True),
        sa.Column("tags", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("org_id", "id", name=op.f("pk_usage_events")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("platform_role", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "wallets",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("running", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_wallets_held_not_negative")),
        sa.CheckConstraint("running >= 0", name=op.f("ck_wallets_running_not_negative")),
        sa.PrimaryKeyConstraint("org_id", name=op.f("pk_wallets")),
    )
    op.create_table(
        "agent_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("manifest", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_agent_versions_agent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_versions")),
        sa.UniqueConstraint("agent_id", "version", name=op.f("uq_agent_versions_agent_id_version")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("agent_ids", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("requests_per_minute", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["organizations.id"], name=op.f("fk_api_keys_org_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_keys_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    op.create_index("ix_api_keys_org_id_id", "api_keys", ["org_id", "id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organizations.id"], name=op.f("fk_memberships_org_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("org_id", "user_id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_user_id"), "memberships", ["user_id"], unique=False)
    op.create_table(
        "prompt_template_versions",
        sa.Column("template_id", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("variables", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["prompt_templates.id"],
            name=op.f("fk_prompt_template_versions_template_id"),
        ),
        sa.PrimaryKeyConstraint("template_id", "version", name=op.f("pk_prompt_template_versions")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["org_id"], ["organizations.id"], name=op.f("fk_sessions_org_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_org_id"), "sessions", ["org_id"], unique=False)
    _functions()
    _isolation()
    _worker()


def _functions() -> None:
    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin
          raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end $$
        """
    )
    op.execute(
        """
        create function refuse_unbalanced() returns trigger language plpgsql as $$
        begin
          if exists (
            select from booked group by org_id, transaction_id having sum(amount) <> 0
          ) then
            raise exception 'a ledger transaction does not sum to zero'
              using errcode = 'check_violation';
          end if;
          return null;
        end $$
        """
    )
    op.execute(
        """
        create trigger balanced after insert on ledger_entries
          referencing new table as booked for each statement execute function refuse_unbalanced()
        """
    )


def _isolation() -> None:
    op.execute("grant usage on schema public to laelia_app, laelia_worker")
    for table in (
        "api_keys",
        "budgets",
        "conversation_messages",
        "conversations",
        "credit_grants",
        "entitlements",
        "holds",
        "ledger_entries",
        "ledger_transactions",
        "memberships",
        "outbox",
        "prompt_template_versions",
        "prompt_templates",
        "runs",
        "sessions",
        "usage_events",
        "wallets",
    ):
        isolate(table)
    isolate("organizations", using=f"id = any({ORGS})")
    isolate(
        "users",
        using=f"id = {USER} or exists (select from memberships m where m.user_id = users.id)",
        write=f"id = {USER}",
    )
    isolate("agents", using=f"listed or {TENANT}", write=TENANT)
    for table in ("agent_versions", "prices"):
        listed = f"exists (select from agents a where a.id = {table}.agent_id and a.listed)"
        isolate(table, using=f"{TENANT} or {listed}", write=TENANT)
    isolate("processes", using="true")
    for table in ("agent_versions", "ledger_entries", "ledger_transactions", "usage_events"):
        append_only(table)
    _look_ups()


def _look_ups() -> None:
    """Who is this? Asked before the organization is known, one credential at a time."""
    for table in ("api_keys", "memberships", "organizations", "sessions", "users"):
        let_owner_look_up(table)
    op.execute(
        """
        create function find_api_key(hash bytea) returns table (
          id text, org_id text, user_id text, mode text, scopes text[], agent_ids text[],
          requests_per_minute bigint, expires_at timestamptz, role text, platform_role text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select k.id, k.org_id, k.user_id, k.mode, k.scopes, k.agent_ids, k.requests_per_minute,
                 k.expires_at, m.role, u.platform_role
          from api_keys k
          join organizations o on o.id = k.org_id and o.status = 'active'
          join users u on u.id = k.user_id and u.status = 'active'
          join memberships m on m.org_id = k.org_id and m.user_id = k.user_id
                            and m.status = 'active'
          where k.key_hash = hash and k.revoked_at is null
        $$
        """
    )
    op.execute(
        """
        create function find_session(hash bytea) returns table (
          id text, org_id text, user_id text, expires_at timestamptz, role text,
          platform_role text
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select s.id, s.org_id, s.user_id, s.expires_at, m.role, u.platform_role
          from sessions s
          join organizations o on o.id = s.org_id and o.status = 'active'
          join users u on u.id = s.user_id and u.status = 'active'
          join memberships m on m.org_id = s.org_id and m.user_id = s.user_id
                            and m.status = 'active'
          where s.token_hash = hash and s.revoked_at is null
        $$
        """
    )
    op.execute(
        """
        create function find_sign_in(address citext) returns table (
          user_id text, password_hash text, org_ids text[]
        ) language sql stable security definer set search_path = public, pg_temp as $$
          select u.id, u.password_hash,
                 array(select m.org_id from memberships m join organizations o on o.id = m.org_id
                       where m.user_id = u.id and m.status = 'active' and o.status = 'active'
                       order by (o.type = 'personal'), m.created_at)
          from users u where u.email = address and u.status = 'active'
        $$
        """
    )
    for signature in ("find_api_key(bytea)", "find_session(bytea)", "find_sign_in(citext)"):
        op.execute(f"revoke all on function {signature} from public")
        op.execute(f"grant execute on function {signature} to laelia_app")


def _worker() -> None:
    let_worker("outbox", commands="select, delete")
    for table in ("runs", "processes", "credit_grants"):
        let_worker(table)


def downgrade() -> None:
    op.execute("drop policy visible on users")
    for table in (
        *("agent_versions", "prices", "agents", "prompt_template_versions", "prompt_templates"),
        *("api_keys", "sessions", "memberships", "users", "organizations"),
        *("budgets", "credit_grants", "holds", "ledger_entries", "ledger_transactions", "wallets"),
        *("conversation_messages", "conversations", "runs", "usage_events", "entitlements"),
        *("outbox", "processes"),
    ):
        op.drop_table(table)
    for function in (
        *("find_api_key(bytea)", "find_session(bytea)", "find_sign_in(citext)"),
        *("refuse_change()", "refuse_unbalanced()"),
    ):
        op.execute(f"drop function {function}")
