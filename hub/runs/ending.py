"""The end of an execution as a record: what it made, what it costs, and the receipt for it."""

from datetime import datetime
from time import monotonic
from typing import Any, Final

import msgspec

from hub.billing import public as billing
from hub.kit.amounts import format_credits
from hub.kit.clock import Clock
from hub.kit.errors import LaeliaError
from hub.kit.signing import SigningKey
from hub.runs import errors
from hub.runs.executor import Work
from hub.runs.invocation import Outcome
from hub.runs.record import NO_USAGE, TRY, Finished, Result, RunStatus, total
from hub.runs.sessions import Line, Said
from providers.contract import Usage

_FAILED: Final[dict[type[LaeliaError], RunStatus]] = {
    errors.RunCancelled: "cancelled",
    errors.RunLost: "lost",
}


class Ending:
    """Makes outcomes; `issuer` and `key` stand for this installation on its receipts."""

    def __init__(self, key: SigningKey, clock: Clock, issuer: str) -> None:
        self._key = key
        self._clock = clock
        self._issuer = issuer

    def of(
        self, work: Work, result: Result | None, error: LaeliaError | None, began: float
    ) -> Outcome:
        now = monotonic()
        duration_ms = int((now - began) * 1000)
        usage = total(result.usage if result else NO_USAGE, work.child_usage)
        cost, fee = _charge(work, result, duration_ms)
        tried_models, tried_fee = _tried(work, result, duration_ms)
        children = work.child_cost if work.run.mode == "live" else 0
        status: RunStatus = "succeeded"
        if error is not None:
            status = _FAILED.get(type(error), "failed")
            error.extra.setdefault("run_id", work.run.id)
        if status == "lost":  # the same request comes again, and must not pay for them twice
            cost = children = 0
        first = work.first_token_at
        finished_at = self._clock()
        done = Finished(
            run=work.run,
            status=status,
            output=msgspec.json.encode(result.output) if result else None,
            usage=usage,
            cost=cost,
            publisher_fee=fee,
            child_cost=children,
            child_usage=work.child_usage,
            child_fees=tuple(work.child_fees) if cost else (),
            finished_at=finished_at,
            duration_ms=duration_ms,
            first_token_ms=int((first - began) * 1000) if first else None,
            error_code=error.code if error else None,
            error_detail=error.detail[:1000] if error else None,
            model=result.model if result else None,
            model_tier=result.model_tier if result else None,
            attempts=_attempts(work),
            regions=tuple(sorted(work.processed_in)),
            events=result.events if result and work.rate.event_amount else None,
            receipt=self._receipt(work, result, usage, cost, finished_at) if result else None,
            said=_said(work, result, finished_at) if result else None,
            try_models=tried_models,
            try_fee=tried_fee,
        )
        if result is None:
            return Outcome(work.run, done, None, error)
        return Outcome(work.run, done, result.output, error, result.finish_reason)

    def _receipt(self, work: Work, result: Result, usage: Usage, cost: int, at: datetime) -> str:
        """A statement that anyone can verify offline: this run, this version, this cost."""
        used = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}
        if work.rate.event_amount:
            used["events"] = result.events
        said = {
            "iss": self._issuer,
            "sub": work.run.org_id,
            "jti": work.run.id,
            "iat": int(at.timestamp()),
            "agent_id": work.run.agent_id,
            "agent_version_id": work.run.agent_version_id,
            "agent_version": work.run.agent_version,
            "model": result.model,
            "usage": used,
            "cost": {"credits": format_credits(cost)},
        }
        if work.run.trying is not None:
            said |= {"mode": work.run.mode, "paid_by": work.run.paid_by}
        return self._key.sign(msgspec.json.encode(said))


def _charge(work: Work, result: Result | None, duration_ms: int) -> tuple[int, int]:
    """What the caller pays, and the agent's own fee in it.

    A failure costs nothing, but for the children that succeeded before it: their publishers
    have done their part, and their outputs can be read. Tests and tries cost nothing at all.
    """
    if work.run.mode != "live":
        return 0, 0
    if result is None:
        return work.child_cost, 0
    tokens = result.usage.input_tokens + result.usage.output_tokens
    events = result.events
    fee = billing.fee(work.rate, tokens=tokens, milliseconds=duration_ms, events=events)
    passed = result.model_cost if work.rate.model_cost == "passed_through" else 0
    own = min(fee + passed, max(0, work.run.max_credits - work.child_cost))
    return own + work.child_cost, min(fee, own)


def _tried(work: Work, result: Result | None, duration_ms: int) -> tuple[int, int]:
    """What a try costs whoever pays for it: its models and those of what it called, and the
    agent's own price. What is called takes of that, and costs nothing by itself."""
    if work.run.mode != TRY:
        return 0, 0
    if work.run.trying is None:
        own = 0 if result is None else result.model_cost
        return min(own + work.child_cost, work.allowance), 0
    if work.listed_at is None or result is None:
        return 0, 0
    tokens = result.usage.input_tokens + result.usage.output_tokens
    fee = billing.fee(work.listed_at, tokens=tokens, milliseconds=duration_ms, events=result.events)
    if work.listed_at.model_cost == "included":
        fee = max(0, fee - min(result.model_cost, work.run.trying.models))
    models = min(result.model_cost + work.child_cost, work.run.trying.models)
    return models, min(fee, work.run.trying.fee)


def _said(work: Work, result: Result, at: datetime) -> Said | None:
    """What the session remembers of this run: texts as they are, other values as JSON."""
    if work.session is None:
        return None
    run = work.run
    lines = (
        *work.session.carried,
        Line(run.id, "user", _text(work.input)),
        Line(run.id, "assistant", _text(result.output)),
    )
    return Said(run.org_id, work.session.id, run.user_id, run.agent_id, at, lines)


def _text(value: Any) -> str:
    if isinstance(value, dict) and set(value) == {"text"} and isinstance(value["text"], str):
        return value["text"]
    return msgspec.json.encode(value).decode()


def _attempts(work: Work) -> str | None:
    made = [attempt.record() for attempt in work.attempts]
    return msgspec.json.encode(made).decode() if made else None
