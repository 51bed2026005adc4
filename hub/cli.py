"""The command line: every verb imports only what it needs, so that `--help` is instant."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.doctor_verbs import doctor

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

app.add_typer(doctor, name="doctor")

db = typer.Typer(
    no_args_is_help=True,
    help="Revisions of the schema. Needs LAELIA_DATABASE_ADMIN_URL, or `laelia up` in this home.",
)
app.add_typer(db, name="db")

agents = typer.Typer(
    no_args_is_help=True,
    help=(
        "Definitions of agents as YAML files, for Git. Talks to the hub at LAELIA_URL "
        "(http://127.0.0.1:8080) with the key LAELIA_API_KEY."
    ),
)
app.add_typer(agents, name="agents")

keys = typer.Typer(
    no_args_is_help=True,
    help="API keys. Talks to the hub at LAELIA_URL with LAELIA_API_KEY, a session token or a key.",
)
app.add_typer(keys, name="keys")

receipt = typer.Typer(no_args_is_help=True, help="Receipts: what a run used and cost, signed.")
app.add_typer(receipt, name="receipt")


@receipt.command("verify")
def receipt_verify(
    source: Annotated[
        str, typer.Argument(help="A file with a receipt or a whole answer; - for standard input.")
    ],
    keys: Annotated[
        str,
        typer.Option(
            help="The hub's public keys: a saved /.well-known/jwks.json (offline), or its URL.",
        ),
    ] = "http://127.0.0.1:8080/.well-known/jwks.json",
) -> None:
    """Check a receipt's signature and print what it says; exits with 1 when it is not valid."""
    from hub.commands.receipt import verify_receipt

    verify_receipt(source, keys)


ledger = typer.Typer(no_args_is_help=True, help="The books of credits and money.")
app.add_typer(ledger, name="ledger")


@ledger.command("verify")
def ledger_verify() -> None:
    """Check every booking, and every figure that is kept beside them; 1 where they differ."""
    from hub.commands.ledger import verify

    verify()


audit = typer.Typer(no_args_is_help=True, help="The record of acts, hash-chained and signed.")
app.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="What GET /v1/audit/export?format=jsonl gave."
        ),
    ],
    keys: Annotated[
        str,
        typer.Option(
            help="The hub's public keys: a saved /.well-known/jwks.json (offline), or its URL.",
        ),
    ] = "http://127.0.0.1:8080/.well-known/jwks.json",
    heads: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Heads kept elsewhere, which it must still fit."
        ),
    ] = None,
) -> None:
    """Check every hash, every link and every signed head; exits with 1 at the first broken one."""
    from hub.commands.audit import verify_file

    verify_file(file, keys, heads)


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


@app.command()
def hub(
    *,
    fd: Annotated[
        int | None, typer.Option(help="Listen on this inherited socket.", hidden=True)
    ] = None,
    gate: Annotated[
        int | None,
        typer.Option(help="Load the code, then wait until this inherited pipe ends.", hidden=True),
    ] = None,
) -> None:
    """Run one hub process on LAELIA_HOST and LAELIA_PORT, without engines.

    It uses the URL settings, or the engines that `laelia up` runs in this home.
    """
    from hub.kit import heap

    heap.hold()
    from hub.commands.serve import serve_hub

    _end(serve_hub(fd, gate))


@app.command()
def worker() -> None:
    """Run the worker: asynchronous runs, schedules, the sweeper and the outbox. One is enough."""
    from hub.kit import heap

    heap.hold()
    from hub.commands.serve import run_worker

    _end(run_worker())


class Transport(StrEnum):
    STDIO = "stdio"
    HTTP = "http"


@app.command()
def provider(
    name: Annotated[str, typer.Argument(help="For example claude, openai, gemini, local.")],
    *,
    transport: Annotated[Transport, typer.Option(help="How clients speak to it.")] = (
        Transport.STDIO
    ),
    host: str = "127.0.0.1",
    port: int = 8090,
) -> None:
    """Run one provider on its own, as an MCP server over stdio or Streamable HTTP."""
    from hub.commands.provider import run_provider

    _end(run_provider(name, transport.value, host, port))


