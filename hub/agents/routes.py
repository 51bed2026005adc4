"""Every route of this domain."""

from fastapi import APIRouter

from hub.agents import enabling_endpoints, endpoints

router = APIRouter()
for part in (endpoints.schema_router, endpoints.router, enabling_endpoints.router):
    router.include_router(part)
