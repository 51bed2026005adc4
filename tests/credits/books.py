"""A ledger in memory that knows no SQL: the rules' own postings, kept and checked as they come."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hub.credits.service import (
    BudgetState,
    Charge,
    DrawnGrant,
    GrantState,
    Hold,
    HoldRequest,
    Leg,
    WalletState,
    expiry_legs,
    grant_legs,
    hold_legs,
    period_start,
    place_hold,
    settle,
)
from hub.kit.errors import LaeliaError

ORG = "org_1"
PUBLISHER = "org_2"


@dataclass
class GrantRow:
    state: GrantState
    priority: int
    effective_at: datetime
    expires_at: datetime | None

    @property
    def order(self) -> tuple[object, ...]:
        end = self.expires_at or datetime.max.replace(tzinfo=UTC)
        return (
            self.priority,
            end,
            self.state.kind != "promotional",
            self.effective_at,
            self.state.id,
        )


@dataclass
class Books:
    """One organization. Every method books, and asserts what must be true of that booking."""

    now: datetime = datetime(2026, 1, 31, 22, tzinfo=UTC)
    grants: dict[str, GrantRow] = field(default_factory=dict)
    budgets: list[BudgetState] = field(default_factory=list)
    holds: dict[str, Hold] = field(default_factory=dict)
    captured: dict[str, int] = field(default_factory=dict)
    bookings: dict[tuple[str, str], list[Leg]] = field(default_factory=dict)
    held: int = 0
    running: int = 0

    def book(self, cause: str, code: str, legs: list[Leg]) -> None:
        if not legs:
            return
        assert (cause, code) not in self.bookings, "a cause books a code once"
        assert sum(leg.amount for leg in legs) == 0
        assert all(leg.amount for leg in legs)
        self.bookings[cause, code] = legs

    def grant(self, kind: str, amount: int, priority: int, hours: int | None) -> None:
        grant_id = f"grt_{len(self.grants)}"
        ends = None if hours is None else self.now + timedelta(hours=hours)
        state = GrantState(grant_id, kind, amount)
        self.grants[grant_id] = GrantRow(state, priority, self.now, ends)
        self.book(grant_id, "granted", grant_legs(ORG, grant_id, kind, amount))

    def ended(self, grant: GrantRow) -> bool:
        return grant.expires_at is not None and grant.expires_at <= self.now

    def in_order(self) -> list[GrantRow]:
        rows = [g for g in self.grants.values() if g.state.remaining and not self.ended(g)]
        return sorted(rows, key=lambda g: g.order)

    def set_budget(self, scope: str, scope_id: str, period: str, amount: int) -> None:
        for budget in self.budgets:
            if (budget.scope, budget.scope_id, budget.period) == (scope, scope_id, period):
                budget.amount = amount
                return
        start = period_start(period, self.now)
        name = f"bdg_{len(self.budgets)}"
        self.budgets.append(BudgetState(name, scope, scope_id, period, amount, start, 0, 0))

    def hold(self, amount: int, who: int, *, metered: bool, max_running: int) -> None:
        run_id = f"run_{len(self.holds)}_{len(self.bookings)}"
        request = HoldRequest(
            ORG, run_id, f"agt_{who % 2}", f"usr_{who % 3}", None, amount, metered
        )
        usable = self.in_order()
        before = [(g.state.id, g.state.kind, g.state.remaining) for g in usable]
        wallet = WalletState(
            ORG, self.held, self.running, [g.state for g in usable], list(self.budgets)
        )
        counters = [(b.held, b.amount) for b in self.budgets]
        answer = place_hold(wallet, request, max_running=max_running, now=self.now)
        if isinstance(answer, LaeliaError):
            assert [(g.state.id, g.state.kind, g.state.remaining) for g in usable] == before
            assert (wallet.held, wallet.running) == (self.held, self.running)
            assert [(b.held, b.amount) for b in self.budgets] == counters
            return
        self._check_draws(answer, before, metered=metered)
        self.held, self.running = wallet.held, wallet.running
        self.holds[run_id] = answer
        self.book(run_id, "held", hold_legs(answer))

    @staticmethod
    def _check_draws(hold: Hold, before: list[tuple[str, str, int]], *, metered: bool) -> None:
        """Each grant is emptied before the next one in order is touched."""
        expected, needed = [], hold.amount
        for grant_id, kind, remaining in before:
            if kind == "metered" and not metered:
                continue
            taken = min(needed, remaining)
            needed -= taken
            if taken:
                expected.append((grant_id, taken))
        assert list(hold.draws) == expected
        assert needed == 0

    def settle(self, run_id: str, cost: int, fee: int) -> None:
        hold = self.holds[run_id]
        facts = {
            grant_id: DrawnGrant(g.state.kind, self.ended(g)) for grant_id, g in self.grants.items()
        }
        end = settle(hold, Charge(ORG, run_id, cost, PUBLISHER, fee), facts)
        assert end.captured == min(cost, hold.amount)
        earned = sum(leg.amount for leg in end.legs if leg.account == "publisher_pending")
        kept = sum(leg.amount for leg in end.legs if leg.account == "revenue")
        assert earned + kept == end.captured
        assert 0 <= earned <= fee
        drawn = dict(hold.draws)
        for grant_id, back in end.returned:
            assert 0 < back <= drawn[grant_id]
            assert not self.ended(self.grants[grant_id])
            self.grants[grant_id].state.remaining += back
        for budget in self.budgets:
            if budget.id in hold.budget_ids:
                budget.held -= hold.amount
        self.held -= hold.amount
        self.running -= 1
        self.captured[run_id] = end.captured
        self.book(run_id, "settled", end.legs)

    def expire(self) -> None:
        for grant_id, grant in self.grants.items():
            left = grant.state.remaining
            if self.ended(grant) and left:
                self.book(grant_id, "expired", expiry_legs(ORG, grant_id, grant.state.kind, left))
                grant.state.remaining = 0

    def open_runs(self) -> list[str]:
        return [run_id for run_id in self.holds if run_id not in self.captured]

    def total(self, account: str, grant_id: str | None = None) -> int:
        return sum(
            leg.amount
            for legs in self.bookings.values()
            for leg in legs
            if leg.account == account and (grant_id is None or leg.grant_id == grant_id)
        )

    def check(self) -> None:
        """Every figure kept beside the ledger is a sum of its entries."""
        still_open = [self.holds[run_id] for run_id in self.open_runs()]
        assert self.held == self.total("customer_held") == sum(h.amount for h in still_open) >= 0
        assert self.running == len(still_open)
        for grant_id, grant in self.grants.items():
            assert grant.state.remaining == self.total("customer_credit", grant_id) >= 0
            drawn = sum(a for h in still_open for i, a in h.draws if i == grant_id)
            assert drawn == self.total("customer_held", grant_id)
        for budget in self.budgets:
            assert budget.held == sum(h.amount for h in still_open if budget.id in h.budget_ids)
        assert self.total("publisher_pending") + self.total("revenue") == sum(
            self.captured.values()
        )
        assert sum(leg.amount for legs in self.bookings.values() for leg in legs) == 0
