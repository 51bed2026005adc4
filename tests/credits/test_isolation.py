"""Whoever forgets the filter still sees, changes and adds only their own organization's money."""

import psycopg
import pytest

from hub.credits import public as credits_
from hub.kit.db import SET_ORGS, connect
from hub.kit.errors import NotFound
from tests.credits.bank import CREDIT, Bank, run_sql
from tests.engine_fixtures import DatabaseUrls

_TABLES = ("wallets", "credit_grants", "ledger_transactions", "ledger_entries", "holds", "budgets")


async def _account_with_everything(bank: Bank) -> str:
    org_id = await bank.open_account(paid=10)
    async with bank.database.transaction(org_id) as session:
        terms = credits_.BudgetTerms(org_id, "organization", org_id, "day", 10 * CREDIT)
        await credits_.set_budget(session, terms, now=bank.clock())
    await bank.place([bank.request(org_id, CREDIT)])
    return org_id


@pytest.mark.req("S8", "S9")
@pytest.mark.parametrize("table", _TABLES)
async def test_a_query_without_a_filter_sees_one_organization(
    bank: Bank, database: DatabaseUrls, table: str
) -> None:
    mine, theirs = await _account_with_everything(bank), await _account_with_everything(bank)
    connection = await connect(database.app)
    async with connection.transaction():
        await connection.execute(SET_ORGS, [mine])
        cursor = await connection.execute(f"select distinct org_id from {table}")  # noqa: S608 - a constant of ours
        assert [row[0] for row in await cursor.fetchall()] == [mine]
        cursor = await connection.execute(
            f"select count(*) from {table} where org_id = %s",  # noqa: S608 - a constant of ours
            [theirs],
        )
        assert await cursor.fetchone() == (0,)
    cursor = await connection.execute(f"select count(*) from {table}")  # noqa: S608 - a constant of ours
    assert await cursor.fetchone() == (0,)
    await connection.close()


@pytest.mark.req("S8", "S9")
@pytest.mark.parametrize(
    "change",
    [
        "update wallets set held = held + 1 where org_id = %s",
        "update credit_grants set remaining = 0 where org_id = %s",
        "update holds set captured = 0 where org_id = %s",
        "delete from budgets where org_id = %s",
    ],
)
async def test_another_organizations_rows_cannot_be_changed(
    bank: Bank, database: DatabaseUrls, change: str
) -> None:
    mine, theirs = await _account_with_everything(bank), await _account_with_everything(bank)
    connection = await connect(database.app)
    async with connection.transaction():
        await connection.execute(SET_ORGS, [mine])
        cursor = await connection.execute(change, [theirs])
        assert cursor.rowcount == 0
    await connection.close()


@pytest.mark.req("S8", "S9")
async def test_nothing_is_booked_into_another_organization(
    bank: Bank, database: DatabaseUrls
) -> None:
    mine, theirs = await bank.open_account(), await bank.open_account()
    booking = (
        "insert into ledger_entries (org_id, transaction_id, line, account, owner_id, amount)"
        " select %s, 'ldg_x', amount, 'customer_credit', 'x', amount from unnest('{5,-5}'::int[])"
        " as t(amount)"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        await run_sql(database.app, mine, booking, [theirs])


@pytest.mark.req("S8", "S9")
async def test_a_batch_that_names_one_organization_cannot_spend_anothers_credits(
    bank: Bank, database: DatabaseUrls
) -> None:
    mine, theirs = await bank.open_account(paid=5), await bank.open_account(paid=5)
    connection = await connect(database.app)
    async with connection.transaction():
        await connection.execute(SET_ORGS, [mine])
        answers = await credits_.place_holds(
            connection,
            [bank.request(theirs, CREDIT), bank.request(mine, CREDIT)],
            max_running=9,
            now=bank.clock(),
        )
    await connection.close()
    assert isinstance(answers[0], NotFound)
    assert isinstance(answers[1], credits_.Hold)
    assert (await bank.balance(theirs)).available == 5 * CREDIT
