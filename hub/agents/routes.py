"""Every route of this domain."""

from fastapi import APIRouter

from hub.agents import enabling_endpoints, endpoints, installs, rollout_endpoints
from hub.agents.prompts.endpoints import router as prompts

router = APIRouter()
for part in (
    endpoints.schema_router,
    endpoints.router,
    enabling_endpoints.router,
    rollout_endpoints.router,
    installs.router,
    prompts,
):
    router.routes.extend(part.routes)
