"""Revisions of the schema, applied as its owner."""

import typer
from alembic import command

from hub.commands.running import adopt_urls
from hub.kit.settings import Settings
from hub.migrations import run


def upgrade(revision: str) -> None:
    run.upgrade(_owner_url(), revision)


def downgrade(revision: str) -> None:
    run.downgrade(_owner_url(), revision)


def current() -> None:
    command.current(run.config(_owner_url()))


def _owner_url() -> str:
    adopt_urls(Settings().home.resolve(), ["LAELIA_DATABASE_ADMIN_URL"])
    url = Settings().database_admin_url
    if url is None:
        typer.echo(
            "db: no database: start `laelia up --engines-only` in this home, or set "
            "LAELIA_DATABASE_ADMIN_URL to a URL of the schema's owner",
            err=True,
        )
        raise typer.Exit(1)
    return url
