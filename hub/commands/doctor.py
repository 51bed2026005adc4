"""`laelia doctor`: what is wrong with this installation, and what to do about each finding."""

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import nats.errors
import psutil
import psycopg
import redis.asyncio
from alembic.script import ScriptDirectory
from nats.aio.client import Client
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from rich.console import Console

from hub.commands.listeners import Listeners, PortTakenError, answers
from hub.commands.running import adopt_urls, supervisor_of
from hub.kit import roles
from hub.kit.clock import Clock, system_clock
from hub.kit.engines.places import DATA_OUTSIDE
from hub.kit.settings import Settings
from hub.kit.tls import of_nats, towards_itself
from hub.migrations import run
from providers import registry

_ENGINE_S = 5
_LITTLE_DISK = 500 * 1024**2
_SOME_DISK = 2 * 1024**3
_CLOCKS_APART_S = 2.0
_URLS = (
    "LAELIA_DATABASE_URL",
    "LAELIA_DATABASE_ADMIN_URL",
    "LAELIA_DATABASE_WORKER_URL",
    "LAELIA_NATS_URL",
    "LAELIA_REDIS_URL",
    "LAELIA_LOCAL_MODEL_URL",
)


class Mark(StrEnum):
    GOOD = "[green]✓[/]"
    NOTE = "[yellow]![/]"
    BAD = "[red]✗[/]"


@dataclass(frozen=True)
class Finding:
    mark: Mark
    text: str
    advice: str = ""


Findings = AsyncIterator[Finding]


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True)
class Machine:
    """What is examined besides the settings: this machine, unless a test says otherwise."""

    clock: Clock = system_clock
    free_bytes: Callable[[Path], int] = _free_bytes
    outside: Path = DATA_OUTSIDE


def examine(console: Console) -> bool:
    """Print every finding; true when none of them is bad."""
    home = Settings().home.resolve()
    adopt_urls(home, _URLS)
    return asyncio.run(_print_findings(Settings(), console))


async def _print_findings(settings: Settings, console: Console) -> bool:
    well = True
    async for finding in findings(settings):
        well = well and finding.mark is not Mark.BAD
        console.print(f"{finding.mark} {finding.text}", highlight=False, soft_wrap=True)
        if finding.advice:
            console.print(f"  → {finding.advice}", highlight=False, soft_wrap=True)
    return well


async def findings(settings: Settings, machine: Machine | None = None) -> Findings:
    """Everything that was looked at, in the order in which an installation comes up."""
    home, machine = settings.home.resolve(), machine or Machine()
    checks: list[Findings] = [
        _each(_home(home, machine)),
        _port(settings),
        _database(settings, machine.clock),
        _nats(settings),
        _valkey(settings),
        _local_model(settings),
        _providers(),
        _each(_leftovers(home, machine.outside)),
    ]
    for check in checks:
        async for finding in check:
            yield finding


async def _each(findings: Iterator[Finding]) -> Findings:
    for finding in findings:
        yield finding


def _home(home: Path, machine: Machine) -> Iterator[Finding]:
    if not home.is_dir():
        yield Finding(Mark.NOTE, f"no home at {home} yet", "`laelia up` makes it")
        return
    holder = supervisor_of(home)
    yield Finding(
        Mark.GOOD if holder else Mark.NOTE,
        f"home {home}: " + (f"`laelia up` runs as process {holder}" if holder else "not running"),
        "" if holder else "start it with `laelia up`",
    )
    yield _disk(home, machine.free_bytes(home))
    yield from _secrets(home / "secrets")


def _disk(home: Path, free: int) -> Finding:
    text = f"{free / 1024**3:.1f} GB free for {home}"
    if free > _SOME_DISK:
        return Finding(Mark.GOOD, text)
    mark = Mark.BAD if free < _LITTLE_DISK else Mark.NOTE
    return Finding(mark, text, "make room, or move LAELIA_HOME: PostgreSQL stops on a full disk")


