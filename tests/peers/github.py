"""GitHub as far as a sign-in goes: its authorization pages, its token endpoint and its API."""

import base64
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web


@dataclass
class GithubPeer:
    """`user` and `emails` are of whoever signs in."""

    url: str = ""
    client_id: str = "laelia-at-github"
    client_secret: str = "github-secret"
    user: dict[str, Any] = field(default_factory=dict)
    emails: list[dict[str, Any]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    async def authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        assert asked["client_id"] == self.client_id
        assert asked["code_challenge_method"] == "S256"
        assert asked["scope"] == "read:user user:email"
        code = secrets.token_hex(10)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        raise web.HTTPFound(f"{asked['redirect_uri']}?{back}")

    async def token(self, request: web.Request) -> web.Response:
        """A refusal has the status of a success, as GitHub's has."""
        form = dict(parse_qsl(await request.text(), keep_blank_values=True))
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or form["client_secret"] != self.client_secret
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge != asked["code_challenge"]
        ):
            return web.json_response({"error": "bad_verification_code"})
        token = "gho_" + secrets.token_hex(18)
        self.tokens.add(token)
        return web.json_response(
            {"access_token": token, "scope": "read:user,user:email", "token_type": "bearer"}
        )

    def _knows(self, request: web.Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return given in self.tokens and "user-agent" in request.headers

    async def tell_user(self, request: web.Request) -> web.Response:
        if not self._knows(request):
            return web.json_response({"message": "Requires authentication"}, status=401)
        return web.json_response(self.user)

    async def tell_emails(self, request: web.Request) -> web.Response:
        if not self._knows(request):
            return web.json_response({"message": "Requires authentication"}, status=401)
        return web.json_response(self.emails)


@asynccontextmanager
async def github_peer() -> AsyncIterator[GithubPeer]:
    peer = GithubPeer()
    app = web.Application()
    app.add_routes(
        [
            web.get("/login/oauth/authorize", peer.authorize),
            web.post("/login/oauth/access_token", peer.token),
            web.get("/api/v3/user", peer.tell_user),
            web.get("/api/v3/user/emails", peer.tell_emails),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield peer
    finally:
        await runner.cleanup()
