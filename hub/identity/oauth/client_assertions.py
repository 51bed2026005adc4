"""Clients that sign who they are, instead of sharing a secret (`private_key_jwt`, RFC 7523).

Their public keys are in their registration or document, or at an address that it names, which is
read through the guarded client. An assertion is good once, for minutes, and for this hub alone.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import jwt
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError

from hub.identity.credentials import digest
from hub.identity.id_tokens import ALGORITHMS
from hub.identity.oauth import clients, repository
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.models import OAuthClientAssertion
from hub.identity.oauth.proofs import ProofInvalid, public_key
from hub.identity.oauth.protocol import PRIVATE_KEY_JWT, Client, Request

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# The draft that renews RFC 7523 has a type of its own; most libraries say JWT, or nothing.
_TYPES: Final = (None, "JWT", "client-authentication+jwt")
_LEEWAY_S: Final = 60
_LONGEST_S: Final = 600
_MOST_TEXT: Final = 500
_NEEDED: Final = ["iss", "sub", "aud", "jti", "exp"]


async def find(oauth: OAuth, request: Request) -> Client:
    """The client that has signed this request's assertion.

    Raises:
        OAuth2Error: it is unknown, says another than it is, or has said it before.
        LaeliaError: its document cannot be reached.
    """
    form = request.form
    if form.get("client_assertion_type") != TYPE:
        raise InvalidRequestError(f"client_assertion_type is {TYPE}.")
    if "client_secret" in form or "Authorization" in request.headers:
        raise InvalidRequestError("A client authenticates in one way.")
    assertion = form["client_assertion"]
    header, client_id = _unverified(assertion)
    if form.get("client_id", client_id) != client_id:
        raise InvalidClientError("The assertion is another client's.", status_code=401)
    client = await clients.find(oauth, client_id, address=request.address)
    if client is None or client.auth_method != PRIVATE_KEY_JWT:
        raise InvalidClientError("No such client signs assertions here.", status_code=401)
    key = await _key(oauth, client, header)
    said = _verified(oauth, request, client_id, key, algorithm=str(header["alg"]))
    await _use_once(oauth, client_id, said)
    return replace(client, asserted=True)


def _unverified(assertion: str) -> tuple[Mapping[str, Any], str]:
    """Whose it says to be: by that the key is found which must have signed it."""
    try:
        header = jwt.get_unverified_header(assertion)
        payload = assertion.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        subject = claims.get("sub") if isinstance(claims, dict) else None
    except (jwt.PyJWTError, ValueError, IndexError, RecursionError) as error:
        raise InvalidClientError("The assertion cannot be read.", status_code=401) from error
    if not isinstance(subject, str) or not 0 < len(subject) <= _MOST_TEXT:
        raise InvalidClientError("The assertion does not say whose it is.", status_code=401)
    if header.get("alg") not in ALGORITHMS or header.get("typ") not in _TYPES or "crit" in header:
        raise InvalidClientError("The assertion is signed asymmetrically.", status_code=401)
    return header, subject


async def _key(oauth: OAuth, client: Client, header: Mapping[str, Any]) -> jwt.PyJWK:
    """The one that the assertion names."""
    name, algorithm = header.get("kid"), str(header["alg"])
    refused = InvalidClientError("The client has no such key.", status_code=401)
    if not isinstance(name, str):
        raise InvalidClientError("The assertion names its key (kid).", status_code=401)
    if client.jwks_uri is not None:
        found = await oauth.keys.find(client.jwks_uri, name)
        if found is None or found.algorithm_name != algorithm:
            raise refused
        return found
    fit = [key for key in client.jwks if key.get("kid") == name]
    if len(fit) != 1:
        raise refused
    try:
        return public_key(fit[0], algorithm)
    except ProofInvalid as error:
        raise refused from error


def _verified(
    oauth: OAuth, request: Request, client_id: str, key: jwt.PyJWK, *, algorithm: str
) -> Mapping[str, Any]:
    """What it says. It may be for the hub by name, or for the address that it was sent to."""
    try:
        said = jwt.decode(
            request.form["client_assertion"],
            key,
            algorithms=[algorithm],
            audience=[oauth.issuer, oauth.issuer + "/oauth/token", request.uri],
            issuer=client_id,
            subject=client_id,
            leeway=_LEEWAY_S,
            options={"require": _NEEDED},
        )
    except (jwt.PyJWTError, ValueError) as error:
        why = str(error).replace('"', "'")  # which OAuth's descriptions may not hold
        raise InvalidClientError(f"The assertion does not hold: {why}", status_code=401) from None
    audience = said["aud"]
    if isinstance(audience, list) and len(audience) != 1:
        raise InvalidClientError("The assertion is for several servers.", status_code=401)
    if said["exp"] - oauth.identity.clock().timestamp() > _LONGEST_S + _LEEWAY_S:
        raise InvalidClientError("The assertion lasts too long.", status_code=401)
    if not isinstance(said["jti"], str) or not 0 < len(said["jti"]) <= _MOST_TEXT:
        raise InvalidClientError("The assertion has no ID.", status_code=401)
    return said


async def _use_once(oauth: OAuth, client_id: str, said: Mapping[str, Any]) -> None:
    now = oauth.identity.clock()
    used = OAuthClientAssertion(
        mark=digest(f"{client_id}\n{said['jti']}"),
        expires_at=datetime.fromtimestamp(said["exp"] + _LEEWAY_S, UTC),
    )
    async with oauth.identity.database.transaction() as session:
        if not await repository.use_client_assertion(session, used, now):
            raise InvalidClientError("The assertion was used before.", status_code=401)
