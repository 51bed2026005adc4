"""The rules of money under thousands of random histories, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.credits.service import (
    Charge,
    DrawnGrant,
    Hold,
    HoldRequest,
    period_start,
    settle,
)
from tests.credits.books import ORG, PUBLISHER, Books

_KINDS = ("promotional", "paid", "metered")
_SCOPES = (("organization", ORG), ("user", "usr_0"), ("agent", "agt_1"))
_PERIODS = ("day", "month", "total")
_STEP = st.tuples(
    st.sampled_from(("grant", "hold", "hold", "hold", "settle", "settle", "later", "budget")),
    st.integers(0, 1000),
    st.integers(0, 5),
    st.integers(0, 40),
)


def _take(books: Books, step: tuple[str, int, int, int]) -> None:
    what, amount, choice, hours = step
    if what == "grant":
        lasts = None if hours > 30 else hours
        books.grant(_KINDS[choice % 3], amount + 1, 50 + choice // 3, lasts)
    elif what == "hold":
        books.hold(amount, choice, metered=hours % 2 == 0, max_running=4)
    elif what == "settle" and books.open_runs():
        runs = books.open_runs()
        books.settle(runs[hours % len(runs)], amount, amount * choice // 5)
    elif what == "later":
        books.now += timedelta(hours=hours)
        if choice:
            books.expire()
    elif what == "budget":
        books.set_budget(*_SCOPES[choice % 3], _PERIODS[hours % 3], amount)


_HISTORIES = st.lists(_STEP, min_size=5, max_size=50)


@pytest.mark.req("S8")
@settings(max_examples=2500, deadline=None)
@given(_HISTORIES)
def test_money_is_conserved_in_any_history(steps: list[tuple[str, int, int, int]]) -> None:
    _live_through(steps)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(600)
@settings(max_examples=10_000, deadline=None)
@given(_HISTORIES)
def test_money_is_conserved_in_ten_thousand(steps: list[tuple[str, int, int, int]]) -> None:
    _live_through(steps)


def _live_through(steps: list[tuple[str, int, int, int]]) -> None:
    books = Books()
    books.grant("paid", 2000, 50, None)
    for step in steps:
        _take(books, step)
        books.check()
    for run_id in books.open_runs():
        books.settle(run_id, 0, 0)
    books.now += timedelta(days=10)
    books.expire()
    books.check()
    assert books.total("customer_held") == 0


@pytest.mark.req("S8")
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(_KINDS), st.booleans(), st.integers(1, 99)), max_size=5
    ),
    cost=st.integers(0, 400),
    part=st.integers(0, 100),
)
def test_a_charge_takes_from_grants_in_the_order_of_the_hold(
    drawn: list[tuple[str, bool, int]], cost: int, part: int
) -> None:
    draws = tuple((f"grt_{i}", amount) for i, (_, _, amount) in enumerate(drawn))
    facts = {f"grt_{i}": DrawnGrant(kind, over) for i, (kind, over, _) in enumerate(drawn)}
    hold = Hold(ORG, "run_1", sum(a for _, a in draws), draws, ())
    end = settle(hold, Charge(ORG, "run_1", cost, PUBLISHER, cost * part // 100), facts)
    left, paid_for = end.captured, 0
    for grant_id, amount in draws:
        taken = min(left, amount)
        left -= taken
        paid_for += taken if facts[grant_id].kind != "promotional" else 0
        legs = [leg for leg in end.legs if leg.grant_id == grant_id]
        assert sum(leg.amount for leg in legs) == -taken
        lapsed = [leg for leg in legs if leg.account in ("breakage", "customer_receivable")]
        assert bool(lapsed) == (facts[grant_id].expired and taken < amount)
    earned = sum(leg.amount for leg in end.legs if leg.account == "publisher_pending")
    assert earned <= paid_for


@pytest.mark.req("S8")
@given(st.integers(0, 4 * 10**9).map(lambda s: datetime.fromtimestamp(s, UTC)))
def test_periods_begin_before_now_and_never_go_back(now: datetime) -> None:
    for period in _PERIODS:
        start = period_start(period, now)
        assert start <= now
        assert period_start(period, start) == start
        assert period_start(period, now + timedelta(hours=1)) >= start


@pytest.mark.req("S8")
def test_amounts_that_make_no_sense_are_refused_where_they_are_made() -> None:
    with pytest.raises(ValueError, match="never negative"):
        HoldRequest(ORG, "run_1", "agt_1", "usr_1", None, -1)
    with pytest.raises(ValueError, match="part of the cost"):
        Charge(ORG, "run_1", 5, PUBLISHER, 6)
