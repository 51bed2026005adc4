"""What the hub has written down about one organization, and whether it adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

_ACCOUNTS = """
    select
      (select coalesce(sum(amount), 0) from ledger_entries),
      (select coalesce(sum(amount), 0) from ledger_entries
       where account = 'customer_credit' and owner_id = %(org)s),
      (select coalesce(sum(remaining), 0) from credit_grants),
      (select coalesce(sum(amount), 0) from ledger_entries
       where account = 'customer_held' and owner_id = %(org)s),
      (select held from wallets),
      (select coalesce(sum(amount), 0) from holds where status = 'pending'),
      (select running from wallets),
      (select count(*) from holds where status = 'pending'),
      (select coalesce(sum(captured), 0) from holds),
      (select coalesce(sum(cost), 0) from runs where parent_run_id is null),
      (select coalesce(sum(cost), 0) from usage_events),
      (select coalesce(sum(amount), 0) from credit_grants)
"""


@dataclass(frozen=True)
class Books:
    everything: int
    credit_booked: int
    credit_cached: int
    held_booked: int
    held_cached: int
    held_by_runs: int
    running_cached: int
    holds_open: int
    captured: int
    charged: int
    used: int
    granted: int

    def balance(self) -> None:
        """Raises AssertionError where what is cached differs from what was booked."""
        assert self.everything == 0, self
        assert self.credit_booked == self.credit_cached, self
        assert self.held_booked == self.held_cached == self.held_by_runs, self
        assert self.running_cached == self.holds_open, self
        assert self.captured == self.charged == self.used, self
        assert self.granted == self.credit_cached + self.held_cached + self.captured, self


async def read_books(app_url: str, org_id: str) -> Books:
    return Books(*(await rows(app_url, org_id, _ACCOUNTS, {"org": org_id}))[0])


async def rows(app_url: str, org_id: str, query: str, values: Any = None) -> Sequence[Any]:
    """As the hub reads: with the organization's eyes."""
    connection = await psycopg.AsyncConnection.connect(app_url)
    async with connection:
        await connection.execute("select set_config('app.org_ids', %s, true)", [org_id])
        return await (await connection.execute(query, values)).fetchall()
