"""Clients that say who they are at an address of their own, which is also their ID.

draft-ietf-oauth-client-id-metadata-document: whoever controls the address is the client, so nothing
is registered and no secret is shared. The hub reads the document through its guarded client and
keeps it for as long as its server says, within bounds.
"""

import re
from datetime import datetime, timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

import structlog
from authlib.oauth2.base import OAuth2Error
from pydantic import Field, ValidationError

from hub.identity.oauth import repository
from hub.identity.oauth.domain import Document, OAuth
from hub.identity.oauth.models import OAuthClient
from hub.identity.oauth.protocol import PRIVATE_KEY_JWT
from hub.identity.oauth.registering import client_from
from hub.identity.oauth.schemas import Registration
from hub.kit.errors import LaeliaError

log = structlog.get_logger()

_MOST_ID: Final = 500
_URL: Final = re.compile(r"https://[0-9A-Za-z.\-\[\]:]+/[!$&-;=?-Z_a-z~%]+", re.ASCII)
_USUAL: Final = timedelta(hours=1)
_LEAST: Final = timedelta(minutes=1)  # one login reads it once, whatever its server says
_MOST: Final = timedelta(hours=24)
# As long a copy may stand in for a document that cannot be reached.
_STALE: Final = timedelta(hours=24)


class _Described(Registration):
    """What a document must say beyond what a registration does."""

    client_id: str
    client_name: Annotated[str, Field(min_length=1, max_length=2000)]
    client_secret: None = None


def is_document_url(client_id: str) -> bool:
    """Whether this is an address that the hub would read a client's document from."""
    if len(client_id) > _MOST_ID or not _URL.fullmatch(client_id):
        return False
    try:
        path = urlsplit(client_id).path
    except ValueError:
        return False
    return not any(part in (".", "..") for part in path.split("/"))


async def find(oauth: OAuth, client_id: str) -> OAuthClient | None:
    """The client that the document describes; None when there is none or it is not as it must be.

    Raises:
        LaeliaError: it cannot be reached, and there is no copy that may stand in for it.
    """
    now = oauth.identity.clock()
    async with oauth.identity.database.transaction() as session:
        kept = await repository.get_client(session, client_id)
    if kept is not None and kept.fresh_until is not None and kept.fresh_until > now:
        return kept
    try:
        document = await oauth.fetch(client_id)
    except LaeliaError as error:
        log.info("oauth.document_not_read", client_id=client_id, code=error.code)
        if kept is None or kept.fresh_until is None or kept.fresh_until + _STALE <= now:
            raise
        return kept
    client = _described(client_id, document, now)
    if client is not None:
        async with oauth.identity.database.transaction() as session:
            await repository.put_client(session, client)
    return client


def _described(client_id: str, document: Document, now: datetime) -> OAuthClient | None:
    kind = document.media_type
    if document.status != 200 or not (kind == "application/json" or kind.endswith("+json")):
        return None
    try:
        said = _Described.model_validate_json(document.body)
        method = said.token_endpoint_auth_method or "none"
        # A document is for everybody to read: it shares no secret.
        if said.client_id != client_id or method not in ("none", PRIVATE_KEY_JWT):
            return None
        said.token_endpoint_auth_method = method
        client = client_from(said, client_id, now)
    except (ValidationError, OAuth2Error) as error:
        log.info("oauth.document_refused", client_id=client_id, error=str(error)[:300])
        return None
    client.kind = "document"
    age = _USUAL if document.max_age_s is None else timedelta(seconds=document.max_age_s)
    client.fresh_until = now + min(max(age, _LEAST), _MOST)
    return client
