"""The hub: one process that serves every face. Read top to bottom, this is all of it."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.agents.seeding import seed_shipped_agents
from hub.assembly import Assembly, assemble, directory_of
from hub.gateway.calls import Calls
from hub.gateway.chatfaces import CHAT_PATHS, chat_faces
from hub.gateway.comparing import Comparing
from hub.gateway.edge import Edge
from hub.gateway.front import Front, Hot
from hub.gateway.health import health_of
from hub.gateway.http import Invoke
from hub.gateway.index import Index
from hub.gateway.mcp.public import mcp_face
from hub.gateway.mcp.sealing import StateSealer
from hub.gateway.operations import operations
from hub.gateway.trying import Trying
from hub.identity.oauth.public import OAuth
from hub.identity.public import access_of, cookie_name, declares, ensure_platform_admin, undeclared
from hub.kit import telemetry, tracing
from hub.kit.clock import Clock, system_clock
from hub.kit.http import install_problem_handlers
from hub.kit.lazy import lazy
from hub.kit.metrics import process_name
from hub.kit.settings import Settings
from hub.marketplace.public import (
    Classifier,
    MediaStore,
    Proofs,
    Searcher,
    meanings_of,
    seed_marketplace,
)
from hub.runs.model_catalog import ModelCatalog
from hub.runs.outcomes import OutcomeReader
from hub.runs.public import Comparisons, Prober, Tries, Visitors
from hub.runs.quote_replays import QuoteReplays
from hub.runs.repository import RunReader
from hub.runs.schedules_desk import Desk
from hub.runs.schedules_repository import Schedules
from hub.runs.sessions import SessionBook
from hub.runs.trying.seeding import offer_shipped_agents
from hub.runs.usage import UsageReader
from hub.storefront import Showcase

if TYPE_CHECKING:
    from hub import routes
    from hub.gateway import openapi
else:
    routes, openapi = lazy("hub.routes"), lazy("hub.gateway.openapi")

log = structlog.get_logger()

# What tells whether the process lives and serves, before all of it is loaded.
_AT_ONCE: Final = frozenset({"/healthz", "/readyz", "/metrics"})

# The framework's spans carry whole addresses, with what a careless caller puts into the query.
_OUR_OWN_TELEMETRY: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


class UndeclaredRouteError(RuntimeError):
    code = "undeclared_route"


class Late:
    """An ASGI endpoint that is built once the process's parts are open."""

    def __init__(self) -> None:
        self.app: ASGIApp | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        assert self.app is not None
        return self.app(scope, receive, send)


class Api(FastAPI):
    """The framework's app, whose document tells of the plain routes too.

    It begins with what :class:`Faces` and operators ask for. The other routes are there once
    `complete` has run; who asks for one before that waits for it.
    """

    def __init__(
        self,
        settings: Settings,
        faces: "Faces",
        showcase: Showcase,
        lifespan: Callable[["Api"], Any] | None = None,
    ) -> None:
        super().__init__(
            title="Laelia",
            version="0.1.0",
            summary="One hub through which a business reaches every AI agent it has enabled.",
            lifespan=lifespan,
            openapi_url=None,
            telemetry=_OUR_OWN_TELEMETRY,
        )
        self._settings, self._showcase = settings, showcase
        self._completing: asyncio.Task[None] | None = None
        self._describing: asyncio.Task[dict[str, Any]] | None = None
        install_problem_handlers(self)
        self._every: list[BaseRoute] = [*faces.routes(), *self.router.routes, *operations()]
        self.router.routes = self._every

    @property
    def routes(self) -> list[BaseRoute]:
        return self._every

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"] not in _AT_ONCE:
            await self.completed()
        await super().__call__(scope, receive, send)

    async def completed(self) -> None:
        """Returns when every route is there. What kept them away is raised to every caller."""
        if self._completing is None:
            self._completing = asyncio.create_task(asyncio.to_thread(self.complete), name="routes")
        if not self._completing.done():
            # Who goes away while waiting leaves the others their routes.
            await asyncio.shield(self._completing)
        self._completing.result()

    def complete(self) -> None:
        """Puts every route on. Blocks for as long as they take to load.

        Raises:
            UndeclaredRouteError: a route says neither which scope it needs nor that it is public.
        """
        every = [*self._every, *routes.every_route(self._settings, self._showcase)]
        if missing := undeclared(every):
            raise UndeclaredRouteError(f"no access declared: {', '.join(missing)}")
        self._every = every
        self.router.routes = [Index(every)]

    async def described(self) -> dict[str, Any]:
        """The OpenAPI document. To make it is seconds of work, during which calls go on."""
        if self._describing is None:
            self._describing = asyncio.create_task(asyncio.to_thread(self.openapi), name="openapi")
        return await asyncio.shield(self._describing)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            base_url = self._settings.base_url
            self.openapi_schema = openapi.describe(
                self, base_url=base_url, cookie=cookie_name(base_url)
            )
        return self.openapi_schema


