"""The arithmetic of prices, discounts, tax and shares: integers of minor units, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

Currency = Literal["USD", "EUR", "INR"]
Interval = Literal["month", "year"]
Scheme = Literal["flat", "graduated", "volume"]
TaxBehavior = Literal["exclusive", "inclusive"]
Tier = Sequence[int | None]

CURRENCIES: Final[tuple[Currency, ...]] = ("USD", "EUR", "INR")
WHOLE_BPS: Final = 10_000
# Below this no processor charges: it is kept as what the organization owes, and paid with the next
SMALLEST: Final[dict[str, int]] = {"USD": 50, "EUR": 50, "INR": 100}
MAX_AMOUNT: Final = 10**11
_SIGNS: Final[dict[str, str]] = {"USD": "$", "EUR": "€", "INR": "₹"}
_MONTHS: Final[dict[str, int]] = {"month": 1, "year": 12}


def priced(scheme: str, unit_amount: int, tiers: Sequence[Tier], quantity: int) -> int:
    """What so many cost. Tiers are (up to, unit, flat), in order; the last has no end."""
    if scheme == "flat":
        return unit_amount * quantity
    if scheme == "volume":
        tier = next(t for t in tiers if t[0] is None or quantity <= t[0])
        return (tier[1] or 0) * quantity + (tier[2] or 0)
    total, below = 0, 0
    for up_to, unit, flat in tiers:
        inside = (quantity if up_to is None else min(quantity, up_to)) - below
        if inside > 0:
            total += inside * (unit or 0) + (flat or 0)
        below = up_to or below
    return total


def part(amount: int, numerator: int, denominator: int) -> int:
    """`amount` x numerator / denominator, half away from zero."""
    sign = -1 if (amount < 0) != (numerator < 0) else 1
    return sign * ((abs(amount * numerator) * 2 + denominator) // (denominator * 2))


def divided(total: int, weights: Sequence[int]) -> list[int]:
    """`total` by weight, in whole units, the largest remainders first; the parts sum to it."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Taxed:
    """`net` goes to publisher and platform, `tax` to the state; the buyer pays `gross`."""

    net: int
    tax: int
    gross: int


def taxed(amount: int, bps: int, behavior: str) -> Taxed:
    if behavior == "inclusive":
        tax = amount - part(amount, WHOLE_BPS, WHOLE_BPS + bps)
        return Taxed(amount - tax, tax, amount)
    tax = part(amount, bps, WHOLE_BPS)
    return Taxed(amount, tax, amount + tax)


def mirrored(parts: Sequence[int], refunded: int, amount: int) -> list[int]:
    """Of each part of an order, what a further refund of `amount` takes back.

    Refunds of an order take in sum exactly its parts, however many they are: what each takes is the
    difference of what all so far take, rounded down; the last part takes the remainder.
    """
    total = sum(parts)

    def taken(so_far: int) -> list[int]:
        floors = [one * so_far // total for one in parts[:-1]]
        return [*floors, so_far - sum(floors)]

    after, before = taken(refunded + amount), taken(refunded)
    return [a - b for a, b in zip(after, before, strict=True)]


def remaining(amount: int, start: datetime, end: datetime, now: datetime) -> int:
    """The part of `amount` that is for what is left of the period, to the second."""
    whole = int((end - start).total_seconds())
    left = max(0, min(whole, int((end - now).total_seconds())))
    return part(amount, left, whole)


def months_later(moment: datetime, months: int, *, day: int | None = None) -> datetime:
    """The same day so many months on, or the month's last; `day` is the one that is meant."""
    moment = moment.astimezone(UTC)
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = datetime(year + (month == 11), (month + 1) % 12 + 1, 1, tzinfo=UTC)
    last = (first_of_next - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(day or moment.day, last))


def period_after(start: datetime, interval: str, *, day: int) -> datetime:
    return months_later(start, _MONTHS[interval], day=day)


def in_words(amount: int, currency: str) -> str:
    """`$1,250.00`, `₹1,25,000.00`, and a minus sign before both: as pages have it in English."""
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    whole, cents = divmod(abs(amount), 100)
    shown = _lakhs(whole) if currency == "INR" else f"{whole:,}"
    return f"{sign}{_SIGNS[currency]}{shown}.{cents:02d}"


def _lakhs(whole: int) -> str:
    """Three digits at the end, and pairs before them: `1,25,000`."""
    head, tail = divmod(whole, 1000)
    return f"{_pairs(head)},{tail:03d}" if head else str(tail)


def _pairs(number: int) -> str:
    head, tail = divmod(number, 100)
    return f"{_pairs(head)},{tail:02d}" if head else str(tail)
