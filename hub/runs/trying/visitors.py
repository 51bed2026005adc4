"""Visitors without an account: a token for a short while, which opens tries and nothing else.

It is sealed, so that nobody makes one, and it names no more than a visit. No other part of the hub
knows its form: it is a header of its own, never a credential.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.ids import VISITORS_ORG, new_id
from hub.kit.sealing import Place, Sealer, SecretUnreadable
from hub.runs.trying.batches import MODE
from hub.runs.trying.errors import VisitorInvalid

HEADER: Final = "laelia-visitor"
PATH: Final = "/v1/visitors"
_PREFIX: Final = "lav_"
_PLACE: Final = Place(VISITORS_ORG, "visitors.token", "1")
_MOST: Final = 500


class _Token(msgspec.Struct):
    id: str
    until: float


@dataclass(frozen=True, slots=True)
class Visit:
    id: str
    token: str
    expires_at: datetime


class Visitors:
    def __init__(self, sealer: Sealer, clock: Clock, *, minutes: int) -> None:
        self._sealer = sealer
        self._clock = clock
        self._lasts = timedelta(minutes=minutes)

    def begin(self) -> Visit:
        visitor_id, until = new_id("vis"), self._clock() + self._lasts
        said = msgspec.json.encode(_Token(visitor_id, until.timestamp())).decode()
        sealed = base64.urlsafe_b64encode(self._sealer.seal(_PLACE, said)).decode().rstrip("=")
        return Visit(visitor_id, _PREFIX + sealed, until)

    def principal(self, token: str | None) -> Principal:
        """Who tries: nobody's member, with no scope at all.

        Raises:
            VisitorInvalid: the token is not one of ours, or its time is over.
        """
        found = self._open(token) if token else None
        if found is None or found.until <= self._clock().timestamp():
            raise VisitorInvalid(f"Begin a visit: POST {PATH}.")
        return Principal(VISITORS_ORG, found.id, "visitor", frozenset(), mode=MODE)

    def _open(self, token: str) -> _Token | None:
        if not token.startswith(_PREFIX) or len(token) > _MOST:
            return None
        raw = token.removeprefix(_PREFIX)
        try:
            sealed = base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))
            return msgspec.json.decode(self._sealer.open(_PLACE, sealed), type=_Token)
        except (binascii.Error, ValueError, SecretUnreadable, msgspec.DecodeError):
            return None


def visitors_of(app: Any) -> Visitors:
    found: Visitors = app.state.visitors
    return found
