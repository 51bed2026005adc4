"""Signing in with an OpenID provider that is none of ours: npm's certified `oidc-provider`."""

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.entering.test_external import me
from tests.hub_fixtures import RunningHub, hub_settings
from tests.oauth.browsing import Browser, Page
from tests.oauth.conftest import serving_at
from tests.providers.programs import free_port, node, npm_installed, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.req("S24", "R18")]
CLIENT, SECRET = "hub", "secret of the hub's own"
PEER = Path(__file__).parents[1] / "peers" / "openid"
_FIELD = re.compile(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"')
_ACTION = re.compile(r'<form[^>]*action="([^"]+)"')


@asynccontextmanager
async def provider(redirect_uri: str, port: int | None = None) -> AsyncIterator[str]:
    folder = await asyncio.to_thread(npm_installed, "openid-peer", PEER)
    shutil.copy(PEER / "provider.mjs", folder)
    given = {"CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "REDIRECT_URI": redirect_uri}
    port = port or free_port()
    command = [node() / "bin/node", folder / "provider.mjs"]
    async with running(command, "ready", given | {"PORT": str(port)}):
        yield f"http://127.0.0.1:{port}"


async def followed(browser: Browser, page: Page, base: str, hub: str) -> Page:
    """Redirects of the provider, up to where it sends the browser back to the hub."""
    while page.status in (302, 303) and not urljoin(base, page.location).startswith(hub):
        page = await browser.get(urljoin(base, page.location))
    return page


async def answer(browser: Browser, page: Page, base: str, **fields: str) -> Page:
    """Sends the form of the provider's own page."""
    found = _ACTION.search(page.body)
    assert found, page.body
    form = {name: unescape(value) for name, value in _FIELD.findall(page.body)} | fields
    return await browser.post(urljoin(base, unescape(found[1])), form, headers={})


@pytest.fixture
async def place() -> AsyncIterator[tuple[socket.socket, str]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening, f"http://127.0.0.1:{listening.getsockname()[1]}"


async def test_a_person_signs_in_through_its_pages(
    hub: RunningHub, place: tuple[socket.socket, str]
) -> None:
    listening, url = place
    async with provider(f"{url}/sign-in/with/npm/callback") as issuer:
        named = {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET}
        settings = hub_settings(hub.engines, hub.home, public_url=url, sign_in={"npm": named})
        browser = Browser(url)
        async with serving_at(settings, listening):
            left = await browser.get("/sign-in/with/npm?next=/docs")
            page = await followed(browser, left, issuer, url)
            page = await answer(browser, page, issuer, login="flora", password="any")
            page = await followed(browser, page, issuer, url)
            page = await answer(browser, page, issuer)
            back = await followed(browser, page, issuer, url)
            assert urlsplit(back.location).path == "/sign-in/with/npm/callback"
            assert "iss=" in back.location
            done = await browser.get(back.location)
            again = await browser.get(back.location)
            found = await me(browser)
        await browser.close()
    assert (done.status, done.location) == (303, "/docs"), done.body
    assert again.status == 403
    assert found["user"]["email"] == "flora@example.com"
    assert found["user"]["email_verified_at"] is not None
