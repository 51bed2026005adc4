"""Who a client is: by its document first, by its registration, or by the API key it has."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from hub.identity.credentials import LIVE_KEY, TEST_KEY, digest, prefix_of
from hub.identity.oauth import documents, repository
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.models import OAuthClient
from hub.identity.oauth.protocol import ANY_SECRET, Client
from hub.identity.oauth.registering import UNUSED_LIFE
from hub.kit.errors import Unauthenticated
from hub.kit.ids import is_id

_TOUCH: Final = timedelta(hours=1)


async def find(
    oauth: OAuth, client_id: str, *, secret: str | None = None, address: str | None = None
) -> Client | None:
    """The client by this ID, or None. A machine's is its API key's, and needs the key.

    Raises:
        LaeliaError: its document cannot be reached.
    """
    if documents.is_document_url(client_id):
        described = await documents.find(oauth, client_id)
        return None if described is None else client_of(described)
    if is_id("clt", client_id):
        return await _registered(oauth, client_id)
    if is_id("key", client_id):
        return await _machine(oauth, client_id, secret or "", address)
    return None


async def _registered(oauth: OAuth, client_id: str) -> Client | None:
    now = oauth.identity.clock()
    async with oauth.identity.database.transaction() as session:
        row = await repository.get_client(session, client_id)
        if row is None or row.last_used_at + UNUSED_LIFE <= now:
            return None
        if row.last_used_at + _TOUCH <= now:
            await repository.touch_client(session, client_id, now)
    return client_of(row)


def client_of(row: OAuthClient) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        redirect_uris=tuple(row.redirect_uris),
        grant_types=tuple(row.grant_types),
        auth_method=row.auth_method,
        secret_hash=row.secret_hash,
        host=urlsplit(row.id).netloc if row.kind == "document" else None,
        jwks=tuple(row.jwks or ()),
        jwks_uri=row.jwks_uri,
        proof_required=row.proof_required,
    )


async def _machine(oauth: OAuth, key_id: str, secret: str, address: str | None) -> Client | None:
    """An API key is a client of its own: its ID, and the key as the secret."""
    if prefix_of(secret) not in (LIVE_KEY, TEST_KEY):
        return None
    try:
        who = await oauth.identity.authenticator.authenticate(secret, address=address)
    except Unauthenticated:
        return None
    if who.key_id != key_id:
        return None
    return Client(
        id=key_id,
        name=key_id,
        redirect_uris=(),
        grant_types=("client_credentials",),
        auth_method=ANY_SECRET,
        secret_hash=digest(secret),
    )
