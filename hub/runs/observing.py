"""What is counted, traced and logged of a run. Names follow OpenTelemetry's GenAI and MCP words."""

from typing import Final

import structlog
from opentelemetry.trace import Span

from hub.kit import tracing
from hub.kit.amounts import MICRO
from hub.kit.metrics import Counter, Histogram
from hub.runs.executor import Work
from hub.runs.record import Finished, NewRun

log = structlog.get_logger()

_LABELS: Final = ("face", "kind")
_runs = Counter("laelia_runs", "Runs that ended.", ("status", *_LABELS))
_seconds = Histogram("laelia_run_duration_seconds", "Execution of runs.", _LABELS)
_first = Histogram("laelia_run_first_token_seconds", "Until the first text of an answer.", _LABELS)
_tokens = Counter("laelia_tokens", "Tokens used by runs.", ("direction",))
_credits = Counter("laelia_credits", "Credits charged for runs.", ("face",))
_errors = Counter("laelia_run_errors", "Runs that ended with an error.", ("code",))


def finished(run: NewRun, done: Finished, kind: str) -> None:
    """A run's end, once it is recorded."""
    _runs.add(done.status, run.face, kind)
    _seconds.observe(done.duration_ms / 1000, run.face, kind)
    if done.first_token_ms is not None:
        _first.observe(done.first_token_ms / 1000, run.face, kind)
    used = done.own_usage  # children are counted when they end
    if used.input_tokens or used.output_tokens:
        _tokens.add("input", by=used.input_tokens)
        _tokens.add("output", by=used.output_tokens)
    if done.cost > done.child_cost:
        _credits.add(run.face, by=(done.cost - done.child_cost) / MICRO)
    if done.error_code is not None:
        _errors.add(done.error_code)
        log.info("run.failed", code=done.error_code, agent_id=run.agent_id, status=done.status)


def describe(current: Span, work: Work) -> None:
    """The execution's span, before it begins: which agent, for whom; never what was asked."""
    run = work.run
    current.set_attributes(
        {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.agent.id": run.agent_id,
            "gen_ai.agent.name": work.runnable.manifest.name,
            "gen_ai.agent.version": run.agent_version,
            "laelia.run.id": run.id,
            "laelia.organization.id": run.org_id,
            "laelia.agent.kind": work.runnable.manifest.kind,
            "laelia.face": run.face,
        }
    )
    if run.session_id is not None:
        current.set_attribute("gen_ai.conversation.id", run.session_id)


def describe_end(current: Span, done: Finished) -> None:
    current.set_attributes(
        {
            "laelia.run.status": done.status,
            "gen_ai.usage.input_tokens": done.usage.input_tokens,
            "gen_ai.usage.output_tokens": done.usage.output_tokens,
        }
    )
    if done.error_code is not None:
        tracing.failed(current, done.error_code)
