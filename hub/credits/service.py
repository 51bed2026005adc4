"""The rules of money, as functions over values: no clock, no database.

Postings follow the ledger's convention: credit positive, debit negative, each booking zero in sum.

    granted   funding account  → customer_credit
    held      customer_credit  → customer_held
    settled   customer_held    → publisher_pending + revenue; the rest → customer_credit
    expired   customer_credit  → breakage; an unused credit line → customer_receivable

What becomes of used credit lines is in `arrears.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from hub.credits.errors import (
    BudgetExceeded,
    CreditLineUsedUp,
    InsufficientCredits,
    TooManyRunning,
)
from hub.kit.amounts import format_credits
from hub.kit.errors import LaeliaError

GrantKind = Literal["promotional", "paid", "metered"]
BudgetScope = Literal["organization", "user", "key", "agent"]
BudgetPeriod = Literal["day", "month", "total"]

PLATFORM: Final = "platform"
# A day late, so that no time zone shows it as a date before the first
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
FUNDING: Final[dict[str, str]] = {
    "promotional": "promo_expense",
    "paid": "conversion",  # its other side is in money
    "metered": "customer_receivable",  # a credit line: used first, invoiced later
}


@dataclass(slots=True)
class GrantState:
    """A grant that can be drawn on now. Grants come in the order in which they are drawn."""

    id: str
    kind: str
    remaining: int


@dataclass(slots=True)
class BudgetState:
    id: str
    scope: str
    scope_id: str
    period: str
    amount: int
    period_start: datetime
    spent: int
    held: int


@dataclass(slots=True)
class WalletState:
    """What an organization has, locked for the length of one transaction."""

    org_id: str
    held: int
    running: int
    grants: list[GrantState] = field(default_factory=list)
    budgets: list[BudgetState] = field(default_factory=list)

    def available(self, *, metered: bool) -> int:
        return sum(g.remaining for g in self.grants if metered or g.kind != "metered")


class HoldRequest(Struct, frozen=True):
    """`amount` is the most that the run may cost. `metered` allows it to draw on a credit line."""

    org_id: str
    run_id: str
    agent_id: str
    user_id: str
    key_id: str | None
    amount: int
    metered: bool = False

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a hold is never negative")


class Hold(Struct, frozen=True):
    """Credits set aside, grant by grant in draw-down order, and the budgets that count them.

    A run without a price has a hold of zero: the proof that it was checked, and its place among
    the runs under way. `captured` is None while the hold is open.
    """

    org_id: str
    run_id: str
    amount: int
    draws: tuple[tuple[str, int], ...]
    budget_ids: tuple[str, ...]
    captured: int | None = None


class Charge(Struct, frozen=True):
    """What a finished run costs: `cost` in all, of which `publisher_fee` is the publisher's.

    `other_fees` are of the publishers whose agents it called.
    """

    org_id: str
    run_id: str
    cost: int
    publisher_id: str
    publisher_fee: int
    other_fees: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        least = fees = self.publisher_fee
        for _, fee in self.other_fees:
            least, fees = min(least, fee), fees + fee
        if least < 0 or fees > self.cost:
            raise ValueError("the publishers' fees are a part of the cost")

    def fees(self) -> dict[str, int]:
        """What each publisher is due, if all of the cost is paid."""
        due = {self.publisher_id: self.publisher_fee}
        for publisher_id, fee in self.other_fees:
            due[publisher_id] = due.get(publisher_id, 0) + fee
        return due


class Leg(Struct, frozen=True):
    account: str
    owner_id: str
    grant_id: str | None
    amount: int


def place_hold(
    wallet: WalletState, request: HoldRequest, *, max_running: int, now: datetime
) -> Hold | LaeliaError:
    """Sets `request.amount` aside in `wallet`, or says why not and changes nothing."""
    if wallet.running >= max_running:
        return TooManyRunning(
            f"Your organization has {wallet.running} runs under way, as many as it may.",
            retry_after_s=1,
        )
    budgets = [b for b in wallet.budgets if _counts(b, request)]
    for budget in budgets:
        roll_over(budget, now)
        left = budget.amount - budget.spent - budget.held
        if request.amount > left:
            return _over_budget(budget, request.amount, left)
    available = wallet.available(metered=request.metered)
    if request.amount > available:
        return _too_few(request, available)
    draws = tuple(_draw(wallet.grants, request))
    wallet.held += request.amount
    wallet.running += 1
    for budget in budgets:
        budget.held += request.amount
    return Hold(request.org_id, request.run_id, request.amount, draws, tuple(b.id for b in budgets))


def _too_few(request: HoldRequest, available: int) -> InsufficientCredits:
    needed, left = format_credits(request.amount), format_credits(available)
    if not request.metered:
        return InsufficientCredits(
            f"This needs up to {needed} credits; {left} are available. Add credits, or send a"
            " lower max_credits.",
            required_credits=needed,
            available_credits=left,
        )
    return CreditLineUsedUp(
        f"This needs up to {needed} credits; {left} are available, those of your credit line"
        " among them. GET /v1/billing/metered says what is owed: pay the invoice that waits, add"
        " credits, or ask the platform for a higher limit.",
        required_credits=needed,
        available_credits=left,
        settings="/v1/billing/metered",
    )


def _draw(grants: Sequence[GrantState], request: HoldRequest) -> Iterator[tuple[str, int]]:
    needed = request.amount
    for grant in grants:
        if not needed:
            return
        if grant.kind == "metered" and not request.metered:
            continue
        taken = min(needed, grant.remaining)
        if taken:
            grant.remaining -= taken
            needed -= taken
            yield grant.id, taken


def _counts(budget: BudgetState, request: HoldRequest) -> bool:
    """Whether this budget counts what this request spends."""
    subject = {
        "organization": request.org_id,
        "user": request.user_id,
        "key": request.key_id,
        "agent": request.agent_id,
    }[budget.scope]
    return budget.scope_id == subject


def roll_over(budget: BudgetState, now: datetime) -> None:
    """Starts the counters anew when the period is over. Open holds stay counted."""
    start = period_start(budget.period, now)
    if start > budget.period_start:
        budget.period_start = start
        budget.spent = 0


def period_start(period: str, now: datetime) -> datetime:
    """The start, in UTC, of the period that `now` lies in."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "day":
        return midnight
    if period == "month":
        return midnight.replace(day=1)
    return _BEGINNING


