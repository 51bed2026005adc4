"""What a cart comes to: lines with discount and tax, and what is left to be paid. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol

from hub.billing.catalog_models import Discount, Product, ProductPrice
from hub.billing.errors import DiscountRefused, NotForSale
from hub.billing.money import MAX_AMOUNT, SMALLEST, WHOLE_BPS, divided, part, priced, taxed
from hub.kit.errors import InvalidInput

_BPS: Final = Decimal(100)


class Tax(Protocol):
    """Which tax a buyer pays, in basis points. A tax service can stand in its place."""

    def rate(self, country: str | None, region: str | None) -> int: ...


class TaxTable:
    """Rates by region, `US-CA`, then by country; whoever is in neither pays none."""

    def __init__(self, percent: dict[str, Decimal]) -> None:
        self._bps = {name.upper(): int(rate * _BPS) for name, rate in percent.items()}

    def rate(self, country: str | None, region: str | None) -> int:
        if country is None:
            return 0
        return self._bps.get(f"{country}-{region}".upper(), self._bps.get(country.upper(), 0))


@dataclass(slots=True)
class Line:
    """`amount` is before discount; `tax` is in it where `tax_included`."""

    product: Product
    price: ProductPrice
    description: str
    quantity: int
    amount: int
    share_bps: int = 0
    discount: int = 0
    tax: int = 0
    tax_bps: int = 0
    period: tuple[datetime, datetime] | None = None
    discountable: bool = True

    @property
    def tax_included(self) -> bool:
        return self.price.tax_behavior == "inclusive"

    @property
    def gross(self) -> int:
        return self.amount - self.discount + (0 if self.tax_included else self.tax)


@dataclass(slots=True)
class Totals:
    currency: str
    lines: list[Line] = field(default_factory=list)
    balance: int = 0

    @property
    def subtotal(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(line.tax for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.gross for line in self.lines)

    @property
    def due(self) -> int:
        """What is paid now. Too little for any processor is owed, and paid with the next order."""
        due = max(0, self.total - self.balance)
        return due if due >= SMALLEST[self.currency] else 0

    @property
    def balance_applied(self) -> int:
        return self.total - self.due


def line_of(
    product: Product,
    price: ProductPrice,
    quantity: int,
    *,
    share_bps: int,
    period: tuple[datetime, datetime] | None = None,
) -> Line:
    """Raises InvalidInput where it comes to more than anybody pays."""
    amount = priced(price.scheme, price.unit_amount, price.tiers, quantity)
    if amount > MAX_AMOUNT:
        raise InvalidInput.at("/items", "come to more than can be paid at once")
    name = product.name if quantity == 1 else f"{product.name} x {quantity}"
    return Line(product, price, name, quantity, amount, share_bps, period=period)


def total_up(
    lines: Sequence[Line], *, discount: Discount | None, tax_bps: int, balance: int
) -> Totals:
    """Raises NotForSale where the lines do not go together, DiscountRefused where the code."""
    if len({line.price.currency for line in lines}) != 1:
        raise NotForSale.at("/items", "must be in one currency")
    if len({line.product.org_id for line in lines}) != 1:
        raise NotForSale.at("/items", "must be of one seller")
    if discount is not None:
        _discount(lines, discount)
    for line in lines:
        found = taxed(line.amount - line.discount, tax_bps, line.price.tax_behavior)
        line.tax, line.tax_bps = found.tax, tax_bps
    return Totals(lines[0].price.currency, list(lines), balance)


def _discount(lines: Sequence[Line], discount: Discount) -> None:
    any_product = not discount.product_ids
    of = [
        line
        for line in lines
        if line.discountable and (any_product or line.product.id in discount.product_ids)
    ]
    if not of:
        raise DiscountRefused.at("/discount_code", "is not for any of these products")
    if discount.percent_off is not None:
        for line in of:
            line.discount = part(line.amount, discount.percent_off, WHOLE_BPS)
        return
    if discount.currency != of[0].price.currency:
        raise DiscountRefused.at("/discount_code", f"is for prices in {discount.currency}")
    whole = sum(line.amount for line in of)
    off = min(discount.amount_off or 0, whole)
    for line, cut in zip(of, divided(off, [line.amount for line in of]), strict=True):
        line.discount = cut
