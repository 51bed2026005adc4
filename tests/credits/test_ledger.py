"""The ledger on a real database, spoken to from several connections at once."""

import asyncio
import random
from datetime import timedelta

import psycopg
import pytest

from hub.credits import public as credits_
from hub.credits.expiry import expire_grants
from hub.kit.db import Connection, Database, connect
from hub.kit.errors import IdempotencyKeyReused, LaeliaError, NotFound
from hub.kit.ids import new_id
from tests.credits.bank import CREDIT, Bank, run_sql
from tests.credits.rebuild import assert_books_agree
from tests.engine_fixtures import DatabaseUrls

_SCOPES = ("organization", "user", "key", "agent")


async def _one_step(bank: Bank, choose: random.Random, orgs: list[str], held: list[str]) -> None:
    org_id, through = choose.choice(orgs), choose.randrange(3)
    what = choose.choices(("hold", "settle", "grant", "budget"), (8, 6, 1, 1))[0]
    if what == "grant":
        kind = choose.choice(("promotional", "paid", "metered"))
        lasts = choose.choice((None, timedelta(hours=5), timedelta(hours=30)))
        ends = None if lasts is None else bank.clock() + lasts
        await bank.grant(org_id, choose.randrange(1, 50), kind, expires_at=ends)
    elif what == "budget":
        scope = choose.choice(_SCOPES)
        subject = {"organization": org_id, "user": "usr_1", "key": "key_1", "agent": "agt_1"}[scope]
        period = choose.choice(("day", "month", "total"))
        terms = credits_.BudgetTerms(org_id, scope, subject, period, choose.randrange(200))
        async with bank.database.transaction(org_id) as session:
            await credits_.set_budget(session, terms, now=bank.clock())
    elif what == "hold":
        request = bank.request(
            org_id,
            choose.choice((0, 1, 5, 20)),
            agent_id=choose.choice(("agt_1", "agt_2")),
            user_id=choose.choice(("usr_1", "usr_2")),
            key_id=choose.choice((None, "key_1")),
            metered=choose.random() < 0.3,
        )
        # Now and then the same run twice: as after a commit whose answer was lost
        requests = [request] * choose.choice((1, 1, 1, 2))
        answers = await bank.place(requests, through=through)
        assert all(answer == answers[0] for answer in answers if isinstance(answer, credits_.Hold))
        if isinstance(answers[0], credits_.Hold):
            held.append(f"{org_id}/{request.run_id}")
    elif held:
        org_id, run_id = choose.choice(held).split("/")
        cost = choose.choice((0, 3, 20, 99))
        charge = credits_.Charge(org_id, run_id, cost, "org_publisher", choose.randrange(cost + 1))
        await bank.settle([charge], through=through)


@pytest.mark.req("S8")
@pytest.mark.parametrize("seed", range(6))
async def test_cached_figures_are_sums_of_entries_after_any_interleaving(
    bank: Bank, worker: Database, database: DatabaseUrls, seed: int
) -> None:
    choose = random.Random(seed)  # noqa: S311 - a history, not a secret
    bank.max_running = 12
    orgs = [await bank.open_account(paid=0) for _ in range(3)]
    for org_id in orgs:
        await bank.grant(org_id, 300)
    held: list[str] = []
    for _ in range(8):
        await asyncio.gather(*(_one_step(bank, choose, orgs, held) for _ in range(30)))
        bank.clock.now += timedelta(hours=choose.choice((0, 1, 7)))
        await expire_grants(worker, bank.database, bank.clock())
        await assert_books_agree(database.app, orgs)
    leftovers = [run.split("/") for run in held]
    await bank.settle([credits_.Charge(org, run, 1, "org_publisher", 0) for org, run in leftovers])
    await assert_books_agree(database.app, orgs)
    for org_id in orgs:
        balance = await bank.balance(org_id)
        assert (balance.held, balance.running) == (0, 0)


@pytest.mark.req("S8")
async def test_credits_for_a_hundred_holds_place_exactly_a_hundred(
    bank: Bank, database: DatabaseUrls
) -> None:
    org_id = await bank.open_account(paid=100)

    async def client(number: int) -> int:
        placed = 0
        for _ in range(4):
            answer = (await bank.place([bank.request(org_id, CREDIT)], through=number % 3))[0]
            placed += isinstance(answer, credits_.Hold)
            assert isinstance(answer, credits_.Hold | credits_.InsufficientCredits)
        return placed

    assert sum(await asyncio.gather(*(client(n) for n in range(64)))) == 100
    balance = await bank.balance(org_id)
    assert (balance.available, balance.held, balance.running) == (0, 100 * CREDIT, 100)
    await assert_books_agree(database.app, [org_id])


