"""`laelia up`: engines, migrations, hub processes and a worker, from one command to one Ctrl-C."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic

import psycopg
from rich.console import Console

from hub.commands.gate import Gate
from hub.commands.listeners import CERTIFICATE_NEEDED, Listeners, PortTakenError, answers
from hub.commands.running import (
    AlreadyRunningError,
    published_urls,
    root_environment,
    sole_supervisor,
)
from hub.kit.engines import EngineFailedError, Engines
from hub.kit.engines.child import Child, Command, stop_all, together
from hub.kit.roles import WORKER, DatabaseRoleUnsafeError, require_bound
from hub.kit.settings import Settings, Tls
from hub.kit.tls import towards_itself
from hub.migrations.revision import is_newest

_DRAIN_S = 25.0
_READY_S = 60.0
# With what a process waits in front of the gate: for engines and a schema made from nothing.
_STARTED_WITHIN_S = 180.0
# A one-time link is for whoever stands at the console; files are kept and passed around.
_CREDENTIAL = re.compile(r"\bla[a-z]_[A-Za-z0-9_]{12,}")


class LaunchFailedError(RuntimeError):
    code = "launch_failed"


_REFUSALS = (
    AlreadyRunningError,
    DatabaseRoleUnsafeError,
    EngineFailedError,
    LaunchFailedError,
    PortTakenError,
)


class _Process:
    """A Python process of ours, as :class:`Child` wants it."""

    stop_signal = signal.SIGTERM

    def __init__(
        self,
        name: str,
        verb: list[str],
        environment: Mapping[str, str],
        descriptors: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._argv = [sys.executable, "-m", "hub.cli", *verb]
        self._environment = environment
        self._descriptors = descriptors

    async def command(self) -> Command:
        return Command(self._argv, self._environment, descriptors=self._descriptors)

    async def is_ready(self, pid: int) -> bool:
        del pid
        return True


class _Hub(_Process):
    """A hub process on a listening socket of ours, which outlives it: callers wait, not fail.
    It loads its code before the gate."""

    def __init__(
        self,
        name: str,
        descriptor: int,
        address: tuple[str, int],
        gate: Gate,
        environment: Mapping[str, str],
        *,
        tls: Tls,
    ) -> None:
        verb = ["hub", "--fd", str(descriptor), "--gate", str(gate.descriptor)]
        super().__init__(name, verb, environment, (descriptor, gate.descriptor))
        self._address = address
        self._context = towards_itself(tls)

    async def is_ready(self, pid: int) -> bool:
        del pid
        status, _ = await answers(self._address, "/healthz", context=self._context)
        return status in (200, CERTIFICATE_NEEDED)


class Launcher:
    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings = settings
        self._console = console
        self._home = settings.home.resolve()

    async def run(self, *, engines_only: bool) -> None:
        """Start everything, wait for a signal, stop everything in order."""
        signals = _Signals(self._console)
        with sole_supervisor(self._home):
            try:
                async with AsyncExitStack() as stack:
                    if engines_only:
                        await self._start_engines(stack)
                    else:
                        await self._start_everything(stack)
                    await asyncio.Event().wait()
            except asyncio.CancelledError:
                if not signals.received:
                    raise
        self._console.print("Stopped.")

    async def _start_engines(self, stack: AsyncExitStack) -> None:
        engines = Engines(self._home, self._settings, report=self._warn)
        stack.push_async_callback(engines.stop)
        await self._run(engines)
        stack.enter_context(published_urls(self._home, engines.urls().environment()))
        await self._model(engines)
        self._console.print(
            "Engines run; `laelia hub`, `worker`, `db` and `doctor` find them in "
            f"{self._home}. Ctrl-C stops them.",
            soft_wrap=True,
        )

    async def _start_everything(self, stack: AsyncExitStack) -> None:
        """The hub loads its code while the engines start and the schema is made."""
        listeners = stack.enter_context(self._listeners())
        gate = stack.enter_context(Gate())
        engines = Engines(self._home, self._settings, report=self._warn)
        stack.push_async_callback(engines.stop)
        urls = engines.urls().environment()
        starting = await stack.enter_async_context(self._processes(urls, listeners, gate))
        await self._run(engines)
        stack.enter_context(published_urls(self._home, urls))
        await self._migrate(urls)
        await self._vet_roles(urls)
        async with self._step(f"hub, processes: {len(listeners.sockets)}"):
            gate.open()
            await starting
            await self._until_ready(listeners.address)
        await self._model(engines)
        self._welcome(listeners.address)

    async def _run(self, engines: Engines) -> None:
        names = ", ".join(engines.children) or "none embedded"
        async with self._step(f"engines ({names})"):
            await engines.start()

    async def _migrate(self, urls: Mapping[str, str]) -> None:
        """In a process of its own: the owner's URL and the tooling stay out of this one."""
        async with self._step("migrations"):
            try:
                if await is_newest(urls["LAELIA_DATABASE_ADMIN_URL"]):
                    return
            except psycopg.Error as error:
                raise LaunchFailedError(f"the database cannot be asked: {error}") from error
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hub.cli", "db", "upgrade"),
                env={**root_environment(self._home), **urls},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                output, _ = await process.communicate()
            finally:
                if process.returncode is None:
                    process.terminate()
                    await process.wait()
            if process.returncode != 0:
                raise LaunchFailedError(
                    f"migrations failed:\n{output.decode(errors='replace')[-3000:]}"
                )

    async def _vet_roles(self, urls: Mapping[str, str]) -> None:
        """Hub and worker refuse too, each for itself; here is where somebody reads it."""
        for setting, foreign in (
            ("LAELIA_DATABASE_URL", WORKER),
            ("LAELIA_DATABASE_WORKER_URL", None),
        ):
            await require_bound(urls[setting], setting, foreign=foreign)

    @asynccontextmanager
    async def _processes(
        self, urls: Mapping[str, str], listeners: Listeners, gate: Gate
    ) -> AsyncIterator[asyncio.Task[None]]:
        """Begun; the task ends when all of them are ready, which needs the gate to be open."""
        address = listeners.address
        everything = root_environment(self._home) | dict(urls) | {"LAELIA_PORT": str(address[1])}
        # Only `db upgrade` acts as the owner, and only the worker crosses tenants.
        environment = _without(everything, "DATABASE_ADMIN_URL")
        worker = self._child(_Process("worker", ["worker"], environment))
        environment = _without(environment, "DATABASE_WORKER_URL")
        hubs = [
            self._child(
                _Hub(
                    f"hub-{number}",
                    listener.fileno(),
                    address,
                    gate,
                    environment,
                    tls=self._settings.tls,
                )
            )
            for number, listener in enumerate(listeners.sockets, start=1)
        ]

        async def start() -> None:
            await together(*(child.start() for child in hubs))
            # Nobody waits for the worker yet, and its code would be loaded at the hub's expense.
            await worker.start()

        starting = asyncio.create_task(start())
        try:
            yield starting
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await stop_all(hubs, _DRAIN_S)
            await worker.stop(_DRAIN_S)

    def _listeners(self) -> Listeners:
        settings = self._settings
        return Listeners(settings.host, settings.port, settings.workers)

    def _child(self, program: _Process) -> Child:
        def say(line: str) -> str:
            self._console.print(f"[dim]{program.name:<7}[/] ", end="")
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)
            return _CREDENTIAL.sub("[redacted]", line)

        return Child(
            program,
            self._home / "logs" / f"{program.name}.log",
            report=self._warn,
            on_line=say,
            ready_within_s=_STARTED_WITHIN_S,
        )

    async def _until_ready(self, address: tuple[str, int]) -> None:
        deadline = monotonic() + _READY_S
        context = towards_itself(self._settings.tls)
        while True:
            status, body = await answers(address, "/readyz", context=context)
            if status in (200, CERTIFICATE_NEEDED):
                return
            if monotonic() > deadline:
                raise LaunchFailedError(
                    f"the hub is not ready after {_READY_S:.0f} s: {status or 'no answer'} {body}"
                )
            await asyncio.sleep(0.05)

    async def _model(self, engines: Engines) -> None:
        async with self._step("local model"):
            try:
                await engines.model_ready()
            except EngineFailedError as error:
                self._warn(f"{error}; agents answer only with a provider's key")

    @asynccontextmanager
    async def _step(self, name: str) -> AsyncIterator[None]:
        began = monotonic()
        if not self._console.is_terminal:
            self._console.print(f"… {name}")
        with self._console.status(name):
            yield
        self._console.print(f"[green]✓[/] {name} [dim]{monotonic() - began:.1f} s[/]")

    def _warn(self, text: str) -> None:
        self._console.print("[yellow]![/] ", end="")
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _welcome(self, address: tuple[str, int]) -> None:
        scheme = "http" if self._settings.tls.cert_file is None else "https"
        url = self._settings.public_url or f"{scheme}://{address[0]}:{address[1]}"
        self._console.print(f"\n[bold]Laelia is ready at {url}[/]")
        self._console.print(
            f"  open      {url}\n"
            f"  sign up   curl {url}/v1/auth/signup -H 'content-type: application/json' \\\n"
            '              -d \'{"email": "you@example.com", "password": "…", "name": "You"}\'\n'
            f"  explore   {url}/docs\n"
            f"  logs      {self._home / 'logs'}\n"
            "  stop      Ctrl-C\n",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def _without(environment: Mapping[str, str], setting: str) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != f"LAELIA_{setting}"}


class _Signals:
    """The first signal cancels what runs, which then stops in order; the second ends it at once."""

    def __init__(self, console: Console) -> None:
        self.received = False
        self._console = console
        self._task = asyncio.current_task()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, self._stop)

    def _stop(self) -> None:
        if self.received:
            self._console.print("Stopped at once.")
            # Every child asked the kernel to be told to stop when we are gone.
            os._exit(130)
        self.received = True
        self._console.print("Stopping … (once more: at once)")
        if self._task is not None:
            self._task.cancel()


def launch(settings: Settings, *, engines_only: bool) -> int:
    """Run until stopped; the exit code says whether it ever ran."""
    console = Console()
    try:
        asyncio.run(Launcher(settings, console).run(engines_only=engines_only))
    except _REFUSALS as error:
        console.print(f"[red]✗[/] {error.code}: ", end="")
        console.print(str(error), markup=False, highlight=False, soft_wrap=True)
        return 1
    return 0