class Faces:
    """What is reached before the framework. Each endpoint is there once the parts are open."""

    def __init__(self) -> None:
        self.invoke, self.mcp = Late(), Late()
        self.try_agent, self.try_as_visitor, self.compare = Late(), Late(), Late()
        self.chat = {path: Late() for path in CHAT_PATHS}

    def hot(self) -> list[Hot]:
        return [
            Hot(self.invoke, "/v1/agents/", "agent_id", "/invoke"),
            *(Hot(face, path) for path, face in self.chat.items()),
            Hot(self.mcp, "/mcp"),
            Hot(self.mcp, "/mcp/agents/", "agent_id"),
        ]

    def routes(self) -> list[BaseRoute]:
        """The same, for the access check, the document and other methods' 405."""
        invokes = declares("agents:invoke")
        path = "/v1/agents/{agent_id}/invoke"
        speaks = ["POST", "GET", "DELETE"]
        mcp = invokes(self.mcp)
        return [
            Route(path, invokes(self.invoke), methods=["POST"], name="invoke"),
            Route(
                "/v1/agents/{agent_id}/try",
                invokes(self.try_agent),
                methods=["POST"],
                name="try_agent",
            ),
            Route("/v1/comparisons", invokes(self.compare), methods=["POST"], name="compare"),
            Route(
                "/v1/visitors/tries",
                declares("public")(self.try_as_visitor),
                methods=["POST"],
                name="try_as_visitor",
            ),
            *(Route(path, invokes(face), methods=["POST"]) for path, face in self.chat.items()),
            Route("/mcp", mcp, methods=speaks, name="mcp"),
            Route("/mcp/agents/{agent_id}", mcp, methods=speaks, name="mcp_agent"),
        ]


def create_app(settings: Settings | None = None, *, clock: Clock = system_clock) -> ASGIApp:
    """The ASGI app, for uvicorn's `--factory`."""
    settings = settings or Settings()
    telemetry.configure(settings.telemetry, os.environ)
    tracing.configure(settings.telemetry.otlp_endpoint, process=process_name("hub"))
    faces, showcase = Faces(), Showcase()

    @asynccontextmanager
    async def lifespan(app: Api) -> AsyncIterator[None]:
        async with (
            assemble(settings, kind="hub", clock=clock) as parts,
            health_of(settings, parts.reader, parts.bus) as health,
            QuoteReplays(settings.redis_url) as app.state.quote_replays,
        ):
            await _welcome(parts)
            showcase.database = parts.database
            reader = RunReader(parts.database, parts.vault, parts.clock)
            calls = Calls(
                parts.runs,
                reader,
                parts.rejections,
                parts.clock,
                look_s=settings.runs.keep_alive_s,
            )
            app.state.identity = parts.identity
            app.state.oauth = OAuth(parts.identity, parts.documents, settings.oauth, parts.key_sets)
            app.state.billing = parts.billing
            app.state.directory = directory_of(parts)
            app.state.external = parts.external
            app.state.sso = parts.sso
            app.state.key = parts.key
            app.state.notifier = parts.notifier
            app.state.metrics = parts.metrics
            app.state.run_reader = reader
            app.state.runs = parts.runs
            app.state.bus = parts.bus
            app.state.live_s = settings.runs.live_s
            app.state.keep_alive_s = settings.runs.keep_alive_s
            app.state.approvals = parts.approvals
            app.state.privacy = parts.privacy
            app.state.configuration = parts.configuration
            app.state.retention = parts.retention
            app.state.schedules = Desk(
                Schedules(parts.database, parts.vault), parts.runs, parts.clock
            )
            app.state.tools = parts.tools
            app.state.usage = UsageReader(parts.database)
            app.state.outcomes = OutcomeReader(parts.database)
            app.state.files = parts.files
            _let_try(app, parts, calls, faces, reader)
            app.state.limits = settings.limits
            app.state.sessions = SessionBook(parts.database, parts.vault, parts.clock)
            app.state.health = health
            _let_publish(app, parts)
            app.state.catalog = parts.catalog
            app.state.searcher = Searcher(parts.vectors.embed, meanings_of(settings.marketplace))
            app.state.classifier = Classifier(parts.vectors.embed)
            faces.invoke.app = Invoke(calls, settings.runs.keep_alive_s)
            chat = chat_faces(calls, parts.embeddings, parts.files, settings.runs.keep_alive_s)
            for path, face in chat.items():
                faces.chat[path].app = face
            async with (
                _mcp(settings, parts, calls) as faces.mcp.app,
                _loading(app, parts.catalog),
            ):
                yield

    app = Api(settings, faces, showcase, lifespan)
    return Edge(
        Front(app, faces.hot()),
        host=settings.host,
        base_url=settings.base_url,
        allowed=settings.allowed_hosts,
    )


