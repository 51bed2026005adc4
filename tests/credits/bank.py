"""Organizations with wallets, and committers that place and settle holds as the hub does."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hub.credits import public as credits_
from hub.kit.db import SET_ORGS, Connection, Database, connect
from hub.kit.errors import LaeliaError
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id

CREDIT = 1_000_000


@dataclass
class Ticker:
    """A clock that moves when told to."""

    now: datetime = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Committer:
    """One hub process, as far as the ledger goes."""

    holds: GroupCommitter[credits_.HoldRequest, credits_.Hold]
    charges: GroupCommitter[credits_.Charge, int]


@dataclass
class Bank:
    """`committers` share the database; each has connections of its own."""

    database: Database
    clock: Ticker
    committers: list[Committer] = field(default_factory=list)
    max_running: int = 10_000

    async def open_account(self, *, paid: int = 0) -> str:
        """An organization with so many credits that somebody paid for."""
        org_id = new_id("org")
        async with self.database.transaction(org_id) as session:
            await credits_.open_wallet(session, org_id)
        if paid:
            await self.grant(org_id, paid * CREDIT)
        return org_id

    async def grant(
        self, org_id: str, amount: int, kind: credits_.GrantKind = "paid", **terms: Any
    ) -> credits_.Grant:
        key = terms.pop("key", new_id("ord"))
        asked = credits_.GrantTerms(org_id, amount, kind, "a test", key, **terms)
        async with self.database.transaction(org_id) as session:
            return await credits_.grant_credits(session, asked, now=self.clock())

    async def balance(self, org_id: str) -> credits_.Balance:
        async with self.database.transaction(org_id) as session:
            return await credits_.get_balance(session, org_id, self.clock())

    def request(self, org_id: str, amount: int, **about: Any) -> credits_.HoldRequest:
        return credits_.HoldRequest(
            org_id,
            about.pop("run_id", None) or new_id("run"),
            about.pop("agent_id", "agt_1"),
            about.pop("user_id", "usr_1"),
            about.pop("key_id", None),
            amount,
            **about,
        )

    async def place(
        self, requests: Sequence[credits_.HoldRequest], *, through: int = 0
    ) -> list[credits_.Hold | BaseException]:
        """Every request by itself, all at once, so that they meet in batches."""
        committer = self.committers[through].holds
        return await asyncio.gather(
            *(committer.submit(request) for request in requests), return_exceptions=True
        )

    async def settle(self, charges: Sequence[credits_.Charge], *, through: int = 0) -> list[int]:
        committer = self.committers[through].charges
        return await asyncio.gather(*(committer.submit(charge) for charge in charges))


@asynccontextmanager
async def open_bank(app_url: str, *, committers: int = 1) -> AsyncIterator[Bank]:
    bank = Bank(Database(app_url), Ticker())

    async def place(
        connection: Connection, items: Sequence[credits_.HoldRequest], *, again: bool
    ) -> Sequence[credits_.Hold | LaeliaError]:
        del again  # the door is safe to knock at twice by itself
        await connection.execute(SET_ORGS, [",".join({i.org_id for i in items})])
        return await credits_.place_holds(
            connection, items, max_running=bank.max_running, now=bank.clock()
        )

    async def settle(
        connection: Connection, items: Sequence[credits_.Charge], *, again: bool
    ) -> Sequence[int | LaeliaError]:
        del again
        await connection.execute(SET_ORGS, [",".join({i.org_id for i in items})])
        captured = await credits_.settle_holds(connection, items, bank.clock())
        return [captured.get(i.run_id, -1) for i in items]

    for number in range(committers):
        made = Committer(
            GroupCommitter(f"holds-{number}", app_url, place),
            GroupCommitter(f"charges-{number}", app_url, settle),
        )
        bank.committers.append(made)
        await made.holds.start()
        await made.charges.start()
    yield bank
    for committer in bank.committers:
        await committer.holds.stop()
        await committer.charges.stop()
    await bank.database.close()


async def run_sql(url: str, org_id: str, query: str, values: Sequence[Any] = ()) -> None:
    """One statement, in a transaction that sees this organization."""
    async with await connect(url) as connection, connection.transaction():
        await connection.execute(SET_ORGS, [org_id])
        await connection.execute(query, values)
