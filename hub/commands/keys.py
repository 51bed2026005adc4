"""`laelia keys rotate`: new keys for what is stored, while the hub runs."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

import typer

from hub.assembly.keys import master_keys
from hub.commands.running import adopt_urls
from hub.identity.directory.public import DIRECTORY_PART
from hub.identity.sso.public import SSO_PARTS
from hub.kit.clock import system_clock
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError
from hub.kit.ids import PLATFORM_ORG
from hub.kit.people.jobs import PEOPLE
from hub.kit.settings import Settings
from hub.kit.vault import Renews, Vault
from hub.kit.vault.jobs import ask
from hub.kit.vault.resealing import REENCRYPT
from hub.runs.content import FILES, PARTS
from hub.tools.public import SECRET_PARTS

_NAMES = ("LAELIA_DATABASE_URL", "LAELIA_DATABASE_WORKER_URL")
_ORGANIZATIONS = """
    select org_id from org_keys group by org_id
    having bool_and(destroyed_at is null) order by org_id
"""


@dataclass(frozen=True)
class Wanted:
    """`master` makes a new master key first; `data` a new data key for every organization;
    `reencrypt` has the worker seal everything anew under the newest."""

    master: bool
    data: bool
    reencrypt: bool


def rotate(wanted: Wanted) -> None:
    adopt_urls(Settings().home.resolve(), _NAMES)
    settings = Settings()
    if settings.database_url is None or settings.database_worker_url is None:
        typer.echo(
            "keys: no database: start `laelia up --engines-only` in this home, or set "
            f"{' and '.join(_NAMES)}",
            err=True,
        )
        raise typer.Exit(1)
    try:
        asyncio.run(_rotate(settings, settings.database_url, settings.database_worker_url, wanted))
    except LaeliaError as error:
        typer.echo(f"keys: {error.detail}", err=True)
        raise typer.Exit(1) from None


async def _rotate(settings: Settings, url: str, worker_url: str, wanted: Wanted) -> None:
    async with AsyncExitStack() as stack:
        reader, finder = Reader(url), Reader(worker_url, size=1)
        for each in (reader, finder):
            await each.open()
            stack.push_async_callback(each.close)
        masters = master_keys(settings)
        stack.push_async_callback(masters.aclose)
        vault = Vault(reader, masters, system_clock)
        await vault.check()
        if wanted.master and isinstance(masters, Renews):
            typer.echo(f"The master key is now {await masters.renew()}.")
        async with finder.transaction() as connection:
            rows = await (await connection.execute(_ORGANIZATIONS)).fetchall()
        await _each(vault, reader, [row[0] for row in rows], wanted)


async def _each(vault: Vault, reader: Reader, orgs: list[str], wanted: Wanted) -> None:
    wrapped = renewed = 0
    parts = [*(part.name for part in (*PARTS, *SECRET_PARTS, DIRECTORY_PART, *SSO_PARTS)), FILES]
    for org_id in orgs:
        wrapped += await vault.rewrap(org_id)
        if wanted.data:
            await vault.renew(org_id)
            renewed += 1
        if wanted.reencrypt:
            wider = [*parts, PEOPLE] if org_id == PLATFORM_ORG else parts
            await ask(reader, org_id, REENCRYPT, wider, system_clock())
    typer.echo(f"{wrapped} data keys wrapped anew, {renewed} renewed: {len(orgs)} organizations.")
    if wanted.reencrypt:
        typer.echo("The worker seals everything anew in the background.")
