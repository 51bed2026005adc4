"""Wapiti crawls the hub's pages and attacks what it finds; it finds nothing."""

import asyncio
import json
import re
from pathlib import Path

import pytest

from tests.hub_fixtures import RunningHub

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.req("R70", "S24")]
REPOSITORY = Path(__file__).parents[2]
_SCANNERS = REPOSITORY / ".cache" / "scanners" / "bin"
_ATTACKS = "xss,sql,file,exec,redirect,crlf,csp,http_headers,cookieflags,methods,ssl"
# Over plain http there is no TLS to keep to: tests/gateway/test_edge.py has it over https.
_OF_HTTP = {"HTTP Strict Transport Security (HSTS)", "Unencrypted Channels"}


async def _run(*command: str | Path, limit: float) -> str:
    process = await asyncio.create_subprocess_exec(
        *(str(part) for part in command),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), limit)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()[-3000:]
    return said.decode()


async def test_wapiti_finds_nothing(hub: RunningHub, tmp_path: Path) -> None:
    await _run(REPOSITORY / "bin" / "scanners", limit=300)
    report = tmp_path / "report.json"
    starts = [
        part
        for page in ("/docs/reference", "/setup", "/oauth/authorize?client_id=x&scope=y")
        for part in ("-s", hub.url + page)
    ]
    await _run(
        *(_SCANNERS / "wapiti", "-u", f"{hub.url}/", *starts, "--scope", "domain"),
        *("-m", _ATTACKS, "-f", "json", "-o", report, "--store-session", tmp_path),
        *("--flush-session", "--no-bugreport", "--max-scan-time", "180", "-v", "0"),
        limit=300,
    )
    found = json.loads(report.read_text())
    assert found["infos"]["crawled_pages_nbr"] > 3, "a scan of nothing finds nothing"
    flaws = {name: flaw for name, flaw in found["vulnerabilities"].items() if flaw}
    assert {name: flaw for name, flaw in flaws.items() if name not in _OF_HTTP} == {}
    for told in found["anomalies"]["Internal Server Error"]:
        # It calls every 5xx so; that a client's own document cannot be reached is a 502.
        address = re.search(r'"(http[^"]+)"', told["curl_command"])
        assert address is not None
        async with hub.http.get(address[1]) as answer:
            assert answer.status == 502, told
