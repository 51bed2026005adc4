"""`laelia up` with all of it: processes and engines die, callers wait, nothing recorded is lost."""

import asyncio
import contextlib
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pytest

from hub.kit.engines.places import free_port
from tests.engines.conftest import WITHIN_S, command_line, line_with, new_home


@dataclass
class Up:
    home: Path
    process: asyncio.subprocess.Process
    said: str
    client: httpx2.AsyncClient

    def children(self, *words: str) -> list[psutil.Process]:
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            # One that just died is no longer anything's name.
            with contextlib.suppress(psutil.NoSuchProcess):
                line = " ".join(child.cmdline())
                found += [child for word in words if word in line]
        return found

    async def sign_up(self, name: str) -> httpx2.Response:
        return await self.client.post(
            "/v1/auth/signup",
            json={"email": f"{name}@example.com", "password": "long enough 4 us", "name": name},
        )

    async def ready(self) -> None:
        async with asyncio.timeout(WITHIN_S):
            while (await self._status("/readyz")) != 200:
                await asyncio.sleep(0.05)

    async def _status(self, path: str) -> int:
        try:
            return (await self.client.get(path)).status_code
        except httpx2.TransportError:
            return 0


@pytest.fixture(scope="module")
async def up(run_folder: Path, worker_id: str) -> AsyncIterator[Up]:
    """One for all tests here; each leaves it well."""
    port = free_port()
    home = new_home(run_folder, worker_id)
    async with command_line(home) as laelia:
        process = await laelia("up", LAELIA_PORT=str(port), LAELIA_WORKERS="2")
        said = await line_with(process, "Laelia is ready")
        # A connection of its own for every request, so that each hub process gets some.
        async with httpx2.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            limits=httpx2.Limits(max_keepalive_connections=0),
            timeout=WITHIN_S,
        ) as client:
            yield Up(home, process, said, client)


@pytest.mark.req("FR-4.21")
async def test_a_killed_hub_process_is_replaced_while_callers_wait(up: Up) -> None:
    for victim in up.children("hub.cli hub"):
        victim.send_signal(signal.SIGKILL)
    answers = await asyncio.gather(*(up.client.get("/healthz") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    async with asyncio.timeout(WITHIN_S):
        while len(up.children("hub.cli hub")) < 2:
            await asyncio.sleep(0.05)


@pytest.mark.req("FR-4.21")
async def test_the_hub_survives_the_death_of_each_engine(up: Up) -> None:
    assert (await up.sign_up("before")).status_code == 201
    hubs = {child.pid for child in up.children("hub.cli hub")}
    for engine in ("postgres -D", "nats-server", "valkey-server"):
        up.children(engine)[0].send_signal(signal.SIGKILL)
    await up.ready()
    assert {child.pid for child in up.children("hub.cli hub")} == hubs
    assert (await up.sign_up("before")).status_code == 409
    async with asyncio.timeout(WITHIN_S):
        while (await up.sign_up("after")).status_code != 201:
            await asyncio.sleep(0.05)


async def test_a_hub_process_does_not_hold_what_is_above_it(up: Up) -> None:
    for child in up.children("hub.cli hub"):
        held = child.environ()
        assert "LAELIA_DATABASE_URL" in held
        assert "LAELIA_DATABASE_ADMIN_URL" not in held
        assert "LAELIA_DATABASE_WORKER_URL" not in held


async def test_the_set_up_link_is_on_the_console_and_in_no_log(up: Up) -> None:
    token = re.search(r"token=(\w+)", up.said)
    assert token is not None
    logs = [path.read_text() for path in (up.home / "logs").glob("*.log")]
    assert any("[redacted]" in log for log in logs)
    assert not any(token[1] in log for log in logs)
