"""Whole days that somebody asks about, in UTC: from inside to outside."""

from datetime import date, timedelta
from typing import Final

from hub.kit.errors import InvalidInput

_USUAL: Final = timedelta(days=30)
_LONGEST: Final = timedelta(days=366)


def days_asked_for(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    """What is not said is the last thirty days, today among them.

    Raises:
        InvalidInput: it ends before it begins, or is longer than a year.
    """
    until = until or today + timedelta(days=1)
    since = since or until - min(_USUAL, until - date.min)
    if not timedelta(0) < until - since <= _LONGEST:
        raise InvalidInput.at("/to", "must be after `from`, and within a year of it")
    return since, until
