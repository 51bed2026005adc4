"""One browser's way to a house and back.

What must be remembered meanwhile is in a cookie that this hub alone can read and make: the way back
is that browser's, and nobody can be led into another's account by a link with a foreign code.
"""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Final

import msgspec

from hub.identity.external.domain import External, House
from hub.identity.external.errors import TripInvalid
from hub.identity.oidc_client import Leg
from hub.kit.errors import LaeliaError
from hub.kit.sealing import Place

LIFE: Final = timedelta(minutes=10)
_PLACE: Final = Place("external", "sign_in.trip", "cookie")
_MOST_COOKIE: Final = 4096


class Trip(msgspec.Struct, frozen=True):
    """`onward` is where it ends here; `user_id` whose account it is to be linked to, if one."""

    house: str
    state: str
    nonce: str
    verifier: str
    onward: str
    until: datetime
    user_id: str | None = None

    @property
    def leg(self) -> Leg:
        return Leg(self.state, self.nonce, self.verifier)


def begin(external: External, house: House, onward: str, *, user_id: str | None = None) -> Trip:
    leg = Leg.new()
    return Trip(
        house=house.name,
        state=leg.state,
        nonce=leg.nonce,
        verifier=leg.verifier,
        onward=onward,
        until=external.identity.clock() + LIFE,
        user_id=user_id,
    )


def sealed(external: External, trip: Trip) -> str:
    made = external.identity.sealer.seal(_PLACE, msgspec.json.encode(trip).decode())
    return base64.urlsafe_b64encode(made).decode()


def opened(external: External, house: House, cookie: str | None, state: str) -> Trip:
    """The trip that this browser is on.

    Raises:
        TripInvalid: none, to another house, over, or of another state.
    """
    refused = TripInvalid("Begin again: this sign-in was not begun here, or took too long.")
    if cookie is None or len(cookie) > _MOST_COOKIE:
        raise refused
    try:
        raw = base64.b64decode(cookie.encode("ascii", "replace"), altchars=b"-_", validate=True)
        trip = msgspec.json.decode(external.identity.sealer.open(_PLACE, raw), type=Trip)
    except (ValueError, LaeliaError, msgspec.DecodeError) as error:
        raise refused from error
    same = hmac.compare_digest(trip.state.encode(), state.encode("utf-8", "surrogatepass"))
    if not same or trip.house != house.name or trip.until <= external.identity.clock():
        raise refused
    return trip