def _secrets(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        return
    loose = [
        path
        for path in (folder, *folder.rglob("*"))
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    for path in loose:
        yield Finding(Mark.BAD, f"{path} is open to others", f"chmod go= '{path}'")
    if not loose:
        yield Finding(Mark.GOOD, f"secrets in {folder} are for their owner alone")


async def _port(settings: Settings) -> Findings:
    if settings.port == 0:
        return
    where = f"{settings.host}:{settings.port}"
    status, _ = await answers(
        (settings.host, settings.port), "/healthz", context=towards_itself(settings.tls)
    )
    if status == 200:
        yield Finding(Mark.GOOD, f"a hub answers on {where}")
        return
    try:
        with Listeners(settings.host, settings.port, 1):
            pass
    except PortTakenError as error:
        yield Finding(Mark.BAD, str(error), "something that is not a hub has the port")
    else:
        yield Finding(Mark.GOOD, f"port {where} is free")


async def _database(settings: Settings, clock: Clock) -> Findings:
    url = settings.database_url
    if url is None:
        yield _not_running("PostgreSQL", "LAELIA_DATABASE_URL")
        return
    try:
        async with await psycopg.AsyncConnection.connect(
            url, autocommit=True, connect_timeout=_ENGINE_S
        ) as connection:
            found = await connection.execute("select version(), clock_timestamp()")
            row = await found.fetchone()
    except psycopg.Error as error:
        yield Finding(Mark.BAD, f"PostgreSQL: {error}", _unreachable("LAELIA_DATABASE_URL"))
        return
    if row is None:
        return
    yield Finding(Mark.GOOD, f"PostgreSQL answers: {' '.join(str(row[0]).split()[:2])}")
    apart = abs((clock() - row[1]).total_seconds())
    yield Finding(
        Mark.GOOD if apart < _CLOCKS_APART_S else Mark.BAD,
        f"clocks of this machine and the database are {apart:.1f} s apart",
        "" if apart < _CLOCKS_APART_S else "set both by NTP: expiries and budgets depend on them",
    )
    for setting, role_url, foreign in (
        ("LAELIA_DATABASE_URL", url, roles.WORKER),
        ("LAELIA_DATABASE_WORKER_URL", settings.database_worker_url, None),
    ):
        if role_url is not None:
            yield await _role(setting, role_url, foreign)
    if settings.database_admin_url is not None:
        yield await _revision(settings.database_admin_url)


async def _role(setting: str, url: str, foreign: str | None) -> Finding:
    try:
        role, faults = await roles.faults_of(url, foreign=foreign)
    except psycopg.Error as error:
        return Finding(Mark.BAD, f"{setting}: {error}", _unreachable(setting))
    if not faults:
        return Finding(Mark.GOOD, f"row-level security binds {role}, of {setting}")
    return Finding(
        Mark.BAD,
        f"{setting} connects as {role}, which {' and '.join(faults)}: "
        "organizations are not kept apart, and no process starts",
        roles.advice(setting),
    )


async def _revision(owner_url: str) -> Finding:
    newest = ScriptDirectory.from_config(run.config(owner_url)).get_current_head()
    try:
        async with await psycopg.AsyncConnection.connect(owner_url) as connection:
            found = await connection.execute("select version_num from alembic_version")
            row = await found.fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    except psycopg.Error as error:
        return Finding(
            Mark.BAD, f"owner's role: {error}", _unreachable("LAELIA_DATABASE_ADMIN_URL")
        )
    at = row[0] if row else "nothing"
    if at == newest:
        return Finding(Mark.GOOD, f"schema is at the newest revision, {newest}")
    return Finding(Mark.BAD, f"schema is at {at}, the code at {newest}", "`laelia db upgrade`")


async def _nats(settings: Settings) -> Findings:
    async def ask(url: str) -> str:
        client = Client()
        try:
            async with asyncio.timeout(_ENGINE_S):
                address, context = of_nats(url)
                # With no tries allowed the client would try for ever
                await client.connect(
                    address,
                    tls=context,
                    allow_reconnect=False,
                    max_reconnect_attempts=1,
                    reconnect_time_wait=1,
                    error_cb=_raised_anyway,
                )
                account = await client.jetstream().account_info()
        finally:
            await _closed(client)
        return f"NATS answers: JetStream with {account.streams} streams"

    yield await _engine("NATS", "LAELIA_NATS_URL", settings.nats_url, ask)


async def _closed(client: Client) -> None:
    """One whose server was not to be trusted never ends by itself."""
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await client.close()


async def _raised_anyway(error: Exception) -> None:
    """The client also raises what it reports here; its own handler would print it twice."""


async def _valkey(settings: Settings) -> Findings:
    async def ask(url: str) -> str:
        client = redis.asyncio.from_url(url, socket_timeout=_ENGINE_S, retry=Retry(NoBackoff(), 0))
        try:
            server = await client.info("server")
        finally:
            await client.aclose()
        version = server.get("valkey_version", server.get("redis_version"))
        return f"Valkey or Redis answers: {version}"

    yield await _engine("Valkey", "LAELIA_REDIS_URL", settings.redis_url, ask)


async def _local_model(settings: Settings) -> Findings:
    async def ask(url: str) -> str:
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        async with asyncio.timeout(_ENGINE_S):
            _, writer = await asyncio.open_connection(*address)
            writer.close()
        return f"the local model listens on {address[0]}:{address[1]}"

    yield await _engine("local model", "LAELIA_LOCAL_MODEL_URL", settings.local_model_url, ask)


async def _engine(
    name: str, setting: str, url: str | None, ask: Callable[[str], Awaitable[str]]
) -> Finding:
    if url is None:
        return _not_running(name, setting)
    try:
        return Finding(Mark.GOOD, await ask(url))
    except (OSError, ValueError, RedisError, nats.errors.Error) as error:
        why = str(error) or type(error).__name__
        return Finding(Mark.BAD, f"{name}: {why}", _unreachable(setting))


def _not_running(name: str, setting: str) -> Finding:
    return Finding(Mark.NOTE, f"{name}: not running", f"`laelia up` embeds it; or set {setting}")


def _unreachable(setting: str) -> str:
    return f"see the logs in LAELIA_HOME/logs, or correct {setting}"


async def _providers() -> Findings:
    ready = []
    for name in registry.configured(os.environ):
        try:
            adapter = registry.build(name, os.environ)
        except ValueError as error:
            yield Finding(
                Mark.BAD,
                f"provider {name} is left out: {error}",
                "set that, or unset what switches the provider on (docs/providers.md)",
            )
        else:
            await adapter.aclose()
            ready.append(name)
    if names := [name for name in ready if name != "local"]:
        yield Finding(Mark.GOOD, f"providers with a key or an address: {', '.join(names)}")
    else:
        yield Finding(
            Mark.NOTE,
            "no provider key: agents answer from the bundled model, which is a demonstration",
            "set for example ANTHROPIC_API_KEY or OPENAI_API_KEY",
        )


def _leftovers(home: Path, outside: Path) -> Iterator[Finding]:
    if supervisor_of(home) is None:
        for process in psutil.process_iter(["pid", "name", "cmdline"]):
            if any(str(home / "engines") in word for word in process.info["cmdline"] or []):
                yield Finding(
                    Mark.BAD,
                    f"{process.info['name']} still runs on {home} without `laelia up`",
                    f"kill {process.info['pid']}; the next start also ends it",
                )
    if (half := home / "engines" / "postgres.draft").exists():
        yield Finding(Mark.NOTE, f"{half} was begun and not finished", "the next start renews it")
    for note in sorted(outside.glob("*/home")):
        owner = Path(note.read_text().strip())
        if (owner / "engines").resolve() != note.parent:
            yield Finding(
                Mark.NOTE, f"{note.parent} held the data of {owner}", f"rm -r '{note.parent}'"
            )
