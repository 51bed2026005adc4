"""A client with a key of its own, which signs with none of the code that checks."""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def part(said: dict[str, Any]) -> str:
    return b64(json.dumps(said).encode())


@dataclass
class Holder:
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    count: int = 0

    @property
    def jwk(self) -> dict[str, Any]:
        numbers = self.key.public_key().public_numbers()
        x, y = (b64(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    @property
    def thumbprint(self) -> str:
        members = json.dumps(self.jwk, sort_keys=True, separators=(",", ":"))
        return b64(hashlib.sha256(members.encode()).digest())

    def signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        text = f"{part(header)}.{part(claims)}"
        made = self.key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(made)
        return f"{text}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def proof(
        self, method: str, url: str, *, token: str | None = None, **changes: Any
    ) -> dict[str, str]:
        """Headers of a request. `header` and others in `changes` say it otherwise; None: not."""
        self.count += 1
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk}
        claims = {
            "jti": f"{self.thumbprint}-{self.count}",
            "htm": method,
            "htu": url,
            "iat": int(time.time()),
        }
        if token is not None:
            claims["ath"] = b64(hashlib.sha256(token.encode()).digest())
        header |= changes.pop("header", {})
        kept = {name: value for name, value in (claims | changes).items() if value is not None}
        headers = {"dpop": self.signed(header, kept)}
        return headers if token is None else headers | {"authorization": f"DPoP {token}"}

    def assertion(self, client_id: str, audience: Any, **changes: Any) -> dict[str, str | None]:
        """Fields of a form by which a client says who it is."""
        self.count += 1
        header = {"alg": "ES256", "typ": "JWT", "kid": "one"} | changes.pop("header", {})
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "jti": f"{self.thumbprint}-{self.count}",
            "exp": int(time.time()) + 120,
        }
        kept = {name: value for name, value in (claims | changes).items() if value is not None}
        said = {n: v for n, v in header.items() if v is not None}
        return {"client_assertion_type": JWT_BEARER, "client_assertion": self.signed(said, kept)}
