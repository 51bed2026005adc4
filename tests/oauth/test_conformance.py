"""The official suite logs in at the hub's authorization server, and finds nothing wrong."""

import socket

import pytest

from tests.conformance.suite import Login, authorize
from tests.hub_fixtures import RunningHub
from tests.oauth.browsing import Browser, register


@pytest.mark.req("S7", "S24", "R02")
@pytest.mark.timeout(180)
async def test_r02_the_suite_passes_the_authorization_server(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    person = await oauth_hub.sign_up()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    client = await register(oauth_hub, redirect_uris=[f"http://127.0.0.1:{port}/callback"])

    async def opens(address: str) -> None:
        page = await browser.get(address)
        if 'action="/sign-in"' in page.body:
            page = await browser.sign_in(page, person.user["email"])
        done = await browser.decide(page)
        await browser.get(done.location)

    login = Login(client["client_id"], port, f"{oauth_hub.url}/mcp", opens)
    code, said = await authorize(oauth_hub.url, login)
    assert code == 0, said
    assert "authorization-server-metadata-endpoint" in said, said
    assert "authorization-code-grant" in said, said
    assert "FAIL" not in said, said