@pytest.mark.req("S8")
async def test_a_budget_and_the_limit_of_runs_hold_under_concurrency(bank: Bank) -> None:
    org_id = await bank.open_account(paid=1000)
    async with bank.database.transaction(org_id) as session:
        terms = credits_.BudgetTerms(org_id, "user", "usr_1", "day", 7 * CREDIT)
        await credits_.set_budget(session, terms, now=bank.clock())
    tries = [bank.request(org_id, CREDIT) for _ in range(30)]
    answers = await asyncio.gather(*(bank.place([r], through=i % 3) for i, r in enumerate(tries)))
    assert sum(isinstance(a[0], credits_.Hold) for a in answers) == 7
    assert all(isinstance(a[0], credits_.Hold | credits_.BudgetExceeded) for a in answers)
    bank.max_running = 10
    others = [bank.request(org_id, CREDIT, user_id="usr_2") for _ in range(9)]
    answers = await asyncio.gather(*(bank.place([r], through=i % 3) for i, r in enumerate(others)))
    assert sum(isinstance(a[0], credits_.Hold) for a in answers) == 3
    assert sum(isinstance(a[0], credits_.TooManyRunning) for a in answers) == 6


@pytest.mark.req("S8")
async def test_a_budget_counts_what_is_charged_in_its_period(bank: Bank) -> None:
    org_id = await bank.open_account(paid=10)
    async with bank.database.transaction(org_id) as session:
        terms = credits_.BudgetTerms(org_id, "organization", org_id, "day", 10)
        await credits_.set_budget(session, terms, now=bank.clock())
    runs = [bank.request(org_id, 4), bank.request(org_id, 5)]
    await bank.place(runs)
    await bank.settle([credits_.Charge(org_id, runs[0].run_id, 4, "org_p", 0)])
    bank.clock.now += timedelta(days=1)
    # Yesterday's charge is over; what is set aside still counts, and is charged today
    await bank.settle([credits_.Charge(org_id, runs[1].run_id, 3, "org_p", 0)])
    async with bank.database.transaction(org_id) as session:
        budget = (await credits_.list_budgets(session, org_id, now=bank.clock()))[0]
    assert (budget.used, budget.held) == (3, 0)
    answers = await bank.place([bank.request(org_id, 8), bank.request(org_id, 7)])
    assert [isinstance(a, credits_.Hold) for a in answers] == [False, True]


@pytest.mark.req("S8")
async def test_grants_are_drawn_in_the_fixed_order_and_released_to_themselves(bank: Bank) -> None:
    org_id = await bank.open_account()
    soon, later = bank.clock() + timedelta(days=1), bank.clock() + timedelta(days=9)
    metered = await bank.grant(org_id, 10, "metered")
    endless = await bank.grant(org_id, 10, "paid")
    endless_promotional = await bank.grant(org_id, 10, "promotional")
    last = await bank.grant(org_id, 10, "promotional", expires_at=later)
    first_paid = await bank.grant(org_id, 10, "paid", expires_at=soon)
    first = await bank.grant(org_id, 10, "promotional", expires_at=soon)
    order = [first, first_paid, last, endless_promotional, endless, metered]
    assert [g.id for g in (await bank.balance(org_id)).grants] == [g.id for g in order]
    request = bank.request(org_id, 55, metered=True)
    hold = (await bank.place([request]))[0]
    assert isinstance(hold, credits_.Hold)
    assert hold.draws == (*((g.id, 10) for g in order[:5]), (metered.id, 5))
    assert await bank.settle([credits_.Charge(org_id, hold.run_id, 25, "org_p", 25)]) == [25]
    remaining = {g.id: g.remaining for g in (await bank.balance(org_id)).grants}
    assert [remaining.get(g.id, 0) for g in order] == [0, 0, 5, 10, 10, 10]


@pytest.mark.req("S8")
async def test_a_credit_line_is_drawn_on_only_by_runs_that_may(bank: Bank) -> None:
    org_id = await bank.open_account()
    await bank.grant(org_id, 10, "metered")
    refused, placed = await bank.place(
        [bank.request(org_id, 5), bank.request(org_id, 5, metered=True)]
    )
    assert isinstance(refused, credits_.InsufficientCredits)
    assert isinstance(placed, credits_.Hold)


@pytest.mark.req("S8")
async def test_a_hold_ends_once_whoever_settles_it(bank: Bank, database: DatabaseUrls) -> None:
    org_id = await bank.open_account(paid=10)
    request = bank.request(org_id, 5 * CREDIT)
    first, again = await bank.place([request, request])
    assert first == again
    charges = [
        credits_.Charge(org_id, request.run_id, cost * CREDIT, "org_p", 0) for cost in (2, 9)
    ]
    outcomes = await asyncio.gather(*(bank.settle(charges, through=n) for n in range(3)))
    assert len({captured for outcome in outcomes for captured in outcome}) == 1
    settled = (await bank.place([request]))[0]
    assert isinstance(settled, credits_.Hold)
    assert settled.captured == outcomes[0][0]
    assert (await bank.balance(org_id)).held == 0
    await assert_books_agree(database.app, [org_id])


@pytest.mark.req("S8")
async def test_a_run_without_a_hold_charges_nothing(bank: Bank) -> None:
    org_id = await bank.open_account(paid=10)
    assert await bank.settle([credits_.Charge(org_id, new_id("run"), 5, "org_p", 0)]) == [-1]
    assert (await bank.balance(org_id)).available == 10 * CREDIT


