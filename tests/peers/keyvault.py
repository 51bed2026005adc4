"""An Azure Key Vault of our own, after the vendor's REST reference (7.4), with its tokens.

Keys have versions, tokens are for one resource and end, and what a key wrapped or signed another
version does not open. Nothing here is the hub's code.
"""

import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

TENANT, CLIENT, SECRET, NAME = "tenant-1", "app-1", "app-secret-7Q~", "laelia"
RESOURCE = "https://vault.azure.net"
_OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)


@dataclass
class KeyVault:
    url: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def rotate(self) -> str:
        version = secrets.token_hex(16)
        self.keys[version] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return version

    def _token(self) -> web.Response:
        token = secrets.token_urlsafe(20)
        self.tokens.add(token)
        return web.json_response(
            {"token_type": "Bearer", "access_token": token, "expires_in": 3599}
        )

    async def application(self, request: web.Request) -> web.Response:
        form = await request.post()
        own = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": f"{RESOURCE}/.default",
        }
        if {name: form.get(name) for name in own} != own:
            return web.json_response({"error": "invalid_client"}, status=401)
        return self._token()

    async def machine(self, request: web.Request) -> web.Response:
        asked = (request.headers.get("metadata"), request.query.get("resource"))
        if asked != ("true", RESOURCE) or request.query.get("api-version") != "2018-02-01":
            return web.json_response({"error": "invalid_request"}, status=400)
        # Machines are told how long in text.
        token = self._token()
        said = token.text or ""
        return web.Response(text=said.replace("3599", '"3599"'), content_type="application/json")

    async def key(self, request: web.Request) -> web.Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        parts = request.match_info["rest"].split("/")
        if request.query.get("api-version") != "7.4" or parts[0] != NAME:
            return web.json_response({"error": {"code": "KeyNotFound"}}, status=404)
        self.asked.append("/".join(parts[1:]) or "get")
        if request.method == "GET":
            return web.json_response({"key": {"kid": self._kid(), "kty": "RSA"}})
        version = parts[1] if len(parts) > 2 else list(self.keys)[-1]
        if version not in self.keys:
            return web.json_response({"error": {"code": "KeyNotFound"}}, status=404)
        try:
            said = self._do(parts[-1], self.keys[version], await request.json())
        except (ValueError, KeyError):
            return web.json_response({"error": {"code": "BadParameter"}}, status=400)
        return web.json_response({"kid": self._kid(version)} | said)

    def _kid(self, version: str | None = None) -> str:
        return f"{self.url}/keys/{NAME}/{version or list(self.keys)[-1]}"

    def _do(self, action: str, key: rsa.RSAPrivateKey, asked: dict[str, Any]) -> dict[str, Any]:
        value = _decoded(asked["value"])
        match action, asked["alg"]:
            case "wrapkey", "RSA-OAEP-256":
                return {"value": _encoded(key.public_key().encrypt(value, _OAEP))}
            case "unwrapkey", "RSA-OAEP-256":
                return {"value": _encoded(key.decrypt(value, _OAEP))}
            case "sign", "PS256":
                return {"value": _encoded(key.sign(value, _PSS, Prehashed(hashes.SHA256())))}
            case "verify", "PS256":
                digest = _decoded(asked["digest"])
                try:
                    key.public_key().verify(value, digest, _PSS, Prehashed(hashes.SHA256()))
                except InvalidSignature:
                    return {"value": False}
                return {"value": True}
        raise ValueError(action)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@asynccontextmanager
async def key_vault() -> AsyncIterator[KeyVault]:
    peer = KeyVault()
    peer.rotate()
    app = web.Application()
    app.router.add_post(f"/{TENANT}/oauth2/v2.0/token", peer.application)
    app.router.add_get("/metadata/identity/oauth2/token", peer.machine)
    app.router.add_route("*", "/keys/{rest:.*}", peer.key)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield peer
    finally:
        await runner.cleanup()
