"""What a creator set aside for tries and takes back: the last that was paid in comes back first.

Tries use what was paid in first. So nobody turns credits that were given to them into money: what
comes back is what nobody used, as what it was.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import public as credits_
from hub.credits.public import SetAside
from hub.kit.amounts import format_credits
from hub.kit.ids import new_id
from hub.runs.trying import repository
from hub.runs.trying.errors import TryBudgetTooSmall
from hub.runs.trying.models import TryFunding, TryOffer


def unused(rows: Sequence[TryFunding], gone: int) -> list[SetAside]:
    """What is left of each funding, in order; `gone` is what tries have used, or may yet."""
    kept: list[SetAside] = []
    for row in rows:
        if row.amount > 0:
            kept.append(SetAside(row.id, row.source, row.amount))
        else:
            _take_last(kept, -row.amount, row.source)
    left: list[SetAside] = []
    for one in kept:
        used = min(gone, one.amount)
        gone -= used
        if one.amount > used:
            left.append(SetAside(one.funding_id, one.source, one.amount - used))
    return left


def _take_last(kept: list[SetAside], amount: int, source: str) -> None:
    """Of one source: what came back to it went off what was paid in from it."""
    for at in reversed(range(len(kept))):
        one = kept[at]
        if one.source == source and amount:
            taken = min(amount, one.amount)
            amount -= taken
            kept[at] = SetAside(one.funding_id, source, one.amount - taken)


def parts_of(left: Sequence[SetAside], amount: int) -> list[tuple[SetAside, int]]:
    """The last of what is left, up to so much."""
    parts = []
    for one in reversed(left):
        taken = min(amount, one.amount)
        amount -= taken
        if taken:
            parts.append((one, taken))
    return parts


async def take_back(
    session: AsyncSession,
    offer: TryOffer,
    *,
    amount: int | None,
    key: str,
    by: str,
    usd_per_credit: Decimal,
    now: datetime,
) -> int:
    """How much came back; None is all. The wallet is locked.

    Raises:
        TryBudgetTooSmall: there is less that no try has used, or holds.
    """
    free = offer.funded - offer.spent - offer.held
    wanted = free if amount is None else amount
    if not 0 < wanted <= free:
        raise TryBudgetTooSmall(f"{format_credits(free)} credits are set aside and not used.")
    rows = await repository.fundings_of(session, offer.org_id, offer.agent_id)
    drawn = {one.funding_id: one for one in unused(rows, 0)}
    parts = parts_of(unused(rows, offer.spent + offer.held), wanted)
    back = await credits_.return_tries(
        session,
        org_id=offer.org_id,
        return_id=new_id("trf"),
        parts=[(drawn[one.funding_id], taken) for one, taken in parts],
        usd_per_credit=usd_per_credit,
        now=now,
    )
    made = [
        TryFunding(
            org_id=offer.org_id,
            key=key if at == 0 else f"{key}#{at}",
            id=new_id("trf"),
            agent_id=offer.agent_id,
            amount=-given,
            source=one.source,
            created_by=by,
            created_at=now,
        )
        for at, ((one, _), given) in enumerate(zip(parts, back, strict=True))
        if given
    ]
    if not made or not await repository.unfund(session, made):
        raise TryBudgetTooSmall("Less than a cent is set aside and not used.")
    return sum(back)
