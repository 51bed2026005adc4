"""A run before and after its execution, as values that the batches write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from providers.contract import Usage

RunStatus = Literal[
    "queued", "running", "input_required", "succeeded", "failed", "cancelled", "lost"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What transaction 1 writes. `input` and `metadata` are JSON; amounts in micro-credits.

    `metered`: it may draw on a credit line. `limited`: its entitlement covers so many runs.
    """

    org_id: str
    id: str
    agent_id: str
    agent_version_id: str
    agent_version: str
    agent_owner_id: str
    entitlement_id: str
    price_id: str | None
    user_id: str
    key_id: str | None
    face: str
    mode: str
    status: RunStatus
    input: bytes
    max_credits: int
    created_at: datetime
    process_id: str | None
    metered: bool = False
    limited: bool = False
    parent_run_id: str | None = None
    depth: int = 0
    session_id: str | None = None
    model_requested: str | None = None
    metadata: str | None = None
    end_user: str | None = None
    idempotency_key: str | None = None
    request_hash: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What transaction 2 writes. `cost` is at most the hold; `attempts` is JSON."""

    run: NewRun
    status: RunStatus
    output: bytes | None
    usage: Usage
    cost: int
    publisher_fee: int
    finished_at: datetime
    duration_ms: int
    first_token_ms: int | None = None
    error_code: str | None = None
    error_detail: str | None = None
    model: str | None = None
    model_tier: str | None = None
    attempts: str | None = None
    receipt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A call that never became a run: refused, or relayed to where it was answered."""

    org_id: str
    id: str
    time: datetime
    user_id: str
    key_id: str | None
    face: str
    mode: str
    agent_id: str | None
    error_code: str | None
    status: str = "rejected"
    agent_version: str | None = None
    duration_ms: int | None = None
    tags: dict[str, str] | None = None


@dataclass(slots=True)
class Result:
    """What an execution made, whatever the kind of agent. `output` is JSON-able."""

    output: Any
    usage: Usage
    model: str | None = None
    model_tier: str | None = None
    model_cost: int = 0
    children_cost: int = 0
    first_token_at: float | None = None
