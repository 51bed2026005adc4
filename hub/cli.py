"""The command line: every verb imports only what it needs, so that `--help` is instant."""

from typing import Annotated

import typer

app = typer.Typer(
    name="laelia",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help=(
        "One hub through which a business reaches every AI agent it has enabled.\n\n"
        "Start with `laelia up`: it needs nothing but a folder (LAELIA_HOME, ./.laelia). "
        "Settings are environment variables, LAELIA_<NAME> or LAELIA_<GROUP>__<NAME>."
    ),
)

db = typer.Typer(
    no_args_is_help=True,
    help="Revisions of the schema. Needs LAELIA_DATABASE_ADMIN_URL, or `laelia up` in this home.",
)
app.add_typer(db, name="db")


@app.command()
def up(
    *,
    engines_only: Annotated[
        bool, typer.Option(help="Start the engines alone, for a hub that you start yourself.")
    ] = False,
) -> None:
    """Start the engines, apply migrations, start the hub and its worker; Ctrl-C stops it all.

    PostgreSQL, NATS, Valkey and the local model are embedded; each is replaced by a URL:
    LAELIA_DATABASE_URL (with LAELIA_DATABASE_ADMIN_URL and LAELIA_DATABASE_WORKER_URL),
    LAELIA_NATS_URL, LAELIA_REDIS_URL, LAELIA_LOCAL_MODEL_URL.
    """
    from hub.kit.settings import Settings
    from hub.launcher import launch

    raise typer.Exit(launch(Settings(), engines_only=engines_only))


@db.command("upgrade")
def db_upgrade(
    revision: Annotated[str, typer.Argument(help="Where to go.")] = "head",
) -> None:
    """Apply revisions, up to the newest; `laelia up` does it by itself.

    Each is one transaction that never waits long for a lock.
    """
    from hub.commands.db import upgrade

    upgrade(revision)


@db.command("downgrade")
def db_downgrade(
    revision: Annotated[str, typer.Argument(help="Where to go, for example 0001.")],
) -> None:
    """Undo revisions. Take a backup first: what a revision added goes with its data."""
    from hub.commands.db import downgrade

    downgrade(revision)


@db.command("current")
def db_current() -> None:
    """Print the revision that the database is at."""
    from hub.commands.db import current

    current()


if __name__ == "__main__":
    app()
