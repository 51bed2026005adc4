"""What hub and worker processes have in common, put together from settings.

With `app.py`, `worker.py` and the command line this is a composition root: the only place that
knows which adapter stands behind which port.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from hub.agents.handlers import register as register_agents
from hub.agents.purchases import register as register_purchases
from hub.agents.vectors import VectorStore
from hub.assembly.ground import Ground, open_ground
from hub.assembly.running import open_running
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
from hub.kit.metrics_exchange import MetricsExchange
from hub.kit.once import Once
from hub.kit.people import People
from hub.kit.ratelimit import RateLimiter
from hub.kit.sealing import Sealer, Secrets
from hub.kit.settings import Settings
from hub.kit.signing import SigningKey
from hub.kit.vault import Vault
from hub.marketplace.public import register as register_marketplace
from hub.notifications.handlers import register as register_notifications
from hub.notifications.public import Notifier
from hub.runs.approvals import Approvals
from hub.runs.files import Files
from hub.runs.graphs.engine import Engine
from hub.runs.handlers import register as register_runs
from hub.runs.live import LiveRuns
from hub.runs.model_catalog import ModelCatalog
from hub.runs.privacy import Policies
from hub.runs.public import Conversations, Embeddings, Rejected, Runs
from hub.runs.retention import Retention
from hub.runs.unified_catalog import Catalogs
from hub.tools.dialing import dial_operators, dial_tenants
from hub.tools.documents import KEY_SETS, ask_provider, fetch_certificate, fetch_document, trusting
from hub.tools.public import OutboundClient, Reach, Tools, UpstreamPool
from hub.vendors import Vendors


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


@asynccontextmanager
async def assemble(
    settings: Settings, *, kind: str, clock: Clock = system_clock
) -> AsyncIterator[Assembly]:
    """Everything a process of this kind needs, opened; closed in the opposite order.

    Raises:
        DatabaseRoleUnsafeError: row-level security would not bind our role.
    """
    async with AsyncExitStack() as stack:
        ground = await open_ground(settings, kind, clock, stack)
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
        running = await open_running(ground, catalog, tools, reach)
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


def _notifier(ground: Ground) -> Notifier:
    settings = ground.settings
    return Notifier(
        sealer=ground.sealer,
        clock=ground.clock,
        base_url=settings.base_url,
        delivers=settings.mail.host is not None,
    )


async def _identity(ground: Ground, notifier: Notifier) -> Identity:
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
        maintenance=settings.maintenance,
        clock=clock,
        once=once,
    )
    await identity.open()
    ground.stack.push_async_callback(identity.close)
    return identity


def _billing(ground: Ground, identity: Identity, notifier: Notifier, tools: Tools) -> Billing:
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


def _models(ground: Ground, vendors: Vendors) -> ModelCatalog:
    ground.stack.push_async_callback(vendors.close)
    catalog = ModelCatalog(
        vendors.clients,
        own_key_only=vendors.own_key_only,
        regions=vendors.regions,
        refresh_s=ground.settings.runs.models_refresh_s,
    )
    ground.stack.push_async_callback(catalog.close)
    return catalog


async def _bus(ground: Ground) -> Bus:
    bus = Bus(ground.settings.nats_url)
    await bus.open()
    ground.stack.push_async_callback(bus.close)
    return bus


async def _configuration(ground: Ground, bus: Bus) -> Configuration:
    """From here on this process has the settings that are in force, and follows them."""
    following = Following(LiveSettings(ground.settings), ground.reader, bus)
    await ground.stack.enter_async_context(following)
    return Configuration(ground.database, following, ground.clock)


def _tools(ground: Ground, providers: frozenset[str]) -> Tools:
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


def _external(ground: Ground, identity: Identity, tools: Tools) -> External:
    send = partial(ask_provider, tools.client)
    houses = houses_of(ground.settings.sign_in, ground.settings.base_url)
    return External(identity, OidcClient(send, ground.clock), send, houses)


def _sso(ground: Ground, identity: Identity, tools: Tools) -> Sso:
    return Sso(
        identity=identity,
        secrets=tools.sealer,
        oidc=OidcClient(partial(ask_provider, tools.client), ground.clock),
        find_texts=Texts(ground.settings.sso.dns_servers).find,
    )


async def _metrics(ground: Ground) -> MetricsExchange:
    exchange = MetricsExchange(ground.settings.home, ground.kind)
    await ground.stack.enter_async_context(exchange)
    ground.stack.callback(tracing.flush)
    return exchange


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
