"""How a run can fail, before and after it starts."""

from collections.abc import Collection

from hub.kit.errors import Conflict, InvalidInput, LaeliaError, NotFound


class RunNotFound(NotFound):
    code = "run_not_found"
    title = "There is no such run that you can see"


class InputInvalid(InvalidInput):
    title = "The input does not fit the agent's schema"


class MaxCreditsRequired(LaeliaError):
    status = 422
    code = "max_credits_required"
    title = "Send max_credits: this price has no upper end of its own"


class CapabilityNotSupported(LaeliaError):
    status = 422
    code = "capability_not_supported"
    title = "This agent or model does not offer that"


class ModelTooWeak(LaeliaError):
    status = 422
    code = "model_too_weak"
    title = "No configured model is strong enough for this agent"


class ModelNotAllowed(LaeliaError):
    status = 422
    code = "model_not_allowed"
    title = "The agent does not run on that model"


class RegionNotAllowed(LaeliaError):
    status = 403
    code = "region_not_allowed"
    title = "Your organization does not let its data be processed there"

    @classmethod
    def of(
        cls, what: str, found: Collection[str | None], allowed: Collection[str]
    ) -> "RegionNotAllowed":
        """`found` is where it is, None where nobody says."""
        places = sorted({one or "a region that nobody states" for one in found})
        return cls(
            f"{what}: processed in {', '.join(places)}. Your organization allows"
            f" {', '.join(sorted(allowed))}.",
            regions=sorted({one for one in found if one}),
            allowed_regions=sorted(allowed),
        )


class CreditsExhausted(LaeliaError):
    status = 402
    code = "max_credits_reached"
    title = "The run needed more than max_credits"


class MaxCostReached(LaeliaError):
    status = 422
    code = "max_cost_reached"
    title = "The run's models would cost more than the agent allows"


class NestedTooDeep(LaeliaError):
    status = 422
    code = "nesting_too_deep"
    title = "Agents call agents too deeply"


class AgentLoop(LaeliaError):
    status = 422
    code = "agent_loop"
    title = "An agent calls itself again and again"


class ToolNotAllowed(LaeliaError):
    status = 403
    code = "tool_not_allowed"
    title = "The agent may not use this tool"


class ToolNotApproved(LaeliaError):
    status = 403
    code = "tool_not_approved"
    title = "Nobody allowed this call of a tool"


class ToolRoundsExceeded(LaeliaError):
    status = 502
    code = "tool_rounds_exceeded"
    title = "The model asked for tools more often than the agent allows"


class ProviderFailed(LaeliaError):
    status = 502
    code = "provider_failed"
    title = "The model provider failed"


class ToolFailed(LaeliaError):
    status = 502
    code = "tool_failed"
    title = "The agent's own tool failed"


class AnswersNeeded(LaeliaError):
    """A round of a call ended with a question: nothing is charged for it."""

    status = 409
    code = "input_required"
    title = "The agent asks for input before it goes on"


class OutputInvalid(LaeliaError):
    status = 502
    code = "output_invalid"
    title = "The agent's answer does not fit its schema"


class DeadlineExceeded(LaeliaError):
    status = 504
    code = "deadline_exceeded"
    title = "The run took too long"


class RunCancelled(LaeliaError):
    status = 409
    code = "run_cancelled"
    title = "The run was cancelled"


class ChildFailed(LaeliaError):
    status = 502
    code = "step_failed"
    title = "An agent that is a step of this one failed"


class RequestNotFound(NotFound):
    code = "input_request_not_found"
    title = "There is no such request that you may answer"


class AlreadyDecided(Conflict):
    code = "already_decided"
    title = "This request has been answered"


class StepsExceeded(LaeliaError):
    status = 422
    code = "steps_exceeded"
    title = "The graph did not come to its end"


class RunLost(LaeliaError):
    status = 503
    code = "run_lost"
    title = "The process that ran this died; nothing was charged"


class QueueTimeout(LaeliaError):
    status = 503
    code = "queue_timeout"
    title = "No worker took the run in time; nothing was charged"


class RightsEnded(LaeliaError):
    status = 403
    code = "rights_ended"
    title = "Whoever asked for this may no longer do so"


class ScheduleNotFound(NotFound):
    code = "schedule_not_found"
    title = "There is no such schedule that you can see"


class InputRequired(LaeliaError):
    """422, because clients send a 409 again by themselves, and that would be another run."""

    status = 422
    code = "input_required"
    title = "The run waits for a person"


class QuoteInvalid(LaeliaError):
    status = 422
    code = "quote_invalid"
    title = "The quote does not hold"


class NoSuitableAgent(LaeliaError):
    status = 422
    code = "no_suitable_agent"
    title = "None of the enabled agents fits this request"


class InputIncomplete(LaeliaError):
    status = 422
    code = "input_incomplete"
    title = "The chosen agent needs more than the request says"
