"""The rows of the ledger's batches as they travel: what statements read, and what they write."""

from datetime import datetime

from msgspec import Struct


class GrantRow(Struct):
    org_id: str
    id: str
    kind: str
    remaining: int


class BudgetRow(Struct):
    org_id: str
    id: str
    scope: str
    scope_id: str
    period: str
    amount: int
    period_start: datetime
    spent: int
    held: int


class HoldRow(Struct):
    org_id: str
    run_id: str
    amount: int
    grant_ids: list[str]
    grant_amounts: list[int]
    budget_ids: list[str]
    captured: int | None = None


class DrawnRow(Struct):
    id: str
    kind: str
    expired: bool


class ToPlace(Struct):
    grants: list[GrantRow]
    budgets: list[BudgetRow]
    holds: list[HoldRow]


class ToSettle(Struct):
    holds: list[HoldRow]
    grants: list[DrawnRow]


class WalletChange(Struct):
    org_id: str
    held: int
    running: int


class GrantChange(Struct):
    id: str
    amount: int


class BudgetState(Struct):
    id: str
    held: int
    spent: int
    period_start: datetime


class BudgetChange(Struct):
    id: str
    held: int
    spent: int


class HoldEnd(Struct):
    org_id: str
    run_id: str
    captured: int


class TransactionRow(Struct):
    org_id: str
    id: str
    code: str
    cause_id: str


class EntryRow(Struct):
    org_id: str
    transaction_id: str
    line: int
    account: str
    owner_id: str
    grant_id: str | None
    amount: int
