"""An organization's provider that is none of ours: npm's certified `oidc-provider`."""

import json
import socket

import pytest

from tests.entering.test_independent_provider import (
    CLIENT,
    SECRET,
    answer,
    followed,
    place,
    provider,
)
from tests.hub_fixtures import Client, RunningHub, hub_settings
from tests.oauth.browsing import Browser
from tests.oauth.conftest import serving_at
from tests.providers.programs import free_port
from tests.sso.companies import CONNECTIONS, DOMAINS, me, verified

__all__ = ["place"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.req("T-ent", "R18")]


async def test_its_people_come_through_its_pages(
    hub: RunningHub, place: tuple[socket.socket, str]
) -> None:
    """The provider gives everybody an address of example.com; nobody else has that domain then."""
    listening, url = place
    admin = await hub.sign_up(organization="With a provider from npm")
    domain = await verified(hub, admin, "example.com")
    port = free_port()
    settings = hub_settings(hub.engines, hub.home, public_url=url)
    try:
        async with serving_at(settings, listening):
            here = Client(url, hub.http, admin.token, admin.user, admin.organization)
            body = {
                "name": "npm",
                "kind": "oidc",
                "domains": ["example.com"],
                "oidc": {
                    "issuer": f"http://127.0.0.1:{port}",
                    "client_id": CLIENT,
                    "client_secret": SECRET,
                },
            }
            connection = await here.post(CONNECTIONS, body)
            assert connection.status == 201, connection.body
            browser = Browser(url)
            async with provider(connection["oidc"]["redirect_uri"], port) as issuer:
                left = await browser.get(f"/sso/{connection['id']}/start?return_to=/docs")
                page = await followed(browser, left, issuer, url)
                page = await answer(browser, page, issuer, login="flora-sso", password="any")
                page = await followed(browser, page, issuer, url)
                page = await answer(browser, page, issuer)
                back = await followed(browser, page, issuer, url)
                done = await browser.get(back.location)
                again = await browser.get(back.location)
            who = json.loads((await me(browser)).body)
            await browser.close()
            assert (done.status, done.location) == (303, "/docs"), done.body
            assert again.status == 401, "once"
            assert who["organization"]["id"] == admin.organization["id"]
            assert who["user"]["email"] == "flora-sso@example.com"
            gone = await here.call("DELETE", f"{CONNECTIONS}/{connection['id']}")
            assert gone.status == 204
    finally:
        await admin.call("DELETE", f"{DOMAINS}/{domain['id']}")
