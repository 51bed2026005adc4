"""The door to billing: prices of use, what is sold and paid, and what buying causes above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import repository
from hub.billing.domain import Billing
from hub.billing.events import AccessEnded, AccessGiven, AgentsOffered
from hub.billing.models import Price as PriceRow
from hub.billing.offers import Offer, offers_of, sold_to
from hub.billing.schemas import ProductView
from hub.billing.service import FREE, ModelCost, PriceModel, Rate, fee
from hub.kit.db import Connection
from hub.kit.ids import new_id

__all__ = [
    "FREE",
    "AccessEnded",
    "AccessGiven",
    "AgentsOffered",
    "Billing",
    "ModelCost",
    "Offer",
    "Price",
    "PriceModel",
    "ProductView",
    "Rate",
    "current_price",
    "current_prices",
    "fee",
    "find_current_rate",
    "find_rate",
    "find_rates",
    "get_price",
    "list_prices",
    "offers_of",
    "set_price",
    "sold_to",
]


@dataclass(frozen=True, slots=True)
class Price:
    """What an agent costs, for ever under this ID. `unit_amount` is in micro-credits."""

    id: str
    agent_id: str
    model: str
    unit_amount: int
    model_cost: str
    metered: bool
    created_at: datetime
    archived_at: datetime | None

    @property
    def terms(self) -> tuple[str, int, str]:
        return self.model, self.unit_amount, self.model_cost


async def find_rate(connection: Connection, price_id: str) -> Rate | None:
    return await repository.find_rate(connection, price_id)


async def find_current_rate(connection: Connection, agent_id: str) -> Rate | None:
    """What the agent costs whoever enables it now; None where no price was ever set."""
    return await repository.find_current_rate(connection, agent_id)


async def find_rates(connection: Connection, price_ids: Sequence[str]) -> dict[str, Rate]:
    return await repository.find_rates(connection, price_ids)


async def current_price(session: AsyncSession, agent_id: str) -> Price | None:
    row = await repository.current(session, agent_id)
    return _price(row) if row else None


async def get_price(session: AsyncSession, price_id: str) -> Price | None:
    """An archived one too: who has it keeps it."""
    row = await repository.get(session, price_id)
    return _price(row) if row else None


async def current_prices(session: AsyncSession, agent_ids: Sequence[str]) -> dict[str, Price]:
    """By agent; an agent that never had a price is absent."""
    rows = await repository.current_of(session, agent_ids)
    return {row.agent_id: _price(row) for row in rows}


async def list_prices(
    session: AsyncSession, agent_id: str, *, after: str | None, limit: int
) -> list[Price]:
    """All that the agent ever cost, newest first."""
    rows = await repository.history(session, agent_id, after=after, limit=limit)
    return [_price(row) for row in rows]


async def set_price(
    session: AsyncSession,
    *,
    org_id: str,
    agent_id: str,
    rate: Rate,
    now: datetime,
    metered: bool = False,
) -> Price:
    """The agent's new price; the old one is archived and stays with those who have it."""
    current = await repository.current(session, agent_id, lock=True)
    if current is not None:
        known = _price(current)
        if known.terms == rate.terms and known.metered == metered:
            return known
        current.archived_at = now
        await repository.save(session, current)  # one current price an agent: the old one leaves
    row = PriceRow(
        id=new_id("prc"),
        org_id=org_id,
        agent_id=agent_id,
        model=rate.model,
        unit_amount=rate.unit_amount,
        model_cost=rate.model_cost,
        metered=metered,
        created_at=now,
    )
    await repository.save(session, row)
    return _price(row)


def _price(row: PriceRow) -> Price:
    return Price(
        row.id,
        row.agent_id,
        row.model,
        row.unit_amount,
        row.model_cost,
        row.metered,
        row.created_at,
        row.archived_at,
    )
