"""What hub and worker processes have in common, put together from settings.

With `app.py`, `worker.py` and the command line this is a composition root: the only place that
knows which adapter stands behind which port.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from pydantic import SecretStr

from hub.agents.embedding import LocalEmbedder
from hub.agents.handlers import register as register_agents
from hub.agents.public import Definitions
from hub.agents.purchases import register as register_purchases
from hub.agents.vectors import VectorStore
from hub.billing.opening import register as register_billing
from hub.billing.processors.building import processors_of
from hub.billing.public import Billing
from hub.configuration.public import Configuration, Following, LiveSettings
from hub.credits.handlers import register as register_credits
from hub.identity.directory.connection import Connection
from hub.identity.directory.domain import Directory, Installation
from hub.identity.directory.verified import OperatorsDomains
from hub.identity.external.public import External, houses_of
from hub.identity.oauth.public import Fetch, KeySets
from hub.identity.public import Authenticator, Identity, OidcClient, Passwords
from hub.identity.sso.public import ShownDomains, Sso
from hub.kit import tracing
from hub.kit.bus import Bus
from hub.kit.clock import Clock, system_clock
from hub.kit.db import Database, Reader
from hub.kit.dns import Texts
from hub.kit.events import Events
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id
from hub.kit.metrics_exchange import MetricsExchange
from hub.kit.once import Once
from hub.kit.people import People
from hub.kit.ratelimit import RateLimiter
from hub.kit.roles import WORKER, require_bound
from hub.kit.sealing import Sealer, Secrets
from hub.kit.settings import Keys, Settings
from hub.kit.signing import SigningKey
from hub.kit.vault import LocalMasters, MasterKeys, Vault
from hub.kit.vault.aws import AwsCredentials, AwsMasters
from hub.kit.vault.azure import IDENTITY as AZURE_IDENTITY
from hub.kit.vault.azure import AzureCredentials, AzureMasters
from hub.kit.vault.transit import TransitMasters
from hub.marketplace.public import register as register_marketplace
from hub.notifications.handlers import register as register_notifications
from hub.notifications.public import Notifier
from hub.runs.access import Gatekeeper
from hub.runs.approvals import Approvals
from hub.runs.batches import Started, finish_runs, record_rejections, start_runs
from hub.runs.children import Children
from hub.runs.executor import Executor
from hub.runs.files import Files
from hub.runs.graphs.engine import Engine
from hub.runs.graphs.executor import GraphExecutor
from hub.runs.guarding import Guarded, GuardedPrompter
from hub.runs.handlers import register as register_runs
from hub.runs.live import LiveRuns
from hub.runs.model_catalog import ModelCatalog
from hub.runs.nested import Nesting
from hub.runs.planning import Planner
from hub.runs.privacy import Policies
from hub.runs.prompting import Prompter
from hub.runs.public import Conversations, Embeddings, Finished, NewRun, Rejected, Runs
from hub.runs.regions import DataRegions
from hub.runs.response_cache import ResponseCache
from hub.runs.retention import Retention
from hub.runs.routing import ModelRouter
from hub.runs.scripted import Scripted
from hub.runs.sealing import Committer, SealingFinisher, SealingStarter
from hub.runs.sessions import Sessions
from hub.runs.tool_agents import HttpCaller, McpCaller
from hub.runs.unified import Unified
from hub.runs.unified_catalog import Catalogs
from hub.runs.unified_model import ModelAid
from hub.tools.dialing import dial_operators, dial_tenants
from hub.tools.documents import (
    KEY_SETS,
    ask_provider,
    fetch_certificate,
    fetch_document,
    trusting,
)
from hub.tools.public import OutboundClient, OwnKeys, Reach, Tools, UpstreamPool
from hub.vendors import Vendors

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
    vault: Vault
    people: People
    identity: Identity
    notifier: Notifier
    billing: Billing
    documents: Fetch
    external: External
    key_sets: KeySets
    sso: Sso
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
    privacy: Policies
    configuration: Configuration
    retention: Retention
    metrics: MetricsExchange
    reach: Reach
    graphs: Engine
    vectors: VectorStore
    catalogs: Catalogs


@dataclass(frozen=True)
class _Ground:
    """What every part stands on. What is opened is pushed on `stack`, and closed from its end."""

    settings: Settings
    kind: str
    clock: Clock
    url: str
    stack: AsyncExitStack
    database: Database
    reader: Reader
    sealer: Sealer
    vault: Vault
    people: People


@dataclass(frozen=True)
class _Writers:
    """What is recorded of runs, many at a time, and sealed before."""

    starter: Committer[NewRun, Started]
    finisher: Committer[Finished, bool]
    rejections: GroupCommitter[Rejected, bool]


@dataclass(frozen=True)
class _Doers:
    """What carries out runs, by the kind of their agent, and what that needs."""

    executors: dict[str, Executor]
    router: ModelRouter
    conversations: Conversations
    graphs: Engine
    vectors: VectorStore
    catalogs: Catalogs
    privacy: Policies


@dataclass(frozen=True)
class _Running:
    """What runs agents."""

    live: LiveRuns
    writers: _Writers
    doers: _Doers
    key: SigningKey
    approvals: Approvals
    files: Files
    runs: Runs
    embeddings: Embeddings


@asynccontextmanager
async def assemble(
    settings: Settings, *, kind: str, clock: Clock = system_clock
) -> AsyncIterator[Assembly]:
    """Everything a process of this kind needs, opened; closed in the opposite order.

    Raises:
        DatabaseRoleUnsafeError: row-level security would not bind our role.
    """
    async with AsyncExitStack() as stack:
        ground = await _ground(settings, kind, clock, stack)
        notifier = _notifier(ground)
        identity = await _identity(ground, notifier)
        vendors = Vendors(settings)
        catalog = _models(ground, vendors)
        bus = await _bus(ground)
        configuration = await _configuration(ground, bus)
        tools = _tools(ground, vendors.names)
        billing = _billing(ground, identity, notifier, tools)
        reach = Reach(tools)
        metrics = await _metrics(ground)
        running = await _running(ground, catalog, tools, reach)
        yield Assembly(
            settings=settings,
            clock=clock,
            database=ground.database,
            reader=ground.reader,
            vault=ground.vault,
            people=ground.people,
            identity=identity,
            notifier=notifier,
            billing=billing,
            documents=partial(fetch_document, tools.client),
            external=_external(ground, identity, tools),
            key_sets=KeySets(partial(fetch_document, tools.client, limits=KEY_SETS), clock),
            sso=_sso(ground, identity, tools),
            catalog=catalog,
            live=running.live,
            bus=bus,
            runs=running.runs,
            embeddings=running.embeddings,
            files=running.files,
            rejections=running.writers.rejections,
            key=running.key,
            tools=tools,
            conversations=running.doers.conversations,
            approvals=running.approvals,
            privacy=running.doers.privacy,
            configuration=configuration,
            retention=Retention(ground.database, ground.reader, ground.vault, clock),
            metrics=metrics,
            reach=reach,
            graphs=running.doers.graphs,
            vectors=running.doers.vectors,
            catalogs=running.doers.catalogs,
        )


async def _ground(settings: Settings, kind: str, clock: Clock, stack: AsyncExitStack) -> _Ground:
    url = database_url(settings)
    await require_bound(url, "LAELIA_DATABASE_URL", foreign=WORKER)
    reader = Reader(url)
    await reader.open()
    stack.push_async_callback(reader.close)
    sealer = Sealer.load_or_create(settings.home / "secrets" / "master.key")
    vault = Vault(reader, master_keys(settings), clock)
    stack.push_async_callback(vault.masters.aclose)
    await vault.check()
    people = People(reader, vault)
    await people.open()
    database = Database(url, people=people)
    stack.push_async_callback(database.close)
    return _Ground(settings, kind, clock, url, stack, database, reader, sealer, vault, people)


def _notifier(ground: _Ground) -> Notifier:
    settings = ground.settings
    return Notifier(
        sealer=ground.sealer,
        clock=ground.clock,
        base_url=settings.base_url,
        delivers=settings.mail.host is not None,
    )


async def _identity(ground: _Ground, notifier: Notifier) -> Identity:
    settings, clock = ground.settings, ground.clock
    events = Events()
    register_credits(events, settings.credits, clock)
    register_billing(events, clock)
    register_marketplace(events)
    register_notifications(events, notifier)
    register_purchases(events)
    register_agents(events, clock)
    register_runs(events, settings.organizations, clock)
    limiter, once = RateLimiter(settings.redis_url), Once(settings.redis_url)
    ground.stack.push_async_callback(limiter.close)
    ground.stack.push_async_callback(once.close)
    identity = Identity(
        database=ground.database,
        people=ground.people,
        authenticator=Authenticator(ground.url, clock=clock),
        limiter=limiter,
        events=events,
        base_url=settings.base_url,
        sealer=Sealer.load_or_create(settings.home / "secrets" / "master.key"),
        limits=settings.limits,
        passwords=Passwords(**settings.password_hash.model_dump()),
        sign_up=settings.sign_up,
        organizations=settings.organizations,
        clock=clock,
        once=once,
    )
    await identity.open()
    ground.stack.push_async_callback(identity.close)
    return identity


def _billing(ground: _Ground, identity: Identity, notifier: Notifier, tools: Tools) -> Billing:
    settings = ground.settings
    fetch = partial(fetch_certificate, tools.client)
    processors = processors_of(settings.billing, ground.clock, fetch)
    for processor in processors.values():
        ground.stack.push_async_callback(processor.close)
    return Billing(
        database=ground.database,
        events=identity.events,
        notifier=notifier,
        sealer=ground.sealer,
        settings=settings.billing,
        usd_per_credit=settings.credits.usd_per_credit,
        processors=processors,
        clock=ground.clock,
        base_url=settings.base_url,
    )


def _models(ground: _Ground, vendors: Vendors) -> ModelCatalog:
    ground.stack.push_async_callback(vendors.close)
    catalog = ModelCatalog(
        vendors.clients,
        own_key_only=vendors.own_key_only,
        regions=vendors.regions,
        refresh_s=ground.settings.runs.models_refresh_s,
    )
    ground.stack.push_async_callback(catalog.close)
    return catalog


async def _bus(ground: _Ground) -> Bus:
    bus = Bus(ground.settings.nats_url)
    await bus.open()
    ground.stack.push_async_callback(bus.close)
    return bus


async def _configuration(ground: _Ground, bus: Bus) -> Configuration:
    """From here on this process has the settings that are in force, and follows them."""
    following = Following(LiveSettings(ground.settings), ground.reader, bus)
    await ground.stack.enter_async_context(following)
    return Configuration(ground.database, following, ground.clock)


def _tools(ground: _Ground, providers: frozenset[str]) -> Tools:
    settings = ground.settings
    client = OutboundClient(
        allow=settings.outbound.allow, ssl_context=trusting(settings.outbound.ca_file)
    )
    tools = Tools(
        database=ground.database,
        sealer=Secrets(ground.vault, ground.sealer),
        client=client,
        pool=UpstreamPool(client),
        clock=ground.clock,
        providers=providers,
        recheck=timedelta(seconds=settings.outbound.recheck_s),
    )
    ground.stack.push_async_callback(tools.aclose)
    return tools


def _external(ground: _Ground, identity: Identity, tools: Tools) -> External:
    send = partial(ask_provider, tools.client)
    houses = houses_of(ground.settings.sign_in, ground.settings.base_url)
    return External(identity, OidcClient(send, ground.clock), send, houses)


def _sso(ground: _Ground, identity: Identity, tools: Tools) -> Sso:
    return Sso(
        identity=identity,
        secrets=tools.sealer,
        oidc=OidcClient(partial(ask_provider, tools.client), ground.clock),
        find_texts=Texts(ground.settings.sso.dns_servers).find,
    )


async def _metrics(ground: _Ground) -> MetricsExchange:
    exchange = MetricsExchange(ground.settings.home, ground.kind)
    await ground.stack.enter_async_context(exchange)
    ground.stack.callback(tracing.flush)
    return exchange


async def _running(ground: _Ground, catalog: ModelCatalog, tools: Tools, reach: Reach) -> _Running:
    home = ground.settings.home
    live = LiveRuns(new_id("prc"), ground.kind, ground.reader)
    writers = await _writers(ground)
    key = SigningKey.load_or_create(home / "secrets" / "receipts.pem")
    approvals = Approvals(ground.database, ground.vault, ground.clock)
    doers = _doers(ground, catalog, reach, approvals)
    files = Files(ground.database, ground.vault, home / "files", ground.clock)
    own_keys = OwnKeys(tools, ground.reader)
    gatekeeper = Gatekeeper(ground.reader, Definitions(), ground.clock)
    regions = DataRegions(ground.reader)
    planner = Planner(gatekeeper, doers.executors, own_keys, files, catalog, regions=regions)
    runs = _runs(ground, planner, writers=writers, live=live, approvals=approvals, key=key)
    embeddings = _embeddings(ground, catalog, own_keys, regions, writers=writers, live=live)
    _let_agents_call_agents(ground, doers, runs, approvals)
    await live.start()
    ground.stack.push_async_callback(runs.close, _DRAIN_S[ground.kind])
    return _Running(live, writers, doers, key, approvals, files, runs, embeddings)


async def _writers(ground: _Ground) -> _Writers:
    url, clock = ground.url, ground.clock
    limits, tries = ground.settings.limits, ground.settings.tries
    start = partial(start_runs, limits=limits, tries=tries, clock=clock)
    starter = GroupCommitter[NewRun, Started]("start", url, start)
    finisher = GroupCommitter[Finished, bool]("finish", url, partial(finish_runs, clock=clock))
    rejections = GroupCommitter[Rejected, bool]("rejections", url, record_rejections)
    for committer in (starter, finisher, rejections):
        await committer.start()
        ground.stack.push_async_callback(committer.stop)
    vault = ground.vault
    return _Writers(SealingStarter(starter, vault), SealingFinisher(finisher, vault), rejections)


def _doers(ground: _Ground, catalog: ModelCatalog, reach: Reach, approvals: Approvals) -> _Doers:
    router = ModelRouter(catalog)
    conversations = Conversations(alone=McpCaller(reach))
    privacy = Policies(ground.database, ground.reader, ground.clock)
    usd = ground.settings.credits.usd_per_credit
    prompter = Prompter(router, reach, approvals.decide, usd)
    executors: dict[str, Executor] = {
        "prompt": GuardedPrompter(prompter, privacy),
        "http": Guarded(HttpCaller(reach), privacy),
        "mcp": Guarded(conversations, privacy),
        "test": Scripted(),
    }
    graphs = Engine(ground.url, ground.vault)
    ground.stack.push_async_callback(graphs.close)
    vectors = VectorStore(ground.reader, LocalEmbedder(), ground.clock)
    catalogs = Catalogs(vectors, ground.reader)
    return _Doers(executors, router, conversations, graphs, vectors, catalogs, privacy)


def _runs(
    ground: _Ground,
    planner: Planner,
    *,
    writers: _Writers,
    live: LiveRuns,
    approvals: Approvals,
    key: SigningKey,
) -> Runs:
    settings = ground.settings
    cache = ResponseCache(settings.redis_url, ground.vault, seconds=settings.runs.cache_s)
    ground.stack.push_async_callback(cache.close)
    return Runs(
        planner=planner,
        sessions=Sessions(ground.reader, ground.vault, settings.sessions),
        park=approvals.park,
        cache=cache,
        nesting=Nesting(settings.runs.max_depth, settings.runs.max_repeats),
        starter=writers.starter,
        finisher=writers.finisher,
        live=live,
        vault=ground.vault,
        key=key,
        clock=ground.clock,
        issuer=settings.base_url,
    )


def _embeddings(
    ground: _Ground,
    catalog: ModelCatalog,
    own_keys: OwnKeys,
    regions: DataRegions,
    *,
    writers: _Writers,
    live: LiveRuns,
) -> Embeddings:
    embeddings = Embeddings(
        catalog=catalog,
        starter=writers.starter,
        finisher=writers.finisher,
        live=live,
        own_keys=own_keys,
        regions=regions,
        clock=ground.clock,
        usd_per_credit=ground.settings.credits.usd_per_credit,
        deadline_s=ground.settings.runs.deadline_s,
    )
    ground.stack.push_async_callback(embeddings.close)
    return embeddings


def _let_agents_call_agents(
    ground: _Ground, doers: _Doers, runs: Runs, approvals: Approvals
) -> None:
    """The kinds of agent that start runs themselves, and so come after what runs them."""
    executors, reader = doers.executors, ground.reader
    children = Children(runs, reader, ground.vault)
    executors["graph"] = GraphExecutor(doers.graphs, executors, children.invoke, approvals.decide)
    executors["unified"] = Unified(runs, doers.catalogs, ModelAid(doers.router))


def directory_of(parts: Assembly) -> Directory:
    """The directories of organizations, and the one that the operator names."""
    chosen = parts.settings.directory
    ours = None
    if chosen.ldap_organization is not None:
        secret = chosen.ldap_bind_password
        ours = Installation(
            chosen.ldap_organization,
            Connection.model_validate(chosen.ldap),
            None if secret is None else secret.get_secret_value(),
        )
    return Directory(
        identity=parts.identity,
        domains=ShownDomains(OperatorsDomains(chosen.domains)),
        secrets=parts.tools.sealer,
        dial=partial(dial_tenants, parts.tools.client),
        dial_ours=dial_operators,
        installation=ours,
    )


def master_keys(settings: Settings) -> MasterKeys:
    """What wraps the keys of organizations.

    Raises:
        SettingMissingError: a key service is named without the token for it.
    """
    keys = settings.keys
    if keys.transit_url is not None:
        token = _secret(keys.transit_token, "TRANSIT_TOKEN")
        return TransitMasters(
            keys.transit_url, token, mount=keys.transit_mount, key=keys.transit_key
        )
    if keys.aws_key is not None:
        secret = _secret(keys.aws_secret_access_key, "AWS_SECRET_ACCESS_KEY")
        credentials = AwsCredentials(keys.aws_access_key_id or "", secret)
        url = keys.aws_url or f"https://kms.{keys.aws_region}.amazonaws.com"
        return AwsMasters(url, keys.aws_region, keys.aws_key, credentials, system_clock)
    if keys.azure_vault_url is not None:
        return _azure(keys, keys.azure_vault_url)
    return LocalMasters(settings.home / "secrets")


def _azure(keys: Keys, vault: str) -> AzureMasters:
    if keys.azure_client_secret is None:
        own = AzureCredentials(keys.azure_client_id, None, AZURE_IDENTITY)
    else:
        if keys.azure_tenant is None or keys.azure_client_id is None:
            raise SettingMissingError(
                "LAELIA_KEYS__AZURE_TENANT and …__AZURE_CLIENT_ID go with the client's secret."
            )
        url = f"{keys.azure_authority.rstrip('/')}/{keys.azure_tenant}/oauth2/v2.0/token"
        secret = keys.azure_client_secret.get_secret_value()
        own = AzureCredentials(keys.azure_client_id, secret, url)
    return AzureMasters(vault, keys.azure_key, own, system_clock)


def _secret(given: SecretStr | None, name: str) -> str:
    if given is None:
        raise SettingMissingError(f"LAELIA_KEYS__{name} is not set; the key service needs it.")
    return given.get_secret_value()


def database_url(settings: Settings) -> str:
    if settings.database_url is None:
        raise SettingMissingError(
            "LAELIA_DATABASE_URL is not set. `laelia up` starts the engines and sets it."
        )
    return settings.database_url
