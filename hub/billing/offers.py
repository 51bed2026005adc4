"""What somebody could buy to use an agent, for whoever refuses them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import catalog
from hub.billing.schemas import ProductView, product_view


@dataclass(frozen=True, slots=True)
class Offer:
    product_id: str
    name: str
    price_id: str
    price_type: str
    interval: str | None
    amount: int
    currency: str
    per_seat: bool
    trial_days: int


async def sold_to(
    session: AsyncSession, org_id: str | None, agent_id: str, *, now: datetime
) -> list[ProductView]:
    """The products that give this agent, as this organization, or anybody, can buy them."""
    rows = await catalog.list_products(
        session,
        [org_id or ""],
        mine=False,
        agent_id=agent_id,
        kind="agents",
        after=None,
        limit=20,
        now=now,
    )
    prices = await catalog.prices_of(session, [row.id for row in rows])
    return [product_view(row, prices[row.id]) for row in rows]


async def offers_of(
    session: AsyncSession, org_id: str, agent_id: str, *, now: datetime
) -> list[Offer]:
    """In the order of products and prices, the newest product first."""
    return [
        Offer(
            product.id,
            product.name,
            price.id,
            price.type,
            price.interval,
            price.unit_amount,
            price.currency,
            price.per_seat,
            product.trial_days,
        )
        for product, price in await catalog.offers_of(session, org_id, agent_id, now=now)
    ]
