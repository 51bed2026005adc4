"""A person with a browser, and a client that asks them; each speaks HTTP and nothing else."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import aiohttp
from yarl import URL

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub

CALLBACK = "http://127.0.0.1:53682/callback"
Query = dict[str, str]
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass
class Page:
    status: int
    body: str
    headers: dict[str, str]

    @property
    def location(self) -> str:
        return self.headers["location"]

    @property
    def answer(self) -> Query:
        """What the browser brings to the client's address."""
        return dict(parse_qsl(urlsplit(self.location).query))

    @property
    def hidden(self) -> Query:
        return {name: unescape(value) for name, value in _HIDDEN.findall(self.body)}


class Browser:
    """Keeps cookies, follows nothing by itself, and says where a form comes from."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=30)
        )

    async def close(self) -> None:
        await self.http.close()

    async def get(self, path: str) -> Page:
        return await self._ask("GET", path)

    async def post(self, path: str, form: Query, *, headers: dict[str, str] | None = None) -> Page:
        same = {"sec-fetch-site": "same-origin", "origin": self.url}
        return await self._ask(
            "POST", path, data=form, headers=same if headers is None else headers
        )

    async def json(self, path: str, body: Any) -> Any:
        """As a script of a page of the hub asks."""
        same = {"sec-fetch-site": "same-origin", "origin": self.url}
        async with self.http.post(self.url + path, json=body, headers=same) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def _ask(self, method: str, path: str, **options: Any) -> Page:
        # What it is sent to, letter by letter: a signature may be over how it is written.
        url = URL(path, encoded=True) if path.startswith("http") else URL(self.url + path)
        async with self.http.request(method, url, allow_redirects=False, **options) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Page(answer.status, await answer.text(), headers)

    async def sign_in(self, page: Page, email: str, password: str = PASSWORD) -> Page:
        """The page that comes after signing in on this one."""
        answer = await self.post("/sign-in", page.hidden | {"email": email, "password": password})
        return await self.get(answer.location) if answer.status == 303 else answer

    async def decide(self, page: Page, decision: str = "approve") -> Page:
        return await self.post("/oauth/authorize", page.hidden | {"decision": decision})


@dataclass
class Asking:
    """A client that a person is asked by. `verifier` is its PKCE secret."""

    hub: RunningHub
    client_id: str
    redirect_uri: str = CALLBACK
    secret: str | None = None
    resource: str | None = None
    scope: str | None = "agents:invoke agents:read"
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        hashed = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()

    def query(self, **changes: str | None) -> Query:
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            "scope": self.scope,
            "state": "a state & more",
            "resource": self.resource or f"{self.hub.url}/mcp",
        } | changes
        return {name: value for name, value in asked.items() if value is not None}

    def address(self, **changes: str | None) -> str:
        return "/oauth/authorize?" + urlencode(self.query(**changes))

    async def token(self, **form: str | None) -> Answer:
        own = {"client_id": self.client_id, "client_secret": self.secret}
        return await self.post("/oauth/token", own | form)

    async def post(
        self, path: str, form: dict[str, str | None], *, headers: dict[str, str] | None = None
    ) -> Answer:
        data = {name: value for name, value in form.items() if value is not None}
        url = self.hub.url + path
        async with self.hub.http.post(url, data=data, headers=headers) as answer:
            body = await answer.json(content_type=None)
            return Answer(answer.status, body, {k.lower(): v for k, v in answer.headers.items()})

    async def redeem(self, code: str, **changes: str | None) -> Answer:
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            "resource": self.resource or f"{self.hub.url}/mcp",
        }
        return await self.token(**(form | changes))

    async def refresh(self, token: str, **changes: str | None) -> Answer:
        form: dict[str, str | None] = {"grant_type": "refresh_token", "refresh_token": token}
        return await self.token(**(form | changes))


async def register(hub: RunningHub, **metadata: Any) -> Answer:
    given = {
        "client_name": "Honest client",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    }
    return await hub.anonymous.post("/oauth/register", given | metadata)


async def asking(hub: RunningHub, **options: Any) -> Asking:
    made = await register(hub)
    assert made.status == 201, made.body
    said = await hub.anonymous.get("/.well-known/oauth-protected-resource/mcp")
    return Asking(hub, made["client_id"], **({"resource": said["resource"]} | options))


async def approved(browser: Browser, client: Asking, person: Client) -> str:
    """The code that the client finds, once this person has signed in and said yes."""
    page = await browser.get(client.address())
    if 'action="/sign-in"' in page.body:
        page = await browser.sign_in(page, person.user["email"])
    done = await browser.decide(page)
    assert done.status == 303, done.body
    return done.answer["code"]


async def tokens(hub: RunningHub, client: Asking, person: Client) -> Answer:
    """What the client holds after an undisturbed login."""
    browser = Browser(hub.url)
    try:
        code = await approved(browser, client, person)
    finally:
        await browser.close()
    answer = await client.redeem(code)
    assert answer.status == 200, answer.body
    return answer


async def ping(hub: RunningHub, token: str, path: str = "/mcp") -> Answer:
    """The status of one MCP request with this token."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream"}
    return await hub.anonymous.with_token(token).post(path, body, headers=headers)
