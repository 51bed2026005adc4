"""The web front end beside the hub's own faces: a root, as it is what knows both."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from hub.identity.public import declares, identity_of, network_of
from hub.kit.amounts import format_credits, to_micro
from hub.kit.clock import rfc3339, system_clock
from hub.kit.db import Database
from hub.kit.maintenance import Gate
from hub.kit.ratelimit import Quota
from hub.kit.settings import Legal, Settings
from hub.marketplace.public import (
    Place,
    Showcased,
    find_place,
    find_showcased,
    places,
    showcased,
)
from marketplace_web.app import BUILT, Web
from marketplace_web.site import Kind, ShownAgent, ShownPlace


class Showcase:
    """What is listed, as the front end's catalog. `database` is there once the parts are open."""

    def __init__(self) -> None:
        self.database: Database | None = None

    async def find(self, name: str) -> ShownAgent | None:
        assert self.database is not None
        found = await find_showcased(self.database, name)
        return _agent(found) if found else None

    async def place(self, kind: Kind, slug: str) -> ShownPlace | None:
        assert self.database is not None
        found = await find_place(self.database, kind, slug)
        return _place(found) if found else None

    async def agents(self) -> Sequence[tuple[str, datetime]]:
        assert self.database is not None
        return await showcased(self.database)

    async def places(self) -> Sequence[ShownPlace]:
        assert self.database is not None
        return [_place(one) for one in await places(self.database)]


def web_routes(settings: Settings, showcase: Showcase) -> list[Route]:
    fixed = {
        "welcomeCredits": format_credits(to_micro(settings.credits.welcome_grant)),
        "welcomeDays": str(settings.credits.welcome_grant_days),
        "usdPerCredit": str(settings.credits.usd_per_credit),
        "creatorPercent": str(settings.billing.share_percent),
        **_own_texts(settings.legal),
    }
    gate = Gate(settings.maintenance, system_clock)

    def facts() -> Mapping[str, Any]:
        return fixed if gate.told is None else {**fixed, "maintenance": _as_told(gate.told)}

    web = Web(
        showcase,
        folder=settings.web.folder or BUILT,
        base_url=settings.base_url,
        facts=facts,
        admit=_admit,
    )
    public = declares("public")
    routes = web.routes()
    for route in routes:
        route.include_in_schema = False
        public(getattr(route.endpoint, "__func__"))  # noqa: B009 - a method takes no mark itself
    return routes


def _as_told(maintenance: dict[str, Any]) -> dict[str, Any]:
    until = maintenance["until"]
    return {**maintenance, "until": None if until is None else rfc3339(until)}


def _own_texts(legal: Legal) -> dict[str, str]:
    """Where the operator's own texts are; those that there are."""
    texts = {
        "termsUrl": legal.terms_url,
        "privacyUrl": legal.privacy_url,
        "imprintUrl": legal.imprint_url,
    }
    return {name: str(url) for name, url in texts.items() if url is not None}


async def _admit(request: Request) -> None:
    """Counts one picture of whoever asks, whoever they are.

    Raises:
        QuotaExceeded: the address has used its minute.
    """
    identity = identity_of(request)
    quota = Quota("address", identity.limits.anonymous_requests_per_minute)
    address = request.client.host if request.client else ""
    await identity.limiter.check(f"drawn:from:{network_of(address)}", quota)


def _agent(agent: Showcased) -> ShownAgent:
    return ShownAgent(
        id=agent.agent_id,
        name=agent.name,
        tagline=agent.tagline,
        description=agent.description,
        publisher=agent.publisher,
        score=agent.score,
        reviews=agent.reviews,
        happy=agent.happy,
    )


def _place(place: Place) -> ShownPlace:
    return ShownPlace(place.kind, place.slug, place.title, place.description)
