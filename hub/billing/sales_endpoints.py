"""What was sold, for the platform's administrators of money, over HTTP: parse, call, render."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from hub.billing import console
from hub.billing import sales_repository as sales
from hub.billing.domain import Billing, billing_of
from hub.identity.public import Principal, administers, names_of_organizations
from hub.kit.http import at_hand, problems
from hub.kit.periods import days_asked_for

router = APIRouter(prefix="/v1/admin", tags=["admin"], responses=problems(401, 403, 422, 429))
At = Annotated[Billing, at_hand(billing_of)]
Reads = Annotated[Principal, administers("billing.administer")]
Day = date | None


class Sold(BaseModel):
    """Amounts are minor units of the currency; `total` has the tax in it, and is before refunds."""

    orders: int
    total: int


class SoldDay(Sold):
    day: date
    tax: int
    refunded: int


class SoldProduct(Sold):
    product_id: str
    name: str
    seller_id: str
    seller_name: str = Field(description="Empty where the organization is gone.")
    quantity: int


class SoldBy(Sold):
    organization_id: str
    organization_name: str = Field(description="Empty where the organization is gone.")
    refunded: int


class SalesOfCurrency(Sold):
    """`days` are those on which something was paid or given back, in UTC, the oldest first;
    `products` and `sellers` the hundred that were sold for most, and who sold most."""

    currency: str
    tax: int
    refunded: int
    days: list[SoldDay]
    products: list[SoldProduct]
    sellers: list[SoldBy]


class SalesReport(BaseModel):
    """Of each currency by itself; `from` is inside, `to` is outside."""

    since: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    currencies: list[SalesOfCurrency]


@router.get("/sales")
async def get_sales(
    _: Reads,
    at: At,
    since: Annotated[Day, Query(alias="from")] = None,
    until: Annotated[Day, Query(alias="to")] = None,
) -> SalesReport:
    """What was paid and given back, by day, product and seller; the last thirty days by default."""
    first, end = days_asked_for(since, until, at.clock().date())
    async with console.reading(at) as session:
        days = await sales.by_day(session, first, end)
        products = await sales.by_product(session, first, end)
        sellers = await sales.by_seller(session, first, end)
        whose = {one.seller_id for one in products} | {one.seller_id for one in sellers}
        names = await names_of_organizations(session, whose)
    found = {currency: _of(currency, days, products, sellers, names) for currency, *_ in days}
    return SalesReport(since=first, until=end, currencies=list(found.values()))


def _of(
    currency: str,
    days: list[sales.DaySold],
    products: list[sales.ProductSold],
    sellers: list[sales.SellerSold],
    names: dict[str, str],
) -> SalesOfCurrency:
    mine = [one for one in days if one.currency == currency]
    return SalesOfCurrency(
        currency=currency,
        orders=sum(one.orders for one in mine),
        total=sum(one.total for one in mine),
        tax=sum(one.tax for one in mine),
        refunded=sum(one.refunded for one in mine),
        days=[SoldDay.model_validate(one._asdict()) for one in mine],
        products=[
            SoldProduct.model_validate(_named(one, names, "seller"))
            for one in products
            if one.currency == currency
        ],
        sellers=[
            SoldBy.model_validate(_named(one, names, "organization"))
            for one in sellers
            if one.currency == currency
        ],
    )


def _named(
    one: sales.ProductSold | sales.SellerSold, names: dict[str, str], role: str
) -> dict[str, Any]:
    whose = {f"{role}_id": one.seller_id, f"{role}_name": names.get(one.seller_id, "")}
    return one._asdict() | whose
