"""Grants that end."""

from datetime import timedelta

import pytest

from hub.credits import public as credits_
from hub.credits.expiry import expire_grants
from hub.kit.db import Database
from tests.credits.bank import Bank
from tests.credits.rebuild import assert_books_agree
from tests.engine_fixtures import DatabaseUrls


async def _ledger(bank: Bank, org_id: str) -> list[credits_.Entry]:
    async with bank.database.transaction(org_id) as session:
        return await credits_.list_entries(session, org_id, before=None, balance=None, limit=50)


@pytest.mark.req("S8")
async def test_the_rest_of_a_grant_expires_once(
    bank: Bank, worker: Database, database: DatabaseUrls
) -> None:
    org_id = await bank.open_account()
    await bank.grant(org_id, 10, "promotional", expires_at=bank.clock() + timedelta(hours=1))
    await bank.grant(org_id, 7)
    await expire_grants(worker, bank.database, bank.clock())
    assert (await bank.balance(org_id)).available == 17
    bank.clock.now += timedelta(hours=1)
    assert (await bank.balance(org_id)).available == 7
    for _ in range(2):
        await expire_grants(worker, bank.database, bank.clock())
    booked = await _ledger(bank, org_id)
    assert [(e.code, e.change, e.expired, e.balance) for e in booked] == [
        ("expired", -10, 10, 7),
        ("granted", 7, 0, 17),
        ("granted", 10, 0, 10),
    ]
    await assert_books_agree(database.app, [org_id])


@pytest.mark.req("S8")
@pytest.mark.parametrize("swept", [True, False])
async def test_a_hold_on_an_expired_grant_captures_and_what_it_releases_expires(
    bank: Bank, worker: Database, database: DatabaseUrls, swept: bool
) -> None:
    org_id = await bank.open_account()
    await bank.grant(org_id, 10, "paid", expires_at=bank.clock() + timedelta(hours=1))
    request = bank.request(org_id, 8)
    await bank.place([request])
    bank.clock.now += timedelta(hours=2)
    if swept:
        await expire_grants(worker, bank.database, bank.clock())
    assert await bank.settle([credits_.Charge(org_id, request.run_id, 5, "org_p", 4)]) == [5]
    if not swept:
        await expire_grants(worker, bank.database, bank.clock())
    balance = await bank.balance(org_id)
    assert (balance.available, balance.held) == (0, 0)
    booked = {e.code: e for e in await _ledger(bank, org_id)}
    assert (booked["settled"].charged, booked["settled"].expired) == (5, 3)
    assert booked["settled"].change == 0
    assert booked["expired"].expired == 2
    await assert_books_agree(database.app, [org_id])


@pytest.mark.req("S8")
async def test_a_credit_line_that_ends_unused_is_not_owed(
    bank: Bank, worker: Database, database: DatabaseUrls
) -> None:
    org_id = await bank.open_account()
    await bank.grant(org_id, 10, "metered", expires_at=bank.clock() + timedelta(hours=1))
    bank.clock.now += timedelta(hours=1)
    await expire_grants(worker, bank.database, bank.clock())
    ended = (await _ledger(bank, org_id))[0]
    assert (ended.code, ended.change, ended.expired) == ("expired", -10, 0)
    await assert_books_agree(database.app, [org_id])


@pytest.mark.req("S8")
async def test_the_last_grant_that_ends_leaves_nothing_to_find(
    bank: Bank, worker: Database
) -> None:
    org_id = await bank.open_account()
    await bank.grant(org_id, 1, expires_at=bank.clock() + timedelta(seconds=1))
    bank.clock.now += timedelta(seconds=1)
    assert await expire_grants(worker, bank.database, bank.clock()) >= 1
    assert await expire_grants(worker, bank.database, bank.clock()) == 0
