"""Tokens as they are kept: as digests, under the grant that they came of."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from hub.identity.credentials import digest
from hub.identity.oauth.models import OAuthGrant, OAuthToken
from hub.identity.oauth.protocol import ACCESS_S

ACCESS_LIFE: Final = timedelta(seconds=ACCESS_S)


def token_row(
    grant: OAuthGrant, kind: str, secret: str, now: datetime, life: timedelta
) -> OAuthToken:
    return OAuthToken(
        token_hash=digest(secret),
        org_id=grant.org_id,
        grant_id=grant.id,
        kind=kind,
        resource=grant.resource,
        scopes=grant.scopes,
        created_at=now,
        expires_at=now + life,
    )


def access_row(
    grant: OAuthGrant, tokens: Mapping[str, str], now: datetime, *, proof_key: str | None
) -> OAuthToken:
    """With the scopes of this answer, which may be fewer than the grant's."""
    made = token_row(grant, "access", tokens["access_token"], now, ACCESS_LIFE)
    made.scopes = tokens["scope"].split()
    made.proof_key = proof_key
    return made
