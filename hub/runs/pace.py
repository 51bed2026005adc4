"""How busy the installation is: counts of all organizations together, and no row of any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text

from hub.kit.db import Database
from hub.kit.ids import PLATFORM_ORG

_QUEUES: Final = text("select name, waiting, oldest from platform_queues()")
_PACE: Final = text("select minute, runs, failed from platform_pace(:since)")


@dataclass(frozen=True, slots=True)
class Waiting:
    """`oldest` is when what waits longest was put there; None where nothing waits, or it is not
    known."""

    name: str
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Minute:
    minute: datetime
    runs: int
    failed: int


@dataclass(frozen=True, slots=True)
class Figures:
    queues: Sequence[Waiting]
    minutes: Sequence[Minute]


async def figures(database: Database, since: datetime) -> Figures:
    """What waits now, and the runs of each minute since; minutes without a run are left out."""
    async with database.transaction(PLATFORM_ORG) as session:
        connection = await session.connection()
        queues = [Waiting(*row) for row in await connection.execute(_QUEUES)]
        minutes = [Minute(*row) for row in await connection.execute(_PACE, {"since": since})]
    return Figures(queues, minutes)
