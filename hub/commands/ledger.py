"""`laelia ledger verify`: do the books balance, and does everything kept beside them agree."""

import asyncio
from typing import Final

import typer

from hub.commands.running import adopt_urls
from hub.credits.verifying import Difference, differences, trial_balance
from hub.kit.db import Database
from hub.kit.settings import Settings

_NAME: Final = "LAELIA_DATABASE_WORKER_URL"


def verify() -> None:
    """Prints the trial balance; exits with 1 and each difference when there is one."""
    adopt_urls(Settings().home.resolve(), (_NAME,))
    url = Settings().database_worker_url
    if url is None:
        typer.echo(
            "ledger: no database: start `laelia up --engines-only` in this home, or set " + _NAME,
            err=True,
        )
        raise typer.Exit(2)
    wrong, trial = asyncio.run(_read(url))
    for asset, account, amount in trial:
        typer.echo(f"{asset:<8}{account:<24}{amount:>20}")
    for one in wrong:
        typer.echo(f"ledger: {one.check}: {one.what}: {one.kept} against {one.booked}", err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo("The books balance: 0 differences.")


async def _read(url: str) -> tuple[list[Difference], list[tuple[str, str, int]]]:
    database = Database(url, pool_size=1)
    try:
        async with database.transaction() as session:
            return await differences(session), await trial_balance(session)
    finally:
        await database.close()
