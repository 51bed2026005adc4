"""An OpenID provider with real keys, that says what a test wants it to say."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

Claims = dict[str, Any]
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_ALGORITHMS: dict[str, Any] = {
    "RS256": jwt.algorithms.RSAAlgorithm,
    "ES256": jwt.algorithms.ECAlgorithm,
    "EdDSA": jwt.algorithms.OKPAlgorithm,
}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def new_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Asked:
    """One authorization request, and the code that answers it."""

    fields: dict[str, str]
    code: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    used: bool = False


@dataclass
class OidcPeer:
    """`claims` are of whoever signs in. `forge` makes the ID token instead of an honest signer."""

    url: str = ""
    client_id: str = "laelia"
    client_secret: str = "a secret: of+ours"
    claims: Claims = field(default_factory=dict)
    keys: dict[str, tuple[str, Key]] = field(default_factory=dict)
    key_id: str = "one"
    forge: Callable[["OidcPeer", Claims], str] | None = None
    metadata: Claims = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    userinfo: Claims | None = None
    access_token: str = "access-of-the-provider"
    asked: list[Asked] = field(default_factory=list)
    key_reads: int = 0

    def public_keys(self) -> list[Claims]:
        return [
            json.loads(_ALGORITHMS[algorithm].to_jwk(key.public_key()))
            | {"kid": kid, "use": "sig", "alg": algorithm}
            for kid, (algorithm, key) in self.keys.items()
        ]

    def signed(self, claims: Claims, **header: Any) -> str:
        algorithm, key = self.keys[self.key_id]
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": self.key_id} | header)

    def id_claims(self, asked: Asked) -> Claims:
        now = int(time.time())
        return {
            "iss": self.url,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.fields["nonce"],
        } | self.claims

    async def discovery(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "HS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "authorization_response_iss_parameter_supported": True,
            }
            | self.metadata
        )

    async def serve_keys(self, _: web.Request) -> web.Response:
        self.key_reads += 1
        return web.json_response({"keys": self.public_keys()})

    async def authorize(self, request: web.Request) -> web.Response:
        """Whoever comes is signed in, and sent back at once."""
        asked = Asked(dict(request.query))
        assert asked.fields["code_challenge_method"] == "S256"
        assert asked.fields["response_type"] == "code"
        self.asked.append(asked)
        back = {"code": asked.code, "state": asked.fields["state"], "iss": self.url}
        fields = {name: value for name, value in (back | dict(self.answer)).items() if value}
        raise web.HTTPFound(f"{asked.fields['redirect_uri']}?{urlencode(fields)}")

    async def token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl(await request.text()))
        pair = f"{self.client_id}:{_quoted(self.client_secret)}"
        wanted = "Basic " + base64.b64encode(pair.encode()).decode()
        asked = next((one for one in self.asked if one.code == form["code"]), None)
        if request.headers.get("authorization") != wanted:
            return web.json_response({"error": "invalid_client"}, status=401)
        if asked is None or asked.used or form["redirect_uri"] != asked.fields["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        challenge = b64(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge != asked.fields["code_challenge"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        asked.used = True
        claims = self.id_claims(asked)
        made = self.signed(claims) if self.forge is None else self.forge(self, claims)
        return web.json_response(
            {"id_token": made, "access_token": self.access_token, "token_type": "Bearer"}
        )

    async def tell(self, request: web.Request) -> web.Response:
        if request.headers.get("authorization") != f"Bearer {self.access_token}":
            return web.json_response({"error": "invalid_token"}, status=401)
        return web.json_response(self.userinfo or {"sub": self.claims["sub"]})


def _quoted(secret: str) -> str:
    return urlencode({"": secret})[1:]


@asynccontextmanager
async def oidc_peer() -> AsyncIterator[OidcPeer]:
    peer = OidcPeer(keys={"one": ("RS256", new_rsa())})
    app = web.Application()
    app.add_routes(
        [
            web.get("/.well-known/openid-configuration", peer.discovery),
            web.get("/keys", peer.serve_keys),
            web.get("/authorize", peer.authorize),
            web.post("/token", peer.token),
            web.get("/userinfo", peer.tell),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    peer.url = f"http://127.0.0.1:{port}"
    try:
        yield peer
    finally:
        await runner.cleanup()