def _over_budget(budget: BudgetState, amount: int, left: int) -> BudgetExceeded:
    return BudgetExceeded(
        f"This may cost up to {format_credits(amount)} credits; the {budget.scope}'s budget for "
        f"the {budget.period} has {format_credits(max(left, 0))} left.",
        budget_id=budget.id,
        scope=budget.scope,
        period=budget.period,
        required_credits=format_credits(amount),
        remaining_credits=format_credits(max(left, 0)),
    )


def grant_legs(org_id: str, grant_id: str, kind: str, amount: int) -> list[Leg]:
    return [
        Leg(FUNDING[kind], org_id, grant_id, -amount),
        Leg("customer_credit", org_id, grant_id, amount),
    ]


def hold_legs(hold: Hold) -> list[Leg]:
    legs = []
    for grant_id, amount in hold.draws:
        legs.append(Leg("customer_credit", hold.org_id, grant_id, -amount))
        legs.append(Leg("customer_held", hold.org_id, grant_id, amount))
    return legs


class DrawnGrant(Struct, frozen=True):
    """What a settlement must know of a grant that its hold drew on."""

    kind: str
    expired: bool


class Settled(Struct, frozen=True):
    """How a hold ended: its booking, and what each grant gets back."""

    captured: int
    legs: list[Leg]
    returned: list[tuple[str, int]]


def settle(hold: Hold, charge: Charge, grants: Mapping[str, DrawnGrant]) -> Settled:
    """Captures the cost from the hold in the order it was drawn, and releases the rest.

    The publisher earns only on credits that somebody paid for: promotional credits are the
    platform's own expense. A cost above the hold is cut to it: a caller never pays more than was
    quoted. What a grant gets back after its end expires at once.
    """
    captured = min(charge.cost, hold.amount)
    needed, from_paid = captured, 0
    legs: list[Leg] = []
    returned: list[tuple[str, int]] = []
    for grant_id, amount in hold.draws:
        grant = grants[grant_id]
        taken = min(needed, amount)
        needed -= taken
        from_paid += taken if grant.kind != "promotional" else 0
        legs.append(Leg("customer_held", hold.org_id, grant_id, -amount))
        if amount == taken:
            continue
        if grant.expired:
            legs.append(_lapse(hold.org_id, grant_id, grant.kind, amount - taken))
        else:
            legs.append(Leg("customer_credit", hold.org_id, grant_id, amount - taken))
            returned.append((grant_id, amount - taken))
    # The publisher's part is rounded down and the platform takes the remainder: no unit is lost
    rest = captured
    for publisher_id, fee in charge.fees().items():
        earned = fee * from_paid // charge.cost if charge.cost else 0
        if earned:
            legs.append(Leg("publisher_pending", publisher_id, None, earned))
            rest -= earned
    if rest:
        legs.append(Leg("revenue", PLATFORM, None, rest))
    return Settled(captured, legs, returned)


def expiry_legs(org_id: str, grant_id: str, kind: str, remaining: int) -> list[Leg]:
    return [
        Leg("customer_credit", org_id, grant_id, -remaining),
        _lapse(org_id, grant_id, kind, remaining),
    ]


def _lapse(org_id: str, grant_id: str, kind: str, amount: int) -> Leg:
    """Where credits go when their time is over: a credit line that was not used is not owed."""
    if kind == "metered":
        return Leg("customer_receivable", org_id, grant_id, amount)
    return Leg("breakage", PLATFORM, grant_id, amount)
