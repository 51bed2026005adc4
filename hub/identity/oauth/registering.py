"""Dynamic client registration (RFC 7591), for clients that have no document of their own."""

import unicodedata
from datetime import datetime, timedelta
from typing import Any, Final

from authlib.oauth2.rfc7591 import InvalidClientMetadataError, InvalidRedirectURIError

from hub.audit import public as audit
from hub.identity.credentials import CLIENT_SECRET, digest, mint
from hub.identity.id_tokens import ALGORITHMS
from hub.identity.networks import network_of
from hub.identity.oauth import redirects, repository
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.models import OAuthClient
from hub.identity.oauth.proofs import ProofInvalid, public_key
from hub.identity.oauth.protocol import AUTH_METHODS, JWT_BEARER, PRIVATE_KEY_JWT
from hub.identity.oauth.schemas import Registration
from hub.kit.ids import PLATFORM_ORG, new_id

UNUSED_LIFE: Final = timedelta(days=30)
_MOST_NAME: Final = 80
_MOST_REDIRECTS: Final = 10
_MOST_KEYS: Final = 10
_MOST_KEY: Final = 4000
# By kind and curve, for keys that do not say it.
_USUAL: Final[dict[tuple[Any, Any], str]] = {
    ("RSA", None): "RS256",
    ("EC", "P-256"): "ES256",
    ("EC", "P-384"): "ES384",
    ("EC", "P-521"): "ES512",
    ("OKP", "Ed25519"): "EdDSA",
}
_OURS: Final = ("authorization_code", "refresh_token", JWT_BEARER)


async def register(oauth: OAuth, asked: Registration, address: str) -> dict[str, Any]:
    """The client's information, as RFC 7591 has it. A secret in it is shown once.

    Raises:
        OAuth2Error: the metadata is not such that this hub would ask a person about it.
        QuotaExceeded: this address has registered enough for one day.
    """
    client = client_from(asked, new_id("clt"), oauth.identity.clock())
    await oauth.identity.limiter.check(
        f"oauth-registration:from:{network_of(address)}", oauth.registrations
    )
    by_secret = client.auth_method not in ("none", PRIVATE_KEY_JWT)
    secret = mint(CLIENT_SECRET) if by_secret else None
    client.secret_hash = None if secret is None else digest(secret)
    async with oauth.identity.database.transaction(PLATFORM_ORG) as session:
        await repository.forget_clients(session, unused_since=client.created_at - UNUSED_LIFE)
        await repository.add(session, client)
        entry = audit.Entry(
            "oauth_client.registered", PLATFORM_ORG, client.id, after=client.model_dump()
        )
        await audit.record(session, entry, by=audit.ANONYMOUS)
    return _information(client, secret)


def client_from(asked: Registration, client_id: str, now: datetime) -> OAuthClient:
    """The client that this metadata describes, as far as the hub takes it.

    Raises:
        OAuth2Error: `invalid_redirect_uri` or `invalid_client_metadata`.
    """
    uris = list(dict.fromkeys(asked.redirect_uris))
    if not 0 < len(uris) <= _MOST_REDIRECTS:
        raise InvalidRedirectURIError(f"Name one redirect URI, or up to {_MOST_REDIRECTS}.")
    for uri in uris:
        redirects.vet(uri)
    method = asked.token_endpoint_auth_method or "client_secret_basic"
    if method not in AUTH_METHODS:
        raise InvalidClientMetadataError(f"token_endpoint_auth_method: {', '.join(AUTH_METHODS)}.")
    grant_types = asked.grant_types or ["authorization_code"]
    if "authorization_code" not in grant_types or asked.response_types not in (None, ["code"]):
        raise InvalidClientMetadataError("Only the grant authorization_code is registered.")
    return OAuthClient(
        id=client_id,
        kind="registered",
        name=_name(asked.client_name),
        redirect_uris=uris,
        grant_types=[one for one in _OURS if one in grant_types],
        auth_method=method,
        created_at=now,
        last_used_at=now,
        proof_required=asked.dpop_bound_access_tokens,
        **_keys(asked, method),
    )


def _keys(asked: Registration, method: str) -> dict[str, Any]:
    """The public keys of who signs, or where they are.

    Raises:
        OAuth2Error: `invalid_client_metadata`.
    """
    if method != PRIVATE_KEY_JWT:
        return {}
    if (asked.jwks is None) == (asked.jwks_uri is None):
        raise InvalidClientMetadataError("private_key_jwt takes jwks or jwks_uri, one of them.")
    if asked.jwks_uri is not None:
        if not asked.jwks_uri.startswith("https://") or not asked.jwks_uri.isprintable():
            raise InvalidClientMetadataError("jwks_uri begins with https://.")
        return {"jwks_uri": asked.jwks_uri}
    keys = (asked.jwks or {}).get("keys")
    if not isinstance(keys, list) or not 0 < len(keys) <= _MOST_KEYS:
        raise InvalidClientMetadataError(f"jwks has one key, or up to {_MOST_KEYS}.")
    names = [one.get("kid") for one in keys if isinstance(one, dict)]
    if len(set(names)) != len(keys) or not all(isinstance(one, str) and one for one in names):
        raise InvalidClientMetadataError("Each key of jwks has a name of its own (kid).")
    for key in keys:
        _vet(key)
    return {"jwks": keys}


def _vet(key: dict[str, Any]) -> None:
    algorithm = key.get("alg") or _USUAL.get((key.get("kty"), key.get("crv")))
    refused = InvalidClientMetadataError("A key of jwks is no public key that is taken.")
    if algorithm not in ALGORITHMS or len(str(key)) > _MOST_KEY:
        raise refused
    try:
        public_key(key, algorithm)
    except ProofInvalid as error:
        raise refused from error


def _name(given: str | None) -> str:
    """What a person is shown: no control character may rearrange the page's own words."""
    kept = "".join(c for c in given or "" if unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())[:_MOST_NAME] or "A program without a name"


def _information(client: OAuthClient, secret: str | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        "client_id": client.id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "grant_types": client.grant_types,
        "response_types": ["code"],
        "token_endpoint_auth_method": client.auth_method,
    }
    if client.proof_required:
        said["dpop_bound_access_tokens"] = True
    if client.jwks is not None:
        said["jwks"] = {"keys": client.jwks}
    if client.jwks_uri is not None:
        said["jwks_uri"] = client.jwks_uri
    if secret is not None:
        said |= {"client_secret": secret, "client_secret_expires_at": 0}
    return said
