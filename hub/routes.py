"""Every route of the HTTP API and of the pages, in the order in which they are matched.

To build some 400 operations takes as long as all else of a start, so it is done when a hub serves
its hot endpoints already; workers and most commands never need it.
"""

from collections.abc import Iterator

from starlette.routing import BaseRoute

from hub.agents.routes import router as agents
from hub.billing.routes import routers as billing
from hub.configuration.routes import routers as configuration
from hub.credits.endpoints import router as credits_
from hub.entitlements.endpoints import router as entitlements
from hub.gateway.account_pages import account_pages
from hub.gateway.external_pages import external_pages
from hub.gateway.oauth_pages import oauth_pages
from hub.gateway.openai.models import model_routes
from hub.gateway.pages import pages
from hub.gateway.platform_health import router as platform_health
from hub.gateway.sign_in_pages import sign_in_pages
from hub.gateway.sso_pages import sso_pages
from hub.identity.routes import routers as identity
from hub.kit.settings import Settings
from hub.marketplace.routes import router as marketplace
from hub.notifications.endpoints import router as notifications
from hub.runs.routes import routers as runs
from hub.storefront import Showcase, web_routes
from hub.tools.endpoints import router as tools


def every_route(settings: Settings, showcase: Showcase) -> Iterator[BaseRoute]:
    routers = (
        *identity,
        notifications,
        credits_,
        entitlements,
        agents,
        *runs,
        tools,
        marketplace,
        platform_health,
        *configuration,
        *billing,
    )
    for router in routers:
        # As they are: included, each would be built a second time, for a tenth of a second.
        yield from router.routes
    yield from model_routes()
    yield from pages(settings)
    yield from oauth_pages()
    yield from sign_in_pages()
    yield from external_pages()
    yield from account_pages()
    yield from web_routes(settings, showcase)
    yield from sso_pages()
