"""A hub that knows how it is reached, as any that clients log in to must."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import uvicorn

from hub.app import create_app
from hub.kit.engines import EngineUrls
from hub.kit.settings import Settings
from tests.hub_fixtures import RunningHub, hub_settings
from tests.oauth.browsing import Browser
from tests.oauth.publishing import Publisher, pair, publishing
from tests.serving import served


@asynccontextmanager
async def serving_at(settings: Settings, listening: socket.socket) -> AsyncIterator[None]:
    """A hub whose address is known before it starts."""
    config = uvicorn.Config(
        create_app(settings), log_level="warning", access_log=False, timeout_keep_alive=300
    )
    async with served(config, listening):
        yield


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine with its key, trusted by the hub as its own authority."""
    path = tmp_path_factory.mktemp("tls") / "pair.pem"
    path.write_bytes(pair())
    return path


@pytest.fixture
async def publisher(authority: Path) -> AsyncIterator[Publisher]:
    async with publishing(authority) as site:
        yield site


@pytest.fixture(scope="session")
async def oauth_hub(
    hub: RunningHub,  # whose model server and prices it shares
    engines: EngineUrls,
    authority: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningHub]:
    """Its address is known before it starts, and is its issuer."""
    home = tmp_path_factory.mktemp("oauth-hub")
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = hub_settings(
        engines,
        home,
        public_url=url,
        outbound={"allow": ["127.0.0.0/8"], "ca_file": authority},
    )
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as http, serving_at(settings, listening):
        yield RunningHub(url, hub.model, engines, http, home)


@pytest.fixture
async def browser(oauth_hub: RunningHub) -> AsyncIterator[Browser]:
    opened = Browser(oauth_hub.url)
    yield opened
    await opened.close()
