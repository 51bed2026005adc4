"""What hub and worker processes have in common, put together from settings.

With `app.py`, `worker.py` and the command line this is a composition root: the only place that
knows which adapter stands behind which port.
"""

import gc
import os
import shlex
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from hub.agents.embedding import LocalEmbedder
from hub.agents.public import Definitions
from hub.credits.handlers import register as register_credits
from hub.identity.public import Authenticator, Identity, Passwords
from hub.kit import tracing
from hub.kit.bus import Bus
from hub.kit.clock import Clock, system_clock
from hub.kit.db import Database, Reader
from hub.kit.events import Events
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id
from hub.kit.metrics_exchange import MetricsExchange
from hub.kit.ratelimit import RateLimiter
from hub.kit.sealing import Sealer
from hub.kit.settings import Settings
from hub.kit.signing import SigningKey
from hub.runs.access import Gatekeeper
from hub.runs.approvals import Approvals
from hub.runs.batches import Started, finish_runs, record_rejections, start_runs
from hub.runs.children import Children
from hub.runs.executor import Executor
from hub.runs.files import Files
from hub.runs.graphs.engine import Engine
from hub.runs.graphs.executor import GraphExecutor
from hub.runs.live import LiveRuns
from hub.runs.model_catalog import ModelCatalog, ModelClient
from hub.runs.nested import Nesting
from hub.runs.planning import Planner
from hub.runs.prompting import Prompter
from hub.runs.public import Conversations, Embeddings, Finished, NewRun, Rejected, Runs
from hub.runs.response_cache import ResponseCache
from hub.runs.routing import ModelRouter
from hub.runs.scripted import Scripted
from hub.runs.sessions import Sessions
from hub.runs.tool_agents import HttpCaller, McpCaller
from hub.runs.unified import Unified
from hub.runs.unified_catalog import Catalogs, Chooser
from hub.runs.unified_model import ModelAid
from hub.tools.public import OutboundClient, OwnKeys, Reach, Tools, UpstreamPool
from providers import registry
from providers.client import ProviderClient

# A hub's runs belong to requests, for which its server has waited already.
_DRAIN_S = {"hub": 3.0, "worker": 20.0}

log = structlog.get_logger()


class SettingMissingError(RuntimeError):
    code = "setting_missing"


@dataclass(frozen=True)
class Assembly:
    """One process's parts, open and ready."""

    settings: Settings
    clock: Clock
    database: Database
    reader: Reader
    identity: Identity
    catalog: ModelCatalog
    live: LiveRuns
    bus: Bus
    runs: Runs
    embeddings: Embeddings
    files: Files
    rejections: GroupCommitter[Rejected, bool]
    key: SigningKey
    tools: Tools
    conversations: Conversations
    approvals: Approvals
    metrics: MetricsExchange
    reach: Reach
    graphs: Engine


def database_url(settings: Settings) -> str:
    if settings.database_url is None:
        raise SettingMissingError(
            "LAELIA_DATABASE_URL is not set. `laelia up` starts the engines and sets it."
        )
    return settings.database_url


def provider_environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """The vendors' usual names, and the bundled model where the engine runs."""
    found = dict(environment)
    if settings.local_model_url:
        found.setdefault("LOCAL_MODEL_BASE_URL", settings.local_model_url)
        if settings.local_model_api_key is not None:
            found.setdefault("LOCAL_MODEL_API_KEY", settings.local_model_api_key.get_secret_value())
    return found


@asynccontextmanager
async def provider_clients(settings: Settings) -> AsyncIterator[dict[str, ModelClient]]:
    """A client for every provider with a key or an address, and for those of the settings."""
    environment = provider_environment(settings, os.environ)
    async with AsyncExitStack() as stack:
        clients: dict[str, ModelClient] = {}
        for name in registry.configured(environment):
            adapter = registry.build(name, environment)
            clients[name] = await stack.enter_async_context(ProviderClient.in_process(adapter))
        for name, place in settings.providers.items():
            if url := place.get("url"):
                client = ProviderClient.at_url(url, token=place.get("token"))
            elif command := place.get("command"):
                program, *arguments = shlex.split(command)
                client = ProviderClient.command(program, arguments)
            else:
                continue  # settings of a provider that the registry made above
            clients[name] = await stack.enter_async_context(client)
        yield clients


