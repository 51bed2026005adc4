"""Hub processes of their own, watched from outside: what they say, count and trace."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.kit.engines import EngineUrls
from hub.kit.engines.places import free_port
from tests.hub_fixtures import ADMIN_EMAIL, MODEL_PRICES, PASSWORD, Client, share_secrets
from tests.peers.model import ModelPeer
from tests.peers.otlp import Collector, collector

ADMIN_PASSWORD = PASSWORD
UPSTREAM_KEY = "upstream/canary+key=0123456789"
REPOSITORY = Path(__file__).parents[2]


@dataclass
class Watched:
    """Two hub processes of one home. `logs` are all that they have written."""

    clients: list[Client]
    collector: Collector
    model: ModelPeer
    log_files: list[Path]

    @property
    def client(self) -> Client:
        return self.clients[0]

    @property
    def logs(self) -> str:
        return "".join(path.read_text() for path in self.log_files)

    async def sign_up(self, email: str, password: str) -> Client:
        made = await self.client.post("/v1/auth/signup", {"email": email, "password": password})
        assert made.status == 201, made.body
        return self.client.with_token(made["token"])

    async def events(self, event: str, **fields: Any) -> list[dict[str, Any]]:
        """The log's lines of this event, once there is one."""
        async with asyncio.timeout(10):
            while True:
                lines = [json.loads(line) for line in self.logs.splitlines() if line[:1] == "{"]
                found = [
                    line
                    for line in lines
                    if line.get("event") == event and fields.items() <= line.items()
                ]
                if found:
                    return found
                await asyncio.sleep(0.02)


@pytest.fixture(scope="package")
async def watched(
    engines: EngineUrls, model: ModelPeer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Watched]:
    home = tmp_path_factory.mktemp("watched")
    share_secrets(home)
    async with collector() as spans, AsyncExitStack() as stack:
        environment = engines.environment() | {
            "LAELIA_HOME": str(home),
            "LAELIA_TELEMETRY__OTLP_ENDPOINT": spans.url,
            "LAELIA_TELEMETRY__LOG_LEVEL": "debug",
            "LAELIA_OUTBOUND__ALLOW": "127.0.0.0/8",
            "LAELIA_LIMITS__SIGN_INS_PER_MINUTE": "1000000",
            "LAELIA_ADMIN_EMAIL": ADMIN_EMAIL,
            "LAELIA_ADMIN_PASSWORD": ADMIN_PASSWORD,
            "LAELIA_PROVIDERS__OPENAI__MODELS": json.dumps(MODEL_PRICES),
            "OPENAI_BASE_URL": model.url,
            "OPENAI_API_KEY": UPSTREAM_KEY,
            "OTEL_BSP_SCHEDULE_DELAY": "50",
        }
        http = await stack.enter_async_context(aiohttp.ClientSession())
        files = [home / "one.log", home / "two.log"]
        addresses = [await stack.enter_async_context(_process(environment, f)) for f in files]
        clients = [Client(url, http) for url in addresses]
        for client in clients:
            await _up(client)
        yield Watched(clients, spans, model, files)


@asynccontextmanager
async def _process(environment: dict[str, str], log: Path) -> AsyncIterator[str]:
    port = str(free_port())
    with log.open("w") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hub.cli", "hub"),
            stdout=file,
            stderr=file,
            cwd=REPOSITORY,
            env={"PATH": "/usr/bin:/bin", "LAELIA_PORT": port} | environment,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _up(client: Client) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                if (await client.get("/healthz")).status == 200:
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)
