"""Every route of this domain; fixed names before those that stand for an ID."""

from fastapi import APIRouter

from hub.marketplace import (
    endpoints,
    moderation_endpoints,
    publishing_endpoints,
    review_endpoints,
    updating_endpoints,
)
from hub.marketplace.discovery import endpoints as discovery_endpoints
from hub.marketplace.media import endpoints as media_endpoints
from hub.marketplace.media import showing as media_showing
from hub.marketplace.wanted import endpoints as wanted_endpoints

router = APIRouter()
for part in (
    publishing_endpoints.router,
    endpoints.router,
    discovery_endpoints.router,
    media_endpoints.router,
    media_showing.router,
    updating_endpoints.router,
    review_endpoints.router,
    review_endpoints.public_router,
    wanted_endpoints.router,
    moderation_endpoints.reports_router,
    moderation_endpoints.router,
):
    router.routes.extend(part.routes)
