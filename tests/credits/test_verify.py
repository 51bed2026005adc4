"""`laelia ledger verify`: it proves the books, and finds what somebody wrote past them."""

import asyncio

import psycopg
import pytest
from typer.testing import CliRunner

from hub.cli import app as command
from tests.credits.bank import CREDIT, open_bank
from tests.engine_fixtures import DatabaseUrls

# What each does to the books, and what is said of it
TAMPERED = {
    "update ledger_entries set amount = amount + 1 where account = 'customer_credit'": (
        "a booking does not sum to zero"
    ),
    "delete from ledger_transactions where code = 'held'": "an entry has no booking",
    "update credit_grants set remaining = remaining - 1": "a grant differs from its entries",
    "update wallets set held = held + 1": "a wallet differs from its open holds",
}


async def _verify(database: DatabaseUrls) -> tuple[int, str]:
    known = {"LAELIA_DATABASE_WORKER_URL": database.worker}
    runner = CliRunner()
    done = await asyncio.to_thread(runner.invoke, command, ["ledger", "verify"], env=known)
    return done.exit_code, done.output


@pytest.mark.req("D-bill", "FR-3.12")
async def test_the_command_proves_the_books_and_finds_each_change_past_them(
    fresh_database: DatabaseUrls,
) -> None:
    async with open_bank(fresh_database.app, committers=1) as bank:
        org_id = await bank.open_account(paid=10)
        await bank.place([bank.request(org_id, CREDIT)])
    assert await _verify(fresh_database) == (0, _trial())
    async with await psycopg.AsyncConnection.connect(fresh_database.admin) as owner:
        for table in ("ledger_entries", "ledger_transactions", "credit_grants", "wallets"):
            await owner.execute(f"alter table {table} no force row level security")
            await owner.execute(f"alter table {table} disable trigger user")
        await owner.commit()
        for statement, complaint in TAMPERED.items():
            async with owner.cursor() as cursor:
                await cursor.execute(statement)
                assert cursor.rowcount, statement
            await owner.commit()
            code, said = await _verify(fresh_database)
            assert (code, complaint in said) == (1, True), said
            assert "The books balance" not in said


def _trial() -> str:
    lines = [("conversion", -10), ("customer_credit", 9), ("customer_held", 1)]
    shown = "".join(f"{'credit':<8}{name:<24}{amount * CREDIT:>20}\n" for name, amount in lines)
    return f"{shown}The books balance: 0 differences.\n"
