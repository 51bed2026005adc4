"""What a face asks for, and what it gets: the two values that every face knows."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from msgspec import Raw, Struct, field

from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.errors import LaeliaError
from hub.kit.ids import new_id
from hub.runs.record import Finished, NewRun
from hub.runs.talk import SILENCE, Talk
from providers.contract import FinishReason

DEMO_NOTICE: Final = (
    "This came from the small bundled model. Configure a provider key, such as ANTHROPIC_API_KEY, "
    "for better answers."
)


class Invocation(Struct, frozen=True, kw_only=True):
    """What a face asks for. `request_hash` is of everything that decides the answer.

    `session_id` continues a session (`new` begins one), `previous_run_id` that of an earlier run.
    """

    caller: Principal
    agent_id: str
    input: Any
    face: str
    model: str | None = None
    session_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    max_credits: int | None = None
    idempotency_key: str | None = None
    request_hash: bytes | None = None
    talk: Talk = SILENCE
    previous_run_id: str | None = None
    quote: str | None = None
    cache: bool = False
    run_id: str = field(default_factory=partial(new_id, "run"))


class Outcome(Struct, frozen=True):
    """A finished run. `error` is set when it did not succeed."""

    run: NewRun
    done: Finished
    output: Any
    error: LaeliaError | None
    finish_reason: FinishReason = "stop"

    def body(self) -> dict[str, Any]:
        """The 200 answer of the public contract. What was tried is JSON text already."""
        done = self.done
        body: dict[str, Any] = {
            "id": self.run.id,
            "agent_id": self.run.agent_id,
            "agent_version": self.run.agent_version,
            "agent_version_id": self.run.agent_version_id,
            "model": done.model,
            "model_tier": done.model_tier,
            "regions": list(done.regions),
            "status": done.status,
            "output": self.output,
            "usage": {
                "input_tokens": done.usage.input_tokens,
                "output_tokens": done.usage.output_tokens,
            },
            "cost": {"credits": format_credits(done.cost)},
            "receipt": done.receipt,
            "session_id": self.run.session_id,
            "finish_reason": self.finish_reason,
            "attempts": Raw(done.attempts) if done.attempts else [],
        }
        if self.run.trying is not None:
            body |= {"mode": self.run.mode, "paid_by": self.run.paid_by}
        if done.events is not None:
            body["usage"]["events"] = done.events
        if self.error is not None:
            body["error"] = {"code": self.error.code, "detail": self.error.detail}
        if done.model_tier == "demo":
            body["notice"] = DEMO_NOTICE
        return body