@asynccontextmanager
async def assemble(
    settings: Settings, *, kind: str, clock: Clock = system_clock
) -> AsyncIterator[Assembly]:
    """Everything a process of this kind needs, opened; closed in the opposite order."""
    url = database_url(settings)
    async with AsyncExitStack() as stack:
        database = Database(url)
        stack.push_async_callback(database.close)
        reader = Reader(url)
        await reader.open()
        stack.push_async_callback(reader.close)
        identity = await _identity(settings, url, database, clock, stack)
        clients = await stack.enter_async_context(provider_clients(settings))
        catalog = ModelCatalog(clients)
        await catalog.refresh()
        bus = Bus(settings.nats_url)
        await bus.open()
        stack.push_async_callback(bus.close)
        tools = _tools(settings, database, clock, frozenset(clients), stack)
        reach = Reach(tools)
        exchange = await stack.enter_async_context(MetricsExchange(settings.home, kind))
        stack.callback(tracing.flush)
        live = LiveRuns(new_id("prc"), kind, reader)
        rejections = GroupCommitter[Rejected, bool]("rejections", url, record_rejections)
        starter = GroupCommitter[NewRun, Started](
            "start",
            url,
            partial(
                start_runs, max_running=settings.limits.organization_concurrent_runs, clock=clock
            ),
        )
        finisher = GroupCommitter[Finished, bool]("finish", url, partial(finish_runs, clock=clock))
        for committer in (starter, finisher, rejections):
            await committer.start()
            stack.push_async_callback(committer.stop)
        key = SigningKey.load_or_create(settings.home / "secrets" / "receipts.pem")
        conversations = Conversations(alone=McpCaller(reach))
        router = ModelRouter(catalog)
        executors: dict[str, Executor] = {
            "prompt": Prompter(router, reach, settings.credits.usd_per_credit),
            "http": HttpCaller(reach),
            "mcp": conversations,
            "test": Scripted(),
        }
        engine = Engine(url)
        stack.push_async_callback(engine.close)
        cache = ResponseCache(settings.redis_url, seconds=settings.runs.cache_s)
        stack.push_async_callback(cache.close)
        approvals = Approvals(database, clock)
        files = Files(database, settings.home / "files", clock)
        own_keys = OwnKeys(tools)
        runs = Runs(
            planner=Planner(Gatekeeper(reader, Definitions(), clock), executors, own_keys, files),
            sessions=Sessions(reader, settings.sessions),
            park=approvals.park,
            cache=cache,
            nesting=Nesting(settings.runs.max_depth, settings.runs.max_repeats),
            starter=starter,
            finisher=finisher,
            live=live,
            key=key,
            clock=clock,
            issuer=settings.base_url,
        )
        embeddings = Embeddings(
            catalog=catalog,
            starter=starter,
            finisher=finisher,
            live=live,
            own_keys=own_keys,
            clock=clock,
            usd_per_credit=settings.credits.usd_per_credit,
            deadline_s=settings.runs.deadline_s,
        )
        stack.push_async_callback(embeddings.close)
        children = Children(runs, reader)
        executors["graph"] = GraphExecutor(engine, executors, children.invoke, approvals.decide)
        executors["unified"] = Unified(
            runs, Catalogs(Chooser(LocalEmbedder()), reader), ModelAid(router)
        )
        await live.start()
        _settle_heap()
        stack.push_async_callback(runs.close, _DRAIN_S[kind])
        yield Assembly(
            settings=settings,
            clock=clock,
            database=database,
            reader=reader,
            identity=identity,
            catalog=catalog,
            live=live,
            bus=bus,
            runs=runs,
            embeddings=embeddings,
            files=files,
            rejections=rejections,
            key=key,
            tools=tools,
            conversations=conversations,
            approvals=approvals,
            metrics=exchange,
            reach=reach,
            graphs=engine,
        )


def _tools(
    settings: Settings,
    database: Database,
    clock: Clock,
    providers: frozenset[str],
    stack: AsyncExitStack,
) -> Tools:
    client = OutboundClient(allow=settings.outbound.allow)
    tools = Tools(
        database=database,
        sealer=Sealer.load_or_create(settings.home / "secrets" / "master.key"),
        client=client,
        pool=UpstreamPool(client),
        clock=clock,
        providers=providers,
        recheck=timedelta(seconds=settings.outbound.recheck_s),
    )
    stack.push_async_callback(tools.aclose)
    return tools


async def _identity(
    settings: Settings, url: str, database: Database, clock: Clock, stack: AsyncExitStack
) -> Identity:
    events = Events()
    register_credits(events, settings.credits, clock)
    limiter = RateLimiter(settings.redis_url)
    stack.push_async_callback(limiter.close)
    identity = Identity(
        database=database,
        authenticator=Authenticator(url, clock=clock),
        limiter=limiter,
        events=events,
        base_url=settings.base_url,
        limits=settings.limits,
        passwords=Passwords(**settings.password_hash.model_dump()),
        clock=clock,
    )
    await identity.open()
    stack.push_async_callback(identity.close)
    return identity


def _settle_heap() -> None:
    """What start-up made stays for good: the collector need not walk it on every request.

    Measured: with every library loaded, collections took a third of a call's CPU time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
