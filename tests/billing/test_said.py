"""Money and days in mails and notices read as pages have them in English."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hub.billing.money import in_words
from hub.kit.clock import said, said_day


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (1999, "USD", "$19.99"),
        (125_000_005, "USD", "$1,250,000.05"),
        (-400, "EUR", "\N{MINUS SIGN}€4.00"),
        (0, "EUR", "€0.00"),
        (12_500_000, "INR", "₹1,25,000.00"),
        (1_00_00_00_05_000, "INR", "₹1,00,00,00,050.00"),
        (99_900, "INR", "₹999.00"),
    ],
)
def test_money_is_said(amount: int, currency: str, shown: str) -> None:
    assert in_words(amount, currency) == shown


def test_days_are_said() -> None:
    moment = datetime(2026, 11, 3, 1, 5, tzinfo=timezone(timedelta(hours=2)))
    assert said_day(moment) == "November 2, 2026"
    assert said(moment) == "November 2, 2026, 23:05 UTC"
    assert said_day(datetime(2026, 12, 24, tzinfo=UTC)) == "December 24, 2026"
