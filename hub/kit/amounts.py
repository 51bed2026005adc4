"""Credits: integers of micro-credits inside, decimal strings outside."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from hub.kit.errors import InvalidInput

SCALE: Final = 6
MICRO: Final = 10**SCALE
MAX_MICRO: Final = 10**15
_FORM: Final = re.compile(r"\d{1,9}(\.\d{1,6})?")


def parse_credits(text: str, *, pointer: str = "") -> int:
    """`"1.5"` → 1_500_000 micro-credits.

    Raises:
        InvalidInput: not a plain decimal with at most six decimals, or over a billion credits.
    """
    if not _FORM.fullmatch(text):
        raise InvalidInput.at(
            pointer, "must be a decimal string with at most 6 decimals, such as '12.5'"
        )
    return to_micro(Decimal(text))


def to_micro(amount: Decimal) -> int:
    return int(amount.scaleb(SCALE).to_integral_exact())


@lru_cache(maxsize=1024)  # the same few prices all day, on the receipt and in the answer
def format_credits(micro: int) -> str:
    """1_500_000 → `"1.5"`; no exponent, no trailing zeros."""
    sign = "-" if micro < 0 else ""
    whole, fraction = divmod(abs(micro), MICRO)
    return f"{sign}{whole}.{fraction:06d}".rstrip("0").rstrip(".")
