"""Budgets: what an organization, a person, a key or an agent may spend in a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import repository
from hub.credits.errors import NO_ORGANIZATION
from hub.credits.models import Budget as BudgetRow
from hub.credits.service import BudgetPeriod, BudgetScope, period_start
from hub.kit.errors import NotFound
from hub.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class BudgetTerms:
    org_id: str
    scope: BudgetScope
    scope_id: str
    period: BudgetPeriod
    amount: int


@dataclass(frozen=True, slots=True)
class Budget:
    """`used` was charged in the period that `now` lies in; `held` is set aside."""

    id: str
    scope: str
    scope_id: str
    period: str
    amount: int
    used: int
    held: int


async def set_budget(session: AsyncSession, terms: BudgetTerms, *, now: datetime) -> Budget:
    """Makes the budget of this scope and period, or changes its amount.

    Raises:
        NotFound: there is no such organization.
    """
    if await repository.lock_wallet(session, terms.org_id) is None:
        raise NotFound(NO_ORGANIZATION)
    row = await repository.find_budget(
        session, terms.org_id, scope=terms.scope, scope_id=terms.scope_id, period=terms.period
    ) or BudgetRow(
        id=new_id("bdg"),
        org_id=terms.org_id,
        scope=terms.scope,
        scope_id=terms.scope_id,
        period=terms.period,
        amount=0,
        period_start=period_start(terms.period, now),
        created_at=now,
    )
    row.amount = terms.amount
    await repository.save_budget(session, row)
    return _budget(row, now)


async def list_budgets(session: AsyncSession, org_id: str, *, now: datetime) -> list[Budget]:
    return [_budget(row, now) for row in await repository.list_budgets(session, org_id)]


async def budgets_of_keys(
    session: AsyncSession, org_id: str, key_ids: Sequence[str]
) -> list[BudgetTerms]:
    """The budgets of any of these keys, each key's the shortest period first."""
    rows = await repository.key_budgets(session, org_id, key_ids)
    return [
        BudgetTerms(org_id, "key", row.scope_id, cast("BudgetPeriod", row.period), row.amount)
        for row in sorted(rows, key=lambda row: row.period)
    ]


async def remove_budget(
    session: AsyncSession, org_id: str, budget_id: str, *, now: datetime
) -> Budget:
    """As it was. Runs under way finish; their charges are counted by no budget.

    Raises:
        NotFound: there is no such budget.
    """
    await repository.lock_wallet(session, org_id)
    row = await repository.get_budget(session, org_id, budget_id)
    if row is None:
        raise NotFound("There is no budget with this ID.")
    await repository.delete_budget(session, row)
    return _budget(row, now)


def _budget(row: BudgetRow, now: datetime) -> Budget:
    over = row.period_start < period_start(row.period, now)
    used = 0 if over else row.spent
    return Budget(row.id, row.scope, row.scope_id, row.period, row.amount, used, row.held)
