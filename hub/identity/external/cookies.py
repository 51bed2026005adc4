"""The cookie that a browser carries on its way to a house and back."""

from starlette.responses import Response

from hub.identity.external import trips
from hub.identity.external.domain import External


def pack(external: External, response: Response, trip: trips.Trip) -> None:
    response.set_cookie(
        external.cookie,
        trips.sealed(external, trip),
        max_age=int(trips.LIFE.total_seconds()),
        path="/",
        httponly=True,
        secure=external.identity.secure,
        samesite="lax",
    )
    response.headers["cache-control"] = "no-store"


def unpack(external: External, response: Response) -> None:
    response.delete_cookie(
        external.cookie,
        path="/",
        httponly=True,
        secure=external.identity.secure,
        samesite="lax",
    )
