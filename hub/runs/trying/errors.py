"""Why somebody may not try an agent, each with what to do instead."""

from hub.kit.errors import Conflict, Forbidden, LaeliaError


class TryNotOffered(Forbidden):
    code = "try_not_offered"
    title = "This agent is not tried for nothing"


class TriesUsedUp(Forbidden):
    """`limit` names whose tries are used up: `person`, `organization`, `person_day`,
    `organization_day`, `visitor` or `visitors_day`."""

    code = "tries_used_up"
    title = "The free tries are used up"


class TryBudgetTooSmall(Conflict):
    code = "try_budget_too_small"
    title = "Not so much is set aside for tries that none has used"


class TryBudgetSpent(LaeliaError):
    """Of the platform's budget for the day, and of the creator's."""

    status = 429
    code = "try_budget_spent"
    title = "What was set aside for tries is spent for today"

    def __init__(self, detail: str, *, retry_after_s: float) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        return {"retry-after": str(max(1, int(self.retry_after_s)))}


class AgentEnabled(Conflict):
    code = "agent_enabled"
    title = "You have this agent: run it"


class SignInToTry(Forbidden):
    code = "sign_in_to_try"
    title = "Sign in to try this agent"


class VisitorInvalid(Forbidden):
    code = "visitor_invalid"
    title = "The visit is over, or none was begun"
