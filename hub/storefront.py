"""The web front end beside the hub's own faces: a root, as it is what knows both."""

from collections.abc import Sequence

from starlette.routing import Route

from hub.agents.public import Showcased, showcased
from hub.identity.public import declares
from hub.kit.amounts import format_credits, to_micro
from hub.kit.db import Database
from hub.kit.settings import Settings
from marketplace_web.app import BUILT, Web
from marketplace_web.site import ShownAgent


class Showcase:
    """What is listed, as the front end's catalog. `database` is there once the parts are open."""

    def __init__(self) -> None:
        self.database: Database | None = None

    async def find(self, agent_id: str) -> ShownAgent | None:
        assert self.database is not None
        found = await showcased(self.database, agent_id=agent_id)
        return _shown(found[0]) if found else None

    async def every(self) -> Sequence[ShownAgent]:
        assert self.database is not None
        return [_shown(one) for one in await showcased(self.database)]


def web_routes(settings: Settings, showcase: Showcase) -> list[Route]:
    facts = {
        "welcomeCredits": format_credits(to_micro(settings.credits.welcome_grant)),
        "welcomeDays": str(settings.credits.welcome_grant_days),
        "usdPerCredit": str(settings.credits.usd_per_credit),
    }
    web = Web(
        showcase, folder=settings.web.folder or BUILT, base_url=settings.base_url, facts=facts
    )
    public = declares("public")
    routes = web.routes()
    for route in routes:
        route.include_in_schema = False
        public(getattr(route.endpoint, "__func__"))  # noqa: B009 - a method takes no mark itself
    return routes


def _shown(agent: Showcased) -> ShownAgent:
    return ShownAgent(
        id=agent.id,
        name=agent.name,
        tagline=agent.tagline,
        description=agent.description,
        publisher=agent.publisher,
        category=agent.category,
        updated_at=agent.updated_at,
    )
