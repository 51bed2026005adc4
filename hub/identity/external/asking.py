"""Where a browser is sent, and who a house says it was once it is back."""

from collections.abc import Mapping
from typing import Any

from hub.identity.external import github
from hub.identity.external.domain import External, House, Person
from hub.identity.external.trips import Trip


async def address(external: External, house: House, trip: Trip) -> str:
    """Raises IdentityProviderFailed."""
    if house.api is not None:
        return github.address(house, trip.leg)
    provider = await external.oidc.provider(house.issuer)
    return external.oidc.address(provider, house.registration, trip.leg)


async def person(external: External, house: House, trip: Trip, fields: Mapping[str, str]) -> Person:
    """Raises:
    AssertionRefused: the house says no, another one answers, or what it says does not hold.
    IdentityProviderFailed: it does not answer as it should.
    """
    if house.api is not None:
        return await github.person(external.send, house, trip.leg, fields)
    provider = await external.oidc.provider(house.issuer)
    code = external.oidc.returned(provider, fields)
    said = await external.oidc.claims(provider, house.registration, trip.leg, code)
    claims = said.claims
    verified = claims.get("email_verified")  # some say it as text
    return Person(
        issuer=house.issuer,
        subject=claims["sub"],
        email=_text(claims.get("email")),
        email_verified=verified is True or verified == "true",
        name=_text(claims.get("name")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
