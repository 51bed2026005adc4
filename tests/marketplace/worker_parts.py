"""What a worker's job stands on, over a hub's own database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hub.kit.clock import system_clock
from hub.kit.db import Database, Reader
from hub.kit.people import People
from hub.kit.sealing import Sealer
from hub.kit.vault import LocalMasters, Vault
from hub.notifications.public import Notifier
from tests.hub_fixtures import RunningHub

Parts = tuple[Reader, Database, Notifier]


@asynccontextmanager
async def worker_parts(hub: RunningHub) -> AsyncIterator[Parts]:
    """The reader across organizations, sessions with the keys of persons, and the notifier."""
    finder, reader = Reader(str(hub.engines.database_worker)), Reader(str(hub.engines.database))
    for each in (finder, reader):
        await each.open()
    people = People(reader, Vault(reader, LocalMasters(hub.home / "secrets"), system_clock))
    await people.open()
    database = Database(str(hub.engines.database), people=people)
    sealer = Sealer.load_or_create(hub.home / "secrets" / "master.key")
    yield finder, database, Notifier(sealer, system_clock, hub.url, delivers=False)
    await finder.close()
    await reader.close()
    await database.close()
