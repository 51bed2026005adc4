"""How the installation is, for those who run it: engines, providers, what waits, what runs."""

import asyncio
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from hub.gateway.health import Health
from hub.identity.public import Principal, administers, identity_of
from hub.kit.bus import Bus
from hub.kit.clock import Time
from hub.kit.http import problems
from hub.runs.public import ModelCatalog, figures

router = APIRouter(
    prefix="/v1/admin", tags=["admin"], responses=problems(401, 403, 404, 422, 429, 503)
)
Reads = Annotated[Principal, administers("metrics.read")]
_LOOKS_BACK: Final = timedelta(hours=1)
_PATIENCE_S: Final = 3.0


class EngineView(BaseModel):
    name: str
    state: str
    required: bool = Field(description="Without it the hub is not ready; others only degrade it.")
    latency_ms: float
    version: str | None


class ProviderView(BaseModel):
    """`own_key_only`: the installation has no key; models are there for who brings one."""

    name: str
    answers: bool
    own_key_only: bool
    models: int
    latency_ms: float | None


class QueueView(BaseModel):
    """outbox, runs (queued), under_way (runs) and mail."""

    name: str
    waiting: int
    oldest: Time | None


class MinuteView(BaseModel):
    minute: Time
    runs: int
    failed: int


class EventsView(BaseModel):
    messages: int
    bytes: int


class PlatformHealth(BaseModel):
    status: str
    at: Time
    engines: list[EngineView]
    providers: list[ProviderView]
    queues: list[QueueView]
    events: EventsView | None = Field(description="What the event stream keeps; null while away.")
    minutes: list[MinuteView] = Field(description="Of the last hour; those without runs left out.")


@router.get("/health")
async def get_platform_health(_: Reads, request: Request) -> PlatformHealth:
    """Each engine asked now, providers as last listed, what waits, and the runs of the last hour.

    Counts of all organizations together: of none by itself.
    """
    health: Health = request.app.state.health
    catalog: ModelCatalog = request.app.state.catalog
    bus: Bus = request.app.state.bus
    identity = identity_of(request)
    now = identity.clock()
    with suppress(TimeoutError):  # providers that are still being asked are not there yet
        async with asyncio.timeout(_PATIENCE_S):
            await catalog.filled()
    engines = await health.engines()
    busy = await figures(identity.database, now - _LOOKS_BACK)
    kept = await bus.kept()
    ready = all(one.state == "ok" for one in engines if one.required)
    whole = all(one.state == "ok" for one in engines)
    return PlatformHealth.model_validate(
        {
            "status": "unavailable" if not ready else "ok" if whole else "degraded",
            "at": now,
            "engines": [asdict(one) for one in engines],
            "providers": [asdict(one) for one in catalog.states()],
            "queues": [asdict(one) for one in busy.queues],
            "events": None if kept is None else asdict(kept),
            "minutes": [asdict(one) for one in busy.minutes],
        }
    )
