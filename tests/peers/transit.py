"""A key service that speaks Vault's transit API, with keys that it shows to nobody."""

import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "s.a-token-of-the-operator"
KEY = "laelia"


@dataclass
class Transit:
    """`sealed` answers 503 to everything, as Vault does before it is unsealed."""

    url: str = ""
    sealed: bool = False
    calls: list[str] = field(default_factory=list)
    _keys: list[AESGCM] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rotate()

    def _rotate(self) -> None:
        self._keys.append(AESGCM(os.urandom(32)))

    async def answer(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        self.calls.append(verb)
        if self.sealed:
            return web.json_response({"errors": ["Vault is sealed"]}, status=503)
        if request.headers.get("X-Vault-Token") != TOKEN or request.match_info["key"] != KEY:
            return web.json_response({"errors": ["permission denied"]}, status=403)
        asked = await request.json() if request.can_read_body else {}
        try:
            return web.json_response({"data": self._do(verb, asked)})
        except (InvalidTag, ValueError, IndexError, KeyError):
            return web.json_response({"errors": ["invalid ciphertext"]}, status=400)

    def _do(self, verb: str, asked: dict[str, str]) -> dict[str, Any]:
        bound = base64.b64decode(asked.get("associated_data", ""))
        if verb == "encrypt":
            nonce, key = os.urandom(12), self._keys[-1]
            made = nonce + key.encrypt(nonce, base64.b64decode(asked["plaintext"]), bound)
            return {"ciphertext": f"vault:v{len(self._keys)}:{base64.b64encode(made).decode()}"}
        if verb == "decrypt":
            _, version, content = asked["ciphertext"].split(":")
            made = base64.b64decode(content)
            plain = self._keys[int(version[1:]) - 1].decrypt(made[:12], made[12:], bound)
            return {"plaintext": base64.b64encode(plain).decode()}
        if verb == "rotate":
            self._rotate()
        return {"name": KEY, "latest_version": len(self._keys)}


@asynccontextmanager
async def transit() -> AsyncIterator[Transit]:
    peer = Transit()

    async def keys(request: web.Request) -> web.Response:
        request.match_info["verb"] = "rotate" if request.method == "POST" else "read"
        return await peer.answer(request)

    app = web.Application()
    app.router.add_get("/v1/transit/keys/{key}", keys)
    app.router.add_post("/v1/transit/keys/{key}/rotate", keys)
    app.router.add_post("/v1/transit/{verb:encrypt|decrypt}/{key}", peer.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    peer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield peer
    finally:
        await runner.cleanup()
