"""A run before and after its execution, as values that the batches write.

Structs rather than dataclasses: a frozen dataclass of twenty fields takes 10 µs to make.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct

from hub.runs.sessions import KeptSaid, Said
from providers.contract import FinishReason, Usage

DIRECT: Final = "direct"
"""Stands for the entitlement of a paid call to a model itself, which is no agent's."""
TRIED: Final = "tried"
"""The same of a try, to which nobody needs a right."""
TRY: Final = "try"
"""The mode of a try, and of what is called in it."""
NO_USAGE: Final = Usage()

RunStatus = Literal[
    "queued", "running", "input_required", "succeeded", "failed", "cancelled", "lost"
]


class Trying(Struct, frozen=True):
    """The most that a try may cost whoever pays for it: its models, and the agent's own price."""

    models: int
    fee: int


class NewRun(Struct, frozen=True, kw_only=True):
    """What transaction 1 writes. `input` and `metadata` are JSON; amounts in micro-credits.

    `metered`: it may draw on a credit line. `limited`: its entitlement covers so many runs.
    `trying`: it is a try, for which `paid_by` pays (creator or platform) and not the caller.
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
    trying: Trying | None = None
    paid_by: str | None = None

    @property
    def hold(self) -> int:
        """What is set aside for it: a child spends inside its parent's hold."""
        return 0 if self.parent_run_id is not None else self.max_credits


class Finished(Struct, frozen=True, kw_only=True):
    """What transaction 2 writes. `cost` is at most the hold; `attempts` is JSON.

    `child_cost` and `child_usage` are the parts of `cost` and `usage` that children made, each of
    which has a record of its own; `child_fees` is whom the cost pays. `pays_children`: they are
    not known here, and what they cost is added. `events` is null unless the
    price is per event. `regions` are where the run's own models and servers
    were. A batch takes `output` and `said` sealed.
    """

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
    regions: tuple[str, ...] = ()
    events: int | None = None
    receipt: str | None = None
    child_cost: int = 0
    child_usage: Usage = NO_USAGE
    child_fees: tuple[tuple[str, int], ...] = ()
    pays_children: bool = False
    try_models: int = 0
    try_fee: int = 0
    said: Said | KeptSaid | None = None

    @property
    def taken(self) -> int:
        """What it took of what it was allowed: of a try that is what its models cost."""
        return self.try_models if self.run.mode == TRY else self.cost

    @property
    def own_usage(self) -> Usage:
        """What this run's own models used."""
        return without(self.usage, self.child_usage)


class RunRecord(Struct, frozen=True, kw_only=True):
    """A run as it stands in the books. `input` and `output` are JSON, `input` empty once they were
    removed; amounts in micro-credits."""

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
    parent_run_id: str | None
    depth: int
    session_id: str | None
    status: RunStatus
    input: bytes
    output: bytes | None
    error_code: str | None
    error_detail: str | None
    model_requested: str | None
    model: str | None
    model_tier: str | None
    attempts: list[dict[str, Any]] | None
    regions: list[str] | None
    input_tokens: int
    output_tokens: int
    events: int | None
    max_credits: int
    cost: int
    metadata: dict[str, Any] | None
    receipt: str | None
    idempotency_key: str | None
    request_hash: bytes | None
    process_id: str | None
    first_token_ms: int | None
    duration_ms: int | None
    outcome: str | None
    outcome_reason: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    content_removed_at: datetime | None


class Rejected(Struct, frozen=True, kw_only=True):
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
    """What an execution made, whatever the kind of agent. `output` is JSON-able; `usage` and
    `model_cost` are of its own models, not of its children's; `events` are those to pay for."""

    output: Any
    usage: Usage
    model: str | None = None
    model_tier: str | None = None
    model_cost: int = 0
    finish_reason: FinishReason = "stop"
    first_token_at: float | None = None
    events: int = 0


def total(one: Usage, other: Usage) -> Usage:
    """Both together."""
    if other == NO_USAGE:
        return one
    return Usage(
        input_tokens=one.input_tokens + other.input_tokens,
        output_tokens=one.output_tokens + other.output_tokens,
        cached_input_tokens=one.cached_input_tokens + other.cached_input_tokens,
        reasoning_tokens=one.reasoning_tokens + other.reasoning_tokens,
    )


def without(whole: Usage, part: Usage) -> Usage:
    """What is left of the whole."""
    if part == NO_USAGE:
        return whole
    return Usage(
        input_tokens=whole.input_tokens - part.input_tokens,
        output_tokens=whole.output_tokens - part.output_tokens,
        cached_input_tokens=whole.cached_input_tokens - part.cached_input_tokens,
        reasoning_tokens=whole.reasoning_tokens - part.reasoning_tokens,
    )
