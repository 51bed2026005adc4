"""Runs, the record of what happened; usage events, one per call; conversations and outcomes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    texts_field,
    time_field,
)


class Run(Table, table=True):
    """One execution of one agent version. Amounts in micro-credits, times in milliseconds.

    `resumed` counts how often it went on after its process had died; `queued_at` is when it last
    joined the queue again, `paused_at` when it last began to wait for a person.

    `status` is queued, running, input_required, succeeded, failed, cancelled or lost. `input` and
    `output` are JSON, sealed under the organization's keys; empty once they were removed.
    `request_hash` tells a replay from another request under the same key.
    """

    __tablename__ = "runs"
    __table_args__: Any = (
        Index(
            "uq_runs_idempotency_key",
            "org_id",
            "idempotency_key",
            unique=True,
            postgresql_where="idempotency_key is not null",
        ),
        Index("ix_runs_open", "process_id", postgresql_where="finished_at is null"),
        Index("ix_runs_rated", "agent_id", postgresql_where="outcome is not null"),
        Index("ix_runs_created_at", "created_at", postgresql_using="brin"),
        Index("ix_runs_queued", "created_at", postgresql_where="status = 'queued'"),
        Index(
            "ix_runs_parent",
            "org_id",
            "parent_run_id",
            postgresql_where="parent_run_id is not null",
        ),
    )

    org_id: str = id_field()
    id: str = id_field()
    agent_id: str = text_field()
    agent_version_id: str = text_field()
    agent_version: str = text_field()
    agent_owner_id: str = text_field()
    entitlement_id: str = text_field()
    price_id: str | None = text_field(default=None, nullable=True)
    user_id: str = text_field()
    key_id: str | None = text_field(default=None, nullable=True)
    face: str = text_field()
    mode: str = text_field()
    parent_run_id: str | None = text_field(default=None, nullable=True)
    depth: int = integer_field(default=0)
    session_id: str | None = text_field(default=None, nullable=True)
    status: str = text_field()
    input: bytes = bytes_field()
    output: bytes | None = bytes_field(default=None, nullable=True)
    error_code: str | None = text_field(default=None, nullable=True)
    error_detail: str | None = text_field(default=None, nullable=True)
    model_requested: str | None = text_field(default=None, nullable=True)
    model: str | None = text_field(default=None, nullable=True)
    model_tier: str | None = text_field(default=None, nullable=True)
    attempts: list[dict[str, Any]] | None = json_field(default=None, nullable=True)
    regions: list[str] | None = texts_field(default=None, nullable=True)
    input_tokens: int = integer_field(default=0)
    output_tokens: int = integer_field(default=0)
    events: int | None = integer_field(default=None, nullable=True)
    max_credits: int = integer_field(default=0)
    cost: int = integer_field(default=0)
    publisher_fee: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    metadata_: dict[str, Any] | None = json_field(
        default=None, nullable=True, sa_column_kwargs={"name": "metadata"}
    )
    receipt: str | None = text_field(default=None, nullable=True)
    idempotency_key: str | None = text_field(default=None, nullable=True)
    request_hash: bytes | None = bytes_field(default=None, nullable=True)
    process_id: str | None = text_field(default=None, nullable=True)
    first_token_ms: int | None = integer_field(default=None, nullable=True)
    duration_ms: int | None = integer_field(default=None, nullable=True)
    cancel_requested_at: datetime | None = time_field(default=None, nullable=True)
    resumed: int = integer_field(default=0, sa_column_kwargs={"server_default": text("0")})
    queued_at: datetime | None = time_field(default=None, nullable=True)
    paused_at: datetime | None = time_field(default=None, nullable=True)
    content_removed_at: datetime | None = time_field(default=None, nullable=True)
    outcome: str | None = text_field(default=None, nullable=True)
    outcome_reason: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    started_at: datetime | None = time_field(default=None, nullable=True)
    finished_at: datetime | None = time_field(default=None, nullable=True)


class RunOutcome(Table, table=True):
    """What a rule or a judge said of a run; people's own word stands with the run.

    `source` is rule or judge, `outcome` happy, unhappy or unknown; `name` says which rule, or what
    judged. The last word of each source counts.
    """

    __tablename__ = "run_outcomes"

    org_id: str = id_field()
    run_id: str = id_field()
    source: str = id_field()
    outcome: str = text_field()
    name: str | None = text_field(default=None, nullable=True)
    reason: str | None = text_field(default=None, nullable=True)
    user_id: str = text_field()
    created_at: datetime = time_field()


class RunApproval(Table, table=True):
    """A question of a run to a person; one for each visit of the node that asks it.

    `status` is pending, approved, rejected or expired; `value` is JSON. What it asks and what was
    answered are sealed; `question` itself has only what was written before there were keys.
    """

    __tablename__ = "run_approvals"
    __table_args__: Any = (
        Index("uq_run_approvals_visit", "org_id", "run_id", "node_id", "visit", unique=True),
        Index("ix_run_approvals_pending", "expires_at", postgresql_where="status = 'pending'"),
    )

    org_id: str = id_field()
    id: str = id_field()
    run_id: str = text_field()
    agent_id: str = text_field()
    user_id: str = text_field()
    node_id: str = text_field()
    visit: int = integer_field()
    question: str = text_field()
    sealed_question: bytes | None = bytes_field(default=None, nullable=True)
    status: str = text_field()
    value: bytes | None = bytes_field(default=None, nullable=True)
    decided_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    expires_at: datetime = time_field()
    decided_at: datetime | None = time_field(default=None, nullable=True)


class UsageEvent(Table, table=True):
    """One API call, whatever became of it: appended, never changed.

    `status` is the run's, or `rejected` for a call that never became one; `waived` is no call: it
    takes back what a child of a lost run had cost.
    """

    __tablename__ = "usage_events"

    org_id: str = id_field()
    id: str = id_field()
    time: datetime = time_field()
    run_id: str | None = text_field(default=None, nullable=True)
    parent_run_id: str | None = text_field(default=None, nullable=True)
    user_id: str = text_field()
    key_id: str | None = text_field(default=None, nullable=True)
    face: str = text_field()
    mode: str = text_field()
    agent_id: str | None = text_field(default=None, nullable=True)
    agent_version: str | None = text_field(default=None, nullable=True)
    model_requested: str | None = text_field(default=None, nullable=True)
    model: str | None = text_field(default=None, nullable=True)
    status: str = text_field()
    error_code: str | None = text_field(default=None, nullable=True)
    input_tokens: int = integer_field(default=0)
    output_tokens: int = integer_field(default=0)
    events: int | None = integer_field(default=None, nullable=True)
    cost: int = integer_field(default=0)
    first_token_ms: int | None = integer_field(default=None, nullable=True)
    duration_ms: int | None = integer_field(default=None, nullable=True)
    end_user: str | None = text_field(default=None, nullable=True)
    tags: dict[str, Any] | None = json_field(default=None, nullable=True)
    attempts: list[dict[str, Any]] | None = json_field(default=None, nullable=True)


class Conversation(Table, table=True):
    """A session of the contract: turns with one agent that remember each other.

    `title` has only what was written before there were keys.
    """

    __tablename__ = "conversations"

    org_id: str = id_field()
    id: str = id_field()
    user_id: str = text_field()
    agent_id: str = text_field()
    title: str = text_field(default="")
    sealed_title: bytes | None = bytes_field(default=None, nullable=True)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class ConversationMessage(Table, table=True):
    __tablename__ = "conversation_messages"

    org_id: str = id_field()
    conversation_id: str = id_field()
    id: str = id_field()
    run_id: str = text_field()
    role: str = text_field()
    content: bytes = bytes_field()
    created_at: datetime = time_field()


class StoredFile(Table, table=True):
    """A file; its bytes lie in the organization's folder under its ID, sealed under the data key
    of this version. Without one they lie there as they were sent."""

    __tablename__ = "files"

    org_id: str = id_field()
    id: str = id_field()
    user_id: str = text_field()
    name: str = text_field()
    media_type: str = text_field()
    size: int = integer_field()
    sha256: bytes = bytes_field()
    key_version: int | None = integer_field(default=None, nullable=True)
    created_at: datetime = time_field()


class Schedule(Table, table=True):
    """Runs of one agent at the times of a cron expression, in the name of whoever wrote it last.

    `input` is JSON as it was given. `budget` bounds what a calendar month's runs may cost; `missed`
    is skip, run_once or run_all. `next_run_at` is null while paused.
    """

    __tablename__ = "schedules"
    __table_args__: Any = (
        Index("ix_schedules_due", "next_run_at", postgresql_where="next_run_at is not null"),
    )

    org_id: str = id_field()
    id: str = id_field()
    user_id: str = text_field()
    key_id: str | None = text_field(default=None, nullable=True)
    name: str = text_field()
    agent_id: str = text_field()
    cron: str = text_field()
    timezone: str = text_field()
    input: bytes = bytes_field()
    model: str | None = text_field(default=None, nullable=True)
    max_credits: int | None = integer_field(default=None, nullable=True)
    budget: int | None = integer_field(default=None, nullable=True)
    missed: str = text_field()
    metadata_: dict[str, Any] | None = json_field(
        default=None, nullable=True, sa_column_kwargs={"name": "metadata"}
    )
    next_run_at: datetime | None = time_field(default=None, nullable=True)
    paused_at: datetime | None = time_field(default=None, nullable=True)
    paused_reason: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class ScheduleStart(Table, table=True):
    """What became of one due time: the run that it started, or why there is none."""

    __tablename__ = "schedule_starts"

    org_id: str = id_field()
    schedule_id: str = id_field()
    due_at: datetime = time_field(primary_key=True)
    run_id: str | None = text_field(default=None, nullable=True)
    error_code: str | None = text_field(default=None, nullable=True)
    error_detail: str | None = text_field(default=None, nullable=True)
    started_at: datetime = time_field()


class RetentionPolicy(Table, table=True):
    """How many days an organization's content is kept. No row, or none: for as long as it is."""

    __tablename__ = "retention_policies"

    org_id: str = id_field()
    content_days: int | None = integer_field(default=None, nullable=True)
    updated_at: datetime = time_field()
    updated_by: str = text_field()


class PrivacyPolicy(Table, table=True):
    """How an organization's data is kept from agents: a mode of the PII guard for its own and the
    platform's, and one for everybody else's. No row: the defaults."""

    __tablename__ = "privacy_policies"

    org_id: str = id_field()
    own_agents: str = text_field()
    other_agents: str = text_field()
    updated_at: datetime = time_field()
    updated_by: str = text_field()
