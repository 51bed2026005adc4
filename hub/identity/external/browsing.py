"""For pages: a browser's way to a house, and what it comes back with."""

from typing import NamedTuple

from fastapi import Request, Response

from hub.identity.access import authenticate, identity_of
from hub.identity.answers import peer_of, signed_in
from hub.identity.errors import MfaRequired
from hub.identity.external import asking, service, trips
from hub.identity.external.cookies import pack, unpack
from hub.identity.external.domain import House, Person, external_of
from hub.identity.external.errors import TripInvalid
from hub.kit.errors import Unauthenticated


class Back(NamedTuple):
    """`challenge` when a code comes next; otherwise the answer has signed the browser in."""

    onward: str
    challenge: str | None = None


def houses(request: Request) -> list[House]:
    return list(external_of(request).houses.values())


async def leave(request: Request, answer: Response, name: str, onward: str) -> str:
    """Where the browser goes.

    Raises:
        ProviderNotFound: nobody signs in with that here.
        IdentityProviderFailed: it does not answer as it should.
        QuotaExceeded: too often from there.
    """
    external = external_of(request)
    await identity_of(request).sign_ins.admit_address("external", peer_of(request))
    house = external.house(name)
    trip = trips.begin(external, house, onward)
    address = await asking.address(external, house, trip)
    pack(external, answer, trip)
    return address


async def come_back(request: Request, answer: Response, name: str) -> Back:
    """Raises:
    TripInvalid: this browser is on no such way.
    LaeliaError: the house says no, is not believed, or opens nothing here.
    """
    external = external_of(request)
    await identity_of(request).sign_ins.admit_address("external", peer_of(request))
    house = external.house(name)
    fields = dict(request.query_params)
    cookie = request.cookies.get(external.cookie)
    trip = trips.opened(external, house, cookie, fields.get("state", ""))
    unpack(external, answer)
    person = await asking.person(external, house, trip, fields)
    if trip.user_id is not None:
        await _link(request, house, trip.user_id, person)
        return Back(trip.onward)
    try:
        who = await service.sign_in(external, house, person)
    except MfaRequired as asked:
        return Back(trip.onward, asked.challenge)
    signed_in(identity_of(request), answer, who)
    return Back(trip.onward)


async def _link(request: Request, house: House, user_id: str, person: Person) -> None:
    """Only for who began it, and is signed in still."""
    try:
        who = await authenticate(request, method="GET", enrolling=True)
    except Unauthenticated as error:
        raise TripInvalid("You are not signed in here any more. Begin again.") from error
    if who.user_id != user_id or who.session_id is None:
        raise TripInvalid("Somebody else is signed in here now. Begin again.")
    await service.link(external_of(request), who, house, person)