@app.command(
    "mcp-server",
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    },
)
def mcp_server(context: typer.Context) -> None:
    """Run a first-party MCP server (files, knowledge) on its own; it needs no hub.

    `laelia mcp-server files --help` says what each takes.
    """
    from mcp_servers.program import main

    raise typer.Exit(main(context.args, program="laelia mcp-server"))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of this version, as `/openapi.json` has it."""
    import json

    from hub.kit import heap

    heap.hold()
    from hub.app import openapi_document
    from hub.kit.settings import Settings

    print(json.dumps(openapi_document(Settings()), indent=2))


@app.command()
def settings() -> None:
    """Print every setting with its default and meaning, as a table."""
    from hub.commands.settings import settings_table

    print(settings_table())


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


def _end(problem: str | None) -> None:
    """Leave with what went wrong, if anything did."""
    if problem is not None:
        typer.echo(problem, err=True)
        raise typer.Exit(1)


@agents.command("export")
def agents_export(
    name: Annotated[str, typer.Argument(help="Slug or ID of one of your agents.")],
    *,
    version: Annotated[str, typer.Option(help="A version, `current`, or `draft`.")] = "draft",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file.")] = None,
) -> None:
    """Print an agent's definition as YAML, or write it to a file."""
    from hub.commands.agents import export

    export(name, version=version, output=output)


@agents.command("diff")
def agents_diff(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A definition.")],
) -> None:
    """Say what applying the file would change; leaves with 1 when that is anything."""
    from hub.commands.agents import diff

    diff(file)


@agents.command("apply")
def agents_apply(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A definition.")],
    *,
    publish: Annotated[bool, typer.Option("--publish", help="And make it a version.")] = False,
    note: Annotated[str, typer.Option(help="What the version's readers should know.")] = "",
) -> None:
    """Create the agent of the file's slug, or change its draft to what the file says."""
    from hub.commands.agents import apply

    apply(file, publish=publish, note=note)


@keys.command("create")
def keys_create(
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    *,
    scope: Annotated[
        list[str] | None, typer.Option(help="What it may do; repeat for several.")
    ] = None,
    agent: Annotated[
        list[str] | None,
        typer.Option(help="An agent it may call (agt_…); repeat for several. Unset: every one."),
    ] = None,
    expires: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"],
            help="When it ends; without a zone, in this machine's time. Unset: never.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="CREDITS/PERIOD",
            help="What it may spend, such as 50/month (day, month, total).",
        ),
    ] = None,
    requests_per_minute: Annotated[int | None, typer.Option(min=1)] = None,
    test: Annotated[bool, typer.Option("--test", help="Scripted answers, never charged.")] = False,
) -> None:
    """Make an API key; it is shown once."""
    from hub.commands.administration import create_key

    usual = ["agents:read", "agents:invoke", "runs:read", "usage:read"]
    create_key(
        name,
        scope or usual,
        mode="test" if test else "live",
        agents=agent,
        expires=expires,
        budget=budget,
        requests_per_minute=requests_per_minute,
    )


@keys.command("list")
def keys_list() -> None:
    """List the keys that you may see."""
    from hub.commands.administration import list_keys

    list_keys()


@keys.command("revoke")
def keys_revoke(key_id: Annotated[str, typer.Argument(help="key_…")]) -> None:
    """End a key, everywhere within a second."""
    from hub.commands.administration import revoke_key

    revoke_key(key_id)


@keys.command("rotate")
def keys_rotate(
    *,
    master: Annotated[bool, typer.Option(help="Make a new master key first.")] = True,
    data: Annotated[bool, typer.Option(help="And a new data key for every organization.")] = True,
    reencrypt: Annotated[
        bool, typer.Option("--reencrypt", help="And have the worker seal all content anew.")
    ] = False,
) -> None:
    """Renew the keys of stored content, while the hub runs. Needs this home, not the hub.

    Earlier keys still open what they sealed. Back up `secrets/` afterwards.
    """
    from hub.commands.keys import Wanted, rotate

    rotate(Wanted(master=master, data=data, reencrypt=reencrypt))


@app.command("grant")
def grant_credits(
    organization_id: Annotated[str, typer.Argument(help="org_…")],
    credits_: Annotated[str, typer.Argument(metavar="CREDITS", help="Such as 250 or 12.5.")],
    *,
    reason: Annotated[str, typer.Option(help="Stands on the organization's statement.")],
    idempotency_key: Annotated[
        str | None, typer.Option(help="The same key grants once, however often you try.")
    ] = None,
) -> None:
    """Give an organization credits, as a platform administrator (LAELIA_API_KEY=las_…)."""
    from hub.commands.administration import grant

    grant(organization_id, credits_, reason, idempotency_key=idempotency_key)


@app.command("mcp")
def mcp_bridge(
    *,
    url: Annotated[
        str, typer.Option(envvar="LAELIA_MCP_URL", help="The hub's MCP address.")
    ] = "http://127.0.0.1:8080/mcp",
    key: Annotated[
        str, typer.Option(envvar="LAELIA_API_KEY", help="An API key; better in the variable.")
    ],
) -> None:
    """Bridge an MCP client that only speaks stdio to a hub.

    Put `laelia mcp` into the client's configuration as the command, and the key into its
    environment. For one agent alone, end the address in /agents/{agent_id}.
    """
    from hub.commands.mcp import bridge

    bridge(url, key)


if __name__ == "__main__":
    app()
