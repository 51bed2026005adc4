"""What an operator's tools ask: is it alive, is it ready, what did it do, whose signature is it."""

from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.gateway.health import Health
from hub.identity.public import authenticate, declares
from hub.kit.http import json_response
from hub.kit.metrics_exchange import MetricsExchange
from hub.kit.signing import SigningKey

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
# A proxy on this machine speaks for the world outside, and says so.
_PROXIED: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@declares("public")
async def healthz(_: Request) -> Response:
    return json_response({"status": "ok"})


@declares("public")
async def readyz(request: Request) -> Response:
    health: Health = request.app.state.health
    ready, report = await health.report()
    return json_response(report, status=200 if ready else 503)


@declares("public")
async def jwks(request: Request) -> Response:
    key: SigningKey = request.app.state.key
    return json_response(key.jwks())


@declares("public")
async def metrics(request: Request) -> Response:
    """For programs on this machine, and for administrators of the platform from anywhere."""
    if not _local(request):
        who = await authenticate(request, method="GET")
        who.require_permission("metrics.read")
    health: Health = request.app.state.health
    exchange: MetricsExchange = request.app.state.metrics
    await health.report()
    shown = await exchange.gather()
    return Response(
        generate_latest(shown),
        media_type=CONTENT_TYPE_LATEST,
        headers={"cache-control": "no-store"},
    )


def _local(request: Request) -> bool:
    client = request.client
    return (
        client is not None
        and client.host in _LOOPBACK
        and not any(name in request.headers for name in _PROXIED)
    )


def operations() -> list[BaseRoute]:
    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
        Route("/.well-known/jwks.json", jwks),
    ]
