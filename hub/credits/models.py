"""The ledger's tables. Amounts are integers of micro-credits, or of a currency's minor units.

`wallets` has one row per organization: the lock that orders its money, and two cached sums.
Entries are the truth; grants' `remaining`, wallets' `held` and budgets' counters are sums of them
kept beside them, and a test drops and rebuilds each.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import (
    id_field,
    integer_field,
    integers_field,
    json_field,
    text_field,
    texts_field,
    time_field,
)


class Wallet(Table, table=True):
    __tablename__ = "wallets"
    __table_args__: Any = (
        CheckConstraint("held >= 0", name="held_not_negative"),
        CheckConstraint("running >= 0", name="running_not_negative"),
    )

    org_id: str = id_field()
    held: int = integer_field(default=0)
    running: int = integer_field(default=0)


class CreditGrant(Table, table=True):
    """`kind` is `promotional`, `paid` or `metered`.

    `remaining` is what no hold, charge or expiry has taken yet. Nothing is drawn while it is
    `paused`: so is a credit line whose invoice is not paid.
    """

    __tablename__ = "credit_grants"
    __table_args__: Any = (
        CheckConstraint("remaining >= 0 and remaining <= amount", name="remaining_in_amount"),
        UniqueConstraint("org_id", "idempotency_key"),
        Index("ix_credit_grants_open", "org_id", postgresql_where="remaining > 0"),
        Index("ix_credit_grants_due", "expires_at", postgresql_where="expired_at is null"),
        Index("ix_credit_grants_lines", "org_id", postgresql_where="kind = 'metered'"),
    )

    id: str = id_field()
    org_id: str = text_field()
    kind: str = text_field()
    amount: int = integer_field()
    remaining: int = integer_field()
    priority: int = integer_field(default=50)
    reason: str = text_field()
    granted_by: str | None = text_field(default=None, nullable=True)
    idempotency_key: str = text_field()
    effective_at: datetime = time_field()
    expires_at: datetime | None = time_field(default=None, nullable=True)
    expired_at: datetime | None = time_field(default=None, nullable=True)
    paused_at: datetime | None = time_field(default=None, nullable=True)
    created_at: datetime = time_field()


class BilledRun(Table, table=True):
    """What a run drew on a credit line, and the order that asks for it: one, for ever."""

    __tablename__ = "billed_runs"
    __table_args__: Any = (
        CheckConstraint("credits > 0", name="credits_positive"),
        Index("ix_billed_runs_order_id", "org_id", "order_id"),
    )

    org_id: str = id_field()
    run_id: str = id_field()
    grant_id: str = id_field()
    order_id: str = text_field()
    credits: int = integer_field()


class LedgerTransaction(Table, table=True):
    """One booking. A cause books a `code` once, for ever."""

    __tablename__ = "ledger_transactions"
    __table_args__: Any = (UniqueConstraint("org_id", "cause_id", "code"),)

    org_id: str = id_field()
    id: str = id_field()
    code: str = text_field()
    cause_id: str = text_field()
    booked_at: datetime = time_field()


class LedgerEntry(Table, table=True):
    """One leg. Credit is positive, debit negative; the legs of a transaction sum to zero.

    `asset` is `credit` (micro-credits) or a currency (minor units); each sums to zero by itself.
    """

    __tablename__ = "ledger_entries"
    __table_args__: Any = (
        Index(
            "ix_ledger_entries_publisher",
            "owner_id",
            "asset",
            "account",
            postgresql_where="account like 'publisher\\_%'",
            postgresql_include=["amount"],
        ),
    )

    org_id: str = id_field()
    transaction_id: str = id_field()
    line: int = integer_field(primary_key=True)
    account: str = text_field()
    owner_id: str = text_field()
    grant_id: str | None = text_field(default=None, nullable=True)
    amount: int = integer_field()
    asset: str = text_field(default="credit", sa_column_kwargs={"server_default": "credit"})


class Hold(Table, table=True):
    """Credits set aside for one run, by grant. Pending, then captured or released, once.

    A run without a price has one of amount 0, so that a wallet's `running` counts pending holds.
    """

    __tablename__ = "holds"
    __table_args__: Any = (
        CheckConstraint("captured >= 0 and captured <= amount", name="captured_in_amount"),
    )

    org_id: str = id_field()
    run_id: str = id_field()
    amount: int = integer_field()
    grant_ids: list[str] = texts_field()
    grant_amounts: list[int] = integers_field()
    budget_ids: list[str] = texts_field()
    status: str = text_field(default="pending")
    captured: int = integer_field(default=0)
    created_at: datetime = time_field()
    resolved_at: datetime | None = time_field(default=None, nullable=True)


class Budget(Table, table=True):
    """A cap on spending: of the whole organization, or one user, key or agent in it.

    `period` is `day`, `month` or `total`; counters start anew when `period_start` is over.
    """

    __tablename__ = "budgets"
    __table_args__: Any = (
        UniqueConstraint("org_id", "scope", "scope_id", "period"),
        CheckConstraint("spent >= 0 and held >= 0", name="counters_not_negative"),
    )

    id: str = id_field()
    org_id: str = text_field()
    scope: str = text_field()
    scope_id: str = text_field()
    period: str = text_field()
    amount: int = integer_field()
    period_start: datetime = time_field()
    spent: int = integer_field(default=0)
    held: int = integer_field(default=0)
    created_at: datetime = time_field()


class LedgerCheck(Table, table=True):
    """The last proof of the books: how many `differences`, the first of them (`found`), and the
    trial balance. There is one row."""

    __tablename__ = "ledger_checks"

    checked_at: datetime = time_field(primary_key=True)
    differences: int = integer_field()
    found: list[dict[str, Any]] = json_field()
    trial: list[dict[str, Any]] = json_field()