@pytest.mark.req("S8")
async def test_a_bad_row_is_refused_alone(bank: Bank, database: DatabaseUrls) -> None:
    org_id = await bank.open_account(paid=10)
    bad = bank.request(org_id, CREDIT, run_id="run_\x00")
    nobody = bank.request(new_id("org"), CREDIT)
    good = [bank.request(org_id, CREDIT) for _ in range(5)]
    answers = await bank.place([good[0], bad, *good[1:3], nobody, *good[3:]])
    assert [type(a) for a in answers if isinstance(a, BaseException)] == [LaeliaError, NotFound]
    assert sum(isinstance(a, credits_.Hold) for a in answers) == 5
    assert (await bank.balance(org_id)).held == 5 * CREDIT
    await assert_books_agree(database.app, [org_id])


async def _kill_one_that_works(killer: Connection, on: str) -> None:
    """Ends one committer's connection between two of its statements, or during one."""
    query = """
        select count(pg_terminate_backend(pid)) from (
          select pid from pg_stat_activity
          where pid <> pg_backend_pid() and datname = current_database()
            and state in ('active', 'idle in transaction') and query ~ %s limit 1
        ) working
    """
    async with asyncio.timeout(20):
        while (await (await killer.execute(query, [on])).fetchone()) == (0,):
            await asyncio.sleep(0)


@pytest.mark.req("S8")
async def test_a_connection_lost_at_any_moment_applies_each_item_once(
    bank: Bank, database: DatabaseUrls
) -> None:
    orgs = [await bank.open_account(paid=1000) for _ in range(3)]
    finished = 0
    async with await connect(database.app) as killer:
        for round_ in range(12):
            killed = asyncio.create_task(_kill_one_that_works(killer, "holds|ledger"))
            while not killed.done():
                requests = [bank.request(orgs[i % 3], CREDIT) for i in range(30)]
                answers = await bank.place(requests, through=round_ % 3)
                assert all(isinstance(a, credits_.Hold) for a in answers), answers
                charges = [
                    credits_.Charge(r.org_id, r.run_id, CREDIT // 10, "org_p", 0) for r in requests
                ]
                captured = await bank.settle(charges, through=round_ % 3)
                assert captured == [CREDIT // 10] * len(charges)
                finished += len(charges)
            await killed
    await assert_books_agree(database.app, orgs)
    for org_id in orgs:
        balance = await bank.balance(org_id)
        spent = finished // len(orgs) * CREDIT // 10
        assert (balance.available, balance.held) == (1000 * CREDIT - spent, 0)


@pytest.mark.req("S8")
async def test_a_key_grants_once_and_in_one_organization(bank: Bank) -> None:
    org_id, other = await bank.open_account(), await bank.open_account()
    key = new_id("ord")
    grants = await asyncio.gather(*(bank.grant(org_id, 5, key=key) for _ in range(8)))
    assert len({grant.id for grant in grants}) == 1
    assert (await bank.balance(org_id)).available == 5
    with pytest.raises(IdempotencyKeyReused):
        await bank.grant(org_id, 6, key=key)
    with pytest.raises(IdempotencyKeyReused):
        await bank.grant(org_id, 5, key=key, expires_at=bank.clock() + timedelta(days=1))
    with pytest.raises(IdempotencyKeyReused):
        await bank.grant(other, 5, key=key)
    with pytest.raises(NotFound):
        await bank.grant(new_id("org"), 5)


@pytest.mark.req("S8")
@pytest.mark.parametrize(
    "change",
    [
        "update ledger_entries set amount = 0",
        "delete from ledger_entries",
        "update ledger_transactions set code = 'granted'",
        "delete from ledger_transactions",
        "truncate ledger_entries",
    ],
)
async def test_what_is_booked_stays_booked(bank: Bank, database: DatabaseUrls, change: str) -> None:
    org_id = await bank.open_account(paid=1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await run_sql(database.app, org_id, change)


@pytest.mark.req("S8")
async def test_not_even_the_owner_of_the_tables_changes_what_is_booked(
    bank: Bank, database: DatabaseUrls
) -> None:
    org_id = await bank.open_account(paid=1)
    allow = "create policy owner on ledger_entries to current_user using (true)"
    await run_sql(database.admin, org_id, allow)
    for change in ("update ledger_entries set amount = 0", "delete from ledger_entries"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            await run_sql(database.admin, org_id, change)
    await run_sql(database.admin, org_id, "drop policy owner on ledger_entries")


@pytest.mark.req("S8")
@pytest.mark.parametrize("legs", [[5], [5, -4], [5, -5, 1]])
async def test_a_booking_that_does_not_sum_to_zero_is_refused(
    bank: Bank, database: DatabaseUrls, legs: list[int]
) -> None:
    org_id = await bank.open_account(paid=1)
    booking = (
        "insert into ledger_entries (org_id, transaction_id, line, account, owner_id, amount)"
        " select %s, 'ldg_x', ordinality, 'revenue', 'x', amount"
        " from unnest(%s::bigint[]) with ordinality as t(amount, ordinality)"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="sum to zero"):
        await run_sql(database.app, org_id, booking, [org_id, legs])
