"""The door of the authorization server."""

from hub.identity.oauth.authorizing import Asked, approve, deny, grantable, read
from hub.identity.oauth.domain import Document, Fetch, OAuth, oauth_of
from hub.identity.oauth.errors import AuthorizationRefused
from hub.identity.oauth.keysets import KeySets
from hub.identity.oauth.metadata import challenge
from hub.identity.oauth.redirects import shown_host
from hub.identity.oauth.resources import MEANINGS

__all__ = [
    "MEANINGS",
    "Asked",
    "AuthorizationRefused",
    "Document",
    "Fetch",
    "KeySets",
    "OAuth",
    "approve",
    "challenge",
    "deny",
    "grantable",
    "oauth_of",
    "read",
    "shown_host",
]
