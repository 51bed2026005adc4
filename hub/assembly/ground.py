"""What every part of a process stands on: its database, its keys, its people."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from hub.assembly.keys import SettingMissingError, master_keys
from hub.kit.clock import Clock
from hub.kit.db import Database, Reader
from hub.kit.people import People
from hub.kit.roles import WORKER, require_bound
from hub.kit.sealing import Sealer
from hub.kit.settings import Settings
from hub.kit.vault import Vault


@dataclass(frozen=True)
class Ground:
    """What every part stands on. What is opened is pushed on `stack`, and closed from its end."""

    settings: Settings
    kind: str
    clock: Clock
    url: str
    stack: AsyncExitStack
    database: Database
    reader: Reader
    sealer: Sealer
    vault: Vault
    people: People


async def open_ground(settings: Settings, kind: str, clock: Clock, stack: AsyncExitStack) -> Ground:
    url = database_url(settings)
    await require_bound(url, "LAELIA_DATABASE_URL", foreign=WORKER)
    reader = Reader(url)
    await reader.open()
    stack.push_async_callback(reader.close)
    sealer = Sealer.load_or_create(settings.home / "secrets" / "master.key")
    vault = Vault(reader, master_keys(settings), clock)
    stack.push_async_callback(vault.masters.aclose)
    await vault.check()
    people = People(reader, vault)
    await people.open()
    database = Database(url, people=people)
    stack.push_async_callback(database.close)
    return Ground(settings, kind, clock, url, stack, database, reader, sealer, vault, people)


def database_url(settings: Settings) -> str:
    if settings.database_url is None:
        raise SettingMissingError(
            "LAELIA_DATABASE_URL is not set. `laelia up` starts the engines and sets it."
        )
    return settings.database_url
