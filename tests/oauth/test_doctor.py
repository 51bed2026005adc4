"""`laelia doctor oauth` logs in like a client, and names the step at which it cannot."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web

from hub.commands.doctor_oauth import diagnose
from hub.commands.oauth_finding import Wishes
from tests import forks
from tests.hub_fixtures import RunningHub
from tests.oauth.browsing import Browser

pytestmark = pytest.mark.req("S24")
_ADDRESS = re.compile(r"http\S+\?response_type=\S+")


class Screen:
    """What is said; a person in front of it opens the address, and `decides`."""

    def __init__(self, decides: Callable[[str], Any] | None = None) -> None:
        self.lines: list[str] = []
        self._decides = decides
        self.busy: set[asyncio.Task[None]] = set()

    def say(self, text: str) -> None:
        self.lines.append(text)
        address = _ADDRESS.search(text)
        if address is not None and self._decides is not None:
            self.busy.add(asyncio.create_task(self._decides(address[0])))


async def laelia(*words: str) -> tuple[int, str]:
    environment = os.environ | {"COLUMNS": "200"}
    ended = await forks.laelia("doctor", "oauth", *words, environment=environment)
    return ended.status, ended.said


@pytest.mark.req("R01", "R02", "R14")
async def test_the_doctor_logs_in_to_this_hub(oauth_hub: RunningHub, browser: Browser) -> None:
    person = await oauth_hub.sign_up()

    async def decides(address: str) -> None:
        page = await browser.sign_in(await browser.get(address), person.user["email"])
        done = await browser.decide(page)
        async with browser.http.get(done.location) as answered:
            assert answered.status == 200

    screen = Screen(decides)
    failed = await diagnose(f"{oauth_hub.url}/mcp", Wishes(wait_s=30), screen.say)
    said = "\n".join(screen.lines)
    assert failed is None, said
    for step in ("challenge", "client registration", "token", "call", "refresh", "revocation"):
        assert f"✓ {step}: " in said
    assert "note:" not in said
    assert "a code came, with the right state and iss" in said
    assert (await person.get("/v1/oauth/grants"))["data"] == [], "and gives back what it got"


async def test_the_command_says_what_it_finds_and_asks_nobody(oauth_hub: RunningHub) -> None:
    code, said = await laelia(f"{oauth_hub.url}/mcp", "--no-login")
    assert code == 0, said
    assert "✓ authorization-server metadata:" in said
    assert "registration" not in said
    code, said = await laelia(f"{oauth_hub.url}/healthz", "--no-login")
    assert code == 1
    assert "✗ challenge: a request without a token was answered with 405" in said
    assert "→ answer 401" in said


async def test_a_person_who_says_no_is_believed(oauth_hub: RunningHub, browser: Browser) -> None:
    person = await oauth_hub.sign_up()

    async def decides(address: str) -> None:
        page = await browser.sign_in(await browser.get(address), person.user["email"])
        done = await browser.decide(page, "deny")
        await (await browser.http.get(done.location)).read()

    screen = Screen(decides)
    assert await diagnose(f"{oauth_hub.url}/mcp", Wishes(wait_s=30), screen.say) == "authorization"
    assert "access_denied" in screen.lines[-1]


class Careless:
    """An MCP server with an authorization server, both right until something is changed."""

    def open_at(self, url: str) -> None:
        self.url = url
        self.refusal: dict[str, Any] = {
            "status": 401,
            "challenge": f'Bearer resource_metadata="{url}/prm", scope="a"',
        }
        self.resource: dict[str, Any] = {"resource": f"{url}/mcp", "authorization_servers": [url]}
        self.server: dict[str, Any] = {
            "issuer": url,
            "authorization_endpoint": f"{url}/authorize",
            "token_endpoint": f"{url}/token",
            "registration_endpoint": f"{url}/register",
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        self.answer: dict[str, Any] = {"code": "c", "iss": url}
        self.token: dict[str, Any] = {"access_token": "t", "token_type": "Bearer", "expires_in": 60}
        self.taken = 200

    async def mcp(self, request: web.Request) -> web.Response:
        if "authorization" in request.headers:
            return web.json_response({"result": {}}, status=self.taken)
        headers = {"www-authenticate": self.refusal["challenge"]}
        return web.Response(status=self.refusal["status"], headers=headers)

    async def prm(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(self.resource)

    async def metadata(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(self.server) if self.server else web.Response(status=404)

    async def register(self, request: web.Request) -> web.Response:
        return web.json_response((await request.json()) | {"client_id": "x"}, status=201)

    async def give(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(self.token, status=200 if "access_token" in self.token else 400)


@asynccontextmanager
async def careless() -> AsyncIterator[Careless]:
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    server = Careless()
    app.router.add_post("/mcp", server.mcp)
    app.router.add_get("/prm", server.prm)
    for place in ("oauth-authorization-server", "openid-configuration"):
        app.router.add_get(f"/.well-known/{place}", server.metadata)
    app.router.add_post("/register", server.register)
    app.router.add_post("/token", server.give)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.open_at(f"http://127.0.0.1:{runner.addresses[0][1]}")
        yield server
    finally:
        await runner.cleanup()


FAULTS: dict[str, tuple[Callable[[Careless], object], str]] = {
    "no 401": (lambda s: s.refusal.update(status=403), "challenge"),
    "no challenge": (lambda s: s.refusal.update(challenge="Basic realm=x"), "challenge"),
    "nothing to follow": (lambda s: s.refusal.update(challenge="Bearer"), "challenge"),
    "another resource": (
        lambda s: s.resource.update(resource="https://other.example/mcp"),
        "protected-resource metadata",
    ),
    "no server": (
        lambda s: s.resource.update(authorization_servers=[]),
        "protected-resource metadata",
    ),
    "no metadata": (lambda s: s.server.clear(), "authorization-server metadata"),
    "a slash too many": (
        lambda s: s.server.update(issuer=s.url + "/"),
        "authorization-server metadata",
    ),
    "no PKCE": (
        lambda s: s.server.pop("code_challenge_methods_supported"),
        "authorization-server metadata",
    ),
    "a script for an address": (
        lambda s: s.server.update(authorization_endpoint="javascript:alert(1)"),
        "authorization-server metadata",
    ),
    "a command for an address": (
        lambda s: s.server.update(authorization_endpoint="http://a:$(touch x)/"),
        "authorization-server metadata",
    ),
    "no registration": (lambda s: s.server.pop("registration_endpoint"), "client registration"),
    "another state": (lambda s: s.answer.update(state="x"), "authorization"),
    "another issuer": (lambda s: s.answer.update(iss="https://evil.example"), "authorization"),
    "no issuer": (lambda s: s.answer.pop("iss"), "authorization"),
    "no code": (lambda s: s.answer.pop("code"), "authorization"),
    "no token": (lambda s: s.token.clear(), "token"),
    "another kind of token": (lambda s: s.token.update(token_type="mac"), "token"),
    "a token that opens nothing": (lambda s: setattr(s, "taken", 401), "call"),
}


@pytest.mark.req("R14")
@pytest.mark.parametrize("fault", FAULTS)
async def test_the_step_that_fails_is_named(fault: str, browser: Browser) -> None:
    change, step = FAULTS[fault]
    async with careless() as server:
        change(server)

        async def decides(address: str) -> None:
            asked = dict(parse_qsl(urlsplit(address).query))
            answer = {"state": asked["state"]} | server.answer
            await (await browser.http.get(asked["redirect_uri"], params=answer)).read()

        screen = Screen(decides)
        assert await diagnose(f"{server.url}/mcp", Wishes(wait_s=20), screen.say) == step
    assert screen.lines[-1].startswith(f"✗ {step}: ")
    assert "\n  → " in screen.lines[-1], "and what to do"
