"""Clients that people use log in from the bare address; a browser is all that is added.

They come from npm, so they belong to the slow tier.
"""

import asyncio
import fcntl
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from hub.agents.shipped import platform_agent_id
from tests.conformance import suite
from tests.hub_fixtures import Client, RunningHub
from tests.oauth.browsing import Browser
from tests.providers.programs import CACHE, free_port, node

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.req("S24", "R01")]
SUMMARIZE = platform_agent_id("summarize")
_HERE = Path(__file__).parent / "clients"
_PLACE = CACHE / "oauth-clients"


async def _install() -> Path:
    """The locked clients, once; parallel test processes wait for the first."""
    _PLACE.mkdir(parents=True, exist_ok=True)
    wanted = (_HERE / "package-lock.json").read_bytes()
    with (_PLACE / ".lock").open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        done = _PLACE / "installed-lock.json"
        if not done.exists() or done.read_bytes() != wanted:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(_HERE / name, _PLACE)
            npm = node() / "lib/node_modules/npm/bin/npm-cli.js"
            process = await asyncio.create_subprocess_exec(
                *(node() / "bin/node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                cwd=_PLACE,
                env=os.environ | {"PATH": f"{node() / 'bin'}:{os.environ['PATH']}"},
            )
            assert await asyncio.wait_for(process.wait(), 240) == 0
            done.write_bytes(wanted)
    return _PLACE / "node_modules" / ".bin"


async def logged_in(
    program: Sequence[str | Path], home: Path, browser: Browser, person: Client, until: str
) -> str:
    """What the program says until a line holds `until`, with its question answered."""
    process = await asyncio.create_subprocess_exec(
        *(node() / "bin/node", *program),
        cwd=home,
        env={
            "PATH": f"{node() / 'bin'}:{os.environ['PATH']}",
            "HOME": str(home),
            "BROWSER": "true",
            "MCP_AUTO_OPEN_ENABLED": "true",
            "MCP_INSPECTOR_SECRET_STORE": "memory",
        },
        stdin=asyncio.subprocess.PIPE,  # its end would be the program's
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=1024 * 1024,
    )
    assert process.stdout is not None
    said: list[str] = []
    try:
        async with asyncio.timeout(60):
            async for raw in process.stdout:
                said.append(raw.decode(errors="replace"))
                address = re.search(re.escape(browser.url) + r"/oauth/authorize\?\S+", said[-1])
                if address is not None:
                    await _allow(browser, person, address[0])
                if until in said[-1]:
                    break
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    return "".join(said)


async def _allow(browser: Browser, person: Client, address: str) -> None:
    page = await browser.get(address)
    if 'name="password"' in page.body:
        page = await browser.sign_in(page, person.user["email"])
    done = await browser.decide(page)
    async with browser.http.get(done.location) as answered:
        assert answered.status == 200


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_r01_the_inspector_logs_in_from_the_bare_address(
    oauth_hub: RunningHub, browser: Browser, tmp_path: Path, era: str
) -> None:
    person = await oauth_hub.sign_up()
    await person.enable(SUMMARIZE)
    await suite.install()
    program = suite.CACHE / "node_modules" / ".bin" / "mcp-inspector"
    options = ("--protocol-era", era, "--method", "tools/list", "--format", "json")
    said = await logged_in(
        [program, "--cli", f"{oauth_hub.url}/mcp", *options],
        tmp_path,
        browser,
        person,
        '"summarize"',
    )
    assert '"summarize"' in said, said
    assert len((await person.get("/v1/oauth/grants"))["data"]) == 1


async def test_r01_mcp_remote_logs_in_from_the_bare_address(
    oauth_hub: RunningHub, browser: Browser, tmp_path: Path
) -> None:
    person = await oauth_hub.sign_up()
    await person.enable(SUMMARIZE)
    program = await _install() / "mcp-remote-client"
    words = [program, f"{oauth_hub.url}/mcp", str(free_port()), "--allow-http"]
    said = await logged_in(words, tmp_path, browser, person, "summarize")
    assert "summarize" in said, said
    again = await logged_in(words, tmp_path, browser, person, "summarize")
    assert "/oauth/authorize?" not in again, "a second start asks nobody"
    assert len((await person.get("/v1/oauth/grants"))["data"]) == 1