def _let_try(app: Api, parts: Assembly, calls: Calls, faces: Faces, reader: RunReader) -> None:
    """Tries and comparisons: their faces, and what answers about them."""
    settings, clock = parts.settings, parts.clock
    keep_alive_s = settings.runs.keep_alive_s
    tries = Tries(parts.database, settings.tries, clock, settings.credits.usd_per_credit)
    visitors = Visitors(parts.identity.sealer, clock, minutes=settings.tries.visitor_minutes)
    comparisons = Comparisons(parts.database, reader, clock)
    trying = Trying(calls, tries, visitors, keep_alive_s)
    app.state.tries, app.state.visitors, app.state.comparisons = tries, visitors, comparisons
    faces.try_agent.app, faces.try_as_visitor.app = trying.signed_in, trying.visiting
    faces.compare.app = Comparing(calls, comparisons, tries, keep_alive_s)


def openapi_document(settings: Settings) -> dict[str, Any]:
    """What `/openapi.json` answers, without a running hub."""
    return _complete(settings).openapi()


def declared_access(settings: Settings) -> dict[tuple[str, str], str | None]:
    """Who may call each route: a scope, `any` caller, or `public`, by method and path."""
    found = access_of(_complete(settings).routes)
    return {(method, path): access for method, path, access in found}


def _complete(settings: Settings) -> Api:
    app = Api(settings, Faces(), Showcase())
    app.complete()
    return app


@asynccontextmanager
async def _loading(app: Api, catalog: ModelCatalog) -> AsyncIterator[None]:
    """What a hub can begin to serve without is loaded while it serves: one thing after the other,
    as each wants the interpreter."""

    async def load() -> None:
        try:
            await app.completed()
        finally:
            catalog.begin()

    loading = asyncio.create_task(load(), name="loading")
    try:
        yield
    finally:
        await asyncio.wait([loading])


def _mcp(settings: Settings, parts: Assembly, calls: Calls) -> AbstractAsyncContextManager[ASGIApp]:
    return mcp_face(
        calls,
        bus=parts.bus,
        sealer=StateSealer.load_or_create(settings.home / "secrets" / "mcp.key", parts.clock),
        conversations=parts.conversations,
        reach=parts.reach,
        approvals=parts.approvals,
        catalogs=parts.catalogs,
        list_at_most=settings.mcp.list_at_most,
    )


def _let_publish(app: Api, parts: Assembly) -> None:
    """What publishers send and show, and how what they submit is tried."""
    app.state.prober = Prober(
        parts.runs,
        parts.reach,
        parts.reader,
        parts.database,
        parts.clock,
        most=parts.settings.marketplace.probe_micro_credits,
    )
    app.state.proofs = Proofs(parts.sso.find_texts, parts.documents)
    app.state.media = MediaStore(parts.settings.home)


async def _welcome(parts: Assembly) -> None:
    settings = parts.settings
    published = await seed_shipped_agents(parts.database, parts.clock())
    if published:
        log.info("agents.seeded", versions=published)
    await offer_shipped_agents(
        parts.database, anonymous=settings.tries.visitors_try_ours, now=parts.clock()
    )
    shown = await seed_marketplace(parts.database, parts.clock())
    if shown:
        log.info("marketplace.seeded", listings=shown)
    link = await ensure_platform_admin(
        parts.identity,
        email=settings.admin_email,
        password=settings.admin_password.get_secret_value() if settings.admin_password else None,
    )
    if link is not None:
        print(f"First platform administrator: {link}", flush=True)  # noqa: T201 - the console only, never the log
