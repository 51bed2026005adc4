"""What the endpoints of signing in share: who may post to them, and what they answer."""

from typing import Final

from fastapi import Request, Response

from hub.identity import schemas, service
from hub.identity.access import PUBLIC, refuse_cross_site
from hub.identity.credentials import credential_of
from hub.identity.domain import Identity
from hub.kit.http import at_hand

FROM_OUR_PAGES: Final = [PUBLIC, at_hand(refuse_cross_site)]


def peer_of(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def signed_in(
    identity: Identity, response: Response, who: service.SignedInUser
) -> schemas.SignedIn:
    response.set_cookie(
        identity.cookie,
        who.token,
        max_age=max(0, int((who.expires_at - identity.clock()).total_seconds())),
        path="/",
        httponly=True,
        secure=identity.secure,
        samesite="lax",
    )
    response.headers["cache-control"] = "no-store"
    return schemas.SignedIn(
        user=schemas.UserView.model_validate(who.user),
        organization=schemas.OrganizationView.model_validate(who.organization),
        role=who.role,
        token=who.token,
        expires_at=who.expires_at,
    )


def forget_here(identity: Identity, request: Request) -> None:
    """What changes about the session, this process knows at once; others within the second."""
    given = credential_of(request.scope["headers"], cookie=identity.cookie)
    if given is not None:
        identity.authenticator.forget(given.secret)
