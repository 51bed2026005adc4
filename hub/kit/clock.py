"""Time as a value that is passed in, so that tests and sandboxes can move it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """`2026-11-23T07:45:00.123Z`: how every time looks on the wire."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def said_day(moment: datetime) -> str:
    """`November 23, 2026`: how people read a day in mails and notices, and in English on pages."""
    day = moment.astimezone(UTC)
    return f"{day:%B} {day.day}, {day.year}"


def said(moment: datetime) -> str:
    """`November 23, 2026, 07:45 UTC`: the same with its time."""
    return f"{said_day(moment)}, {moment.astimezone(UTC):%H:%M} UTC"


Time = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]
