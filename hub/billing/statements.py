"""A publisher's books, as they are read: balances of today, and what changed in a month."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import payees
from hub.billing.domain import Billing
from hub.billing.money import months_later
from hub.billing.publisher_schemas import (
    AgentEarning,
    AgentEarningsView,
    EarningsView,
    Publisher,
    StatementLine,
    StatementView,
)
from hub.credits import public as credits_
from hub.credits.public import CREDIT, Move
from hub.kit.amounts import format_credits

_TYPES: Final = {
    "sold": "sales",
    "settled": "usage",
    "refunded": "refunds",
    "refunded_balance": "refunds",
    "released": "converted",
    "reserve_freed": "converted",
    "tries_from_earnings": "tries",
    "tries_returned": "tries",
    "paid_out": "payouts",
    "payout_reversed": "payouts",
}
_RELEASES: Final = "converted"
"""What becomes available was earned before: it changes a sum only where credits become dollars."""
_SET_ASIDE: Final = "tries"
"""What pays for tries is the publisher's own, but nothing that they earned."""
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)


def shown(asset: str, amount: int) -> str:
    return format_credits(amount) if asset == CREDIT else str(amount)


async def earned(session: AsyncSession, publisher_id: str) -> list[EarningsView]:
    held = await credits_.earnings(session, publisher_id)
    assets = sorted({asset for asset, account in held.of if account != _SET_ASIDE})
    return [
        EarningsView.model_validate(
            {
                "currency": asset,
                "pending": shown(asset, held.get(asset, "pending")),
                "available": shown(asset, held.get(asset, "available")),
                "reserve": shown(asset, held.get(asset, "reserve") + held.get(asset, "disputed")),
                "owed": shown(asset, max(0, -held.get(asset, "receivable"))),
            }
        )
        for asset in assets
    ]


async def by_agent(
    session: AsyncSession, publisher_id: str, end: datetime, months: int
) -> AgentEarningsView:
    """So many months, the last of which begins with `end`."""
    first = months_later(end, 1 - months)
    moves = await credits_.moves_by_agent(session, publisher_id, first, months_later(end, 1))
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for move in moves:
        kind = _TYPES.get(move.code, "disputes")
        sums[f"{move.month:%Y-%m}", move.agent_id or "", kind, move.asset] += move.amount
    return AgentEarningsView(
        since=f"{first:%Y-%m}",
        until=f"{end:%Y-%m}",
        data=[
            AgentEarning.model_validate(
                {
                    "month": month,
                    "agent_id": agent_id or None,
                    "type": kind,
                    "currency": asset,
                    "amount": shown(asset, amount),
                }
            )
            for (month, agent_id, kind, asset), amount in sorted(sums.items(), reverse=True)
            if amount
        ],
    )


async def statement(
    session: AsyncSession, billing: Billing, publisher_id: str, start: datetime
) -> StatementView:
    end = months_later(start, 1)
    before = await _moves(session, publisher_id, _BEGINNING, start)
    inside = await _moves(session, publisher_id, start, end)
    opening: dict[str, int] = defaultdict(int)
    for move in before:
        opening[move.asset] += move.amount
    closing = defaultdict(int, opening)
    released: dict[str, int] = defaultdict(int)
    lines: dict[tuple[str, str], int] = defaultdict(int)
    for move in inside:
        closing[move.asset] += move.amount
        kind = _TYPES.get(move.code, "disputes")
        lines[kind, move.asset] += move.amount
        if kind == _RELEASES and move.account == "available":
            released[move.asset] += move.amount
    details = await payees.details_of(session, billing, publisher_id)
    publisher = Publisher.model_validate(payees.shown(details)) if details is not None else None
    return StatementView(
        month=f"{start:%Y-%m}",
        publisher=publisher,
        lines=[
            StatementLine.model_validate(
                {"type": kind, "currency": asset, "amount": shown(asset, amount)}
            )
            for (kind, asset), amount in sorted(lines.items())
            if amount
        ],
        opening=_by_asset(opening),
        closing=_by_asset(closing),
        released=_by_asset(released),
    )


def _by_asset(amounts: Mapping[str, int]) -> dict[str, str]:
    return {asset: shown(asset, amount) for asset, amount in sorted(amounts.items())}


async def _moves(
    session: AsyncSession, publisher_id: str, since: datetime, until: datetime
) -> list[Move]:
    moves = await credits_.moves(session, publisher_id, since, until)
    return [move for move in moves if move.account != _SET_ASIDE]
