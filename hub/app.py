"""The hub: one process that serves every face. Read top to bottom, this is all of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import structlog
from fastapi import FastAPI
from redis import asyncio as valkey
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.agents.routes import router as agents
from hub.agents.seeding import seed_shipped_agents
from hub.assembly import Assembly, assemble
from hub.credits.endpoints import router as credits_
from hub.entitlements.endpoints import router as entitlements
from hub.gateway.calls import Calls
from hub.gateway.edge import Edge
from hub.gateway.front import Front, Hot
from hub.gateway.health import Health
from hub.gateway.http import Invoke
from hub.gateway.mcp.public import mcp_face
from hub.gateway.mcp.sealing import StateSealer
from hub.identity.public import declares, ensure_platform_admin, undeclared
from hub.identity.public import router as identity
from hub.kit.errors import Unavailable
from hub.kit.http import install_problem_handlers, json_response
from hub.kit.settings import Settings
from hub.runs.endpoints import router as runs
from hub.runs.repository import RunReader
from hub.runs.schedules_endpoints import Desk
from hub.runs.schedules_endpoints import router as schedules
from hub.runs.schedules_repository import Schedules
from hub.tools.public import router as tools

log = structlog.get_logger()


class UndeclaredRouteError(RuntimeError):
    code = "undeclared_route"


class Late:
    """An ASGI endpoint that is built once the process's parts are open."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The ASGI app, for uvicorn's `--factory`.

    Raises:
        UndeclaredRouteError: a route says neither which scope it needs nor that it is public.
    """
    settings = settings or Settings()
    invoke, mcp = Late(), Late()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with assemble(settings, kind="hub") as parts:
            await _welcome(parts)
            reader = RunReader(parts.database, parts.clock)
            calls = Calls(parts.runs, reader, parts.rejections, parts.clock)
            app.state.identity = parts.identity
            app.state.parts = parts
            app.state.run_reader = reader
            app.state.runs = parts.runs
            app.state.bus = parts.bus
            app.state.schedules = Desk(Schedules(parts.database), parts.runs, parts.clock)
            app.state.tools = parts.tools
            app.state.health = _health(settings, parts)
            invoke.app = Invoke(calls)
            async with _mcp(settings, parts, calls) as mcp.app:
                yield

    app = FastAPI(
        title="Laelia",
        version="0.1.0",
        summary="One hub through which a business reaches every AI agent it has enabled.",
        lifespan=lifespan,
        docs_url="/docs",
        redoc_url=None,
    )
    install_problem_handlers(app)
    app.router.routes[:0] = _hot_routes(invoke, mcp)
    for router in (identity, credits_, entitlements, agents, runs, schedules, tools):
        app.include_router(router)
    app.router.routes.extend(_plain_routes())
    if missing := undeclared([r for r in app.routes if not _documentation(r)]):
        raise UndeclaredRouteError(f"no access declared: {', '.join(missing)}")
    return Edge(
        Front(
            app,
            [
                Hot(invoke, "/v1/agents/", "agent_id", "/invoke"),
                Hot(mcp, "/mcp"),
                Hot(mcp, "/mcp/agents/", "agent_id"),
            ],
        ),
        host=settings.host,
        public_url=settings.public_url,
        allowed=settings.allowed_hosts,
    )


def _mcp(settings: Settings, parts: Assembly, calls: Calls) -> AbstractAsyncContextManager[ASGIApp]:
    return mcp_face(
        calls,
        bus=parts.bus,
        sealer=StateSealer.load_or_create(settings.home / "secrets" / "mcp.key", parts.clock),
        conversations=parts.conversations,
        reach=parts.reach,
    )


def _documentation(route: BaseRoute) -> bool:
    return getattr(route, "path", "") in ("/docs", "/docs/oauth2-redirect", "/openapi.json")


def _hot_routes(invoke: Late, mcp: Late) -> list[BaseRoute]:
    """Known to the framework too, for the access check, the documents and other methods' 405."""
    path = "/v1/agents/{agent_id}/invoke"
    invokes = declares("agents:invoke")
    speaks = ["POST", "GET", "DELETE"]
    return [
        Route(path, invokes(invoke), methods=["POST"], name="invoke"),
        Route("/mcp", invokes(mcp), methods=speaks, name="mcp"),
        Route("/mcp/agents/{agent_id}", invokes(mcp), methods=speaks, name="mcp_agent"),
    ]


def _plain_routes() -> list[BaseRoute]:
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
        parts: Assembly = request.app.state.parts
        return json_response(parts.key.jwks())

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/.well-known/jwks.json", jwks),
    ]


async def _welcome(parts: Assembly) -> None:
    settings = parts.settings
    published = await seed_shipped_agents(parts.database, parts.clock())
    if published:
        log.info("agents.seeded", versions=published)
    link = await ensure_platform_admin(
        parts.identity,
        email=settings.admin_email,
        password=settings.admin_password.get_secret_value() if settings.admin_password else None,
    )
    if link is not None:
        print(f"First platform administrator: {link}", flush=True)  # noqa: T201 - the console only, never the log


def _health(settings: Settings, parts: Assembly) -> Health:
    async def database() -> None:
        async with parts.reader.transaction() as connection:
            await connection.execute("select 1")

    optional: dict[str, Callable[[], Awaitable[None]]] = {}
    if settings.redis_url:
        optional["valkey"] = _valkey(settings.redis_url)
    if settings.local_model_url:
        optional["local_model"] = _http(f"{settings.local_model_url.removesuffix('/v1')}/health")
    if settings.nats_url:
        optional["nats"] = _nats(settings.nats_url)
    return Health({"database": database}, optional)


def _valkey(url: str) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        async with valkey.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            try:
                await client.ping()
            except RedisError as error:
                raise Unavailable(str(error)) from error

    return check


def _http(url: str) -> Callable[[], Awaitable[None]]:
    async def check() -> None:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            if answer.status != 200:
                raise Unavailable(f"answered {answer.status}")

    return check


def _nats(url: str) -> Callable[[], Awaitable[None]]:
    """A NATS server greets with INFO before it knows who calls."""
    authority = url.rpartition("@")[2].removeprefix("nats://")
    host, _, port = authority.rpartition(":")

    async def check() -> None:
        stream, writer = await asyncio.open_connection(host, int(port))
        greeting = await stream.readline()
        writer.close()
        if not greeting.startswith(b"INFO"):
            raise Unavailable("is not a NATS server")

    return check
