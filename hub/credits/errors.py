"""Why credits say no."""

from typing import Final

from hub.kit.errors import PaymentRequired, RateLimited

NO_ORGANIZATION: Final = "There is no organization with this ID."


class InsufficientCredits(PaymentRequired):
    code = "insufficient_credits"
    title = "There are not enough credits"


class CreditLineUsedUp(InsufficientCredits):
    code = "credit_line_used_up"
    title = "The credit line is used up, or waits for its invoice to be paid"


class BudgetExceeded(PaymentRequired):
    code = "budget_exceeded"
    title = "A budget does not allow this"


class TooManyRunning(RateLimited):
    code = "too_many_running"
    title = "Too many runs at once"
