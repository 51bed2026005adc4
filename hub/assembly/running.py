"""What runs agents: what records runs, what carries them out, by the kind of their agent."""

from dataclasses import dataclass
from functools import partial

from hub.agents.embedding import LocalEmbedder
from hub.agents.public import Definitions
from hub.agents.vectors import VectorStore
from hub.assembly.ground import Ground
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id
from hub.kit.maintenance import Gate
from hub.kit.signing import SigningKey
from hub.runs.access import Gatekeeper
from hub.runs.approvals import Approvals
from hub.runs.batches import Started, finish_runs, record_rejections, start_runs
from hub.runs.children import Children
from hub.runs.executor import Executor
from hub.runs.files import Files
from hub.runs.graphs.engine import Engine
from hub.runs.graphs.executor import GraphExecutor
from hub.runs.guarding import Guarded, GuardedPrompter
from hub.runs.live import LiveRuns
from hub.runs.model_catalog import ModelCatalog
from hub.runs.nested import Nesting
from hub.runs.planning import Planner
from hub.runs.privacy import Policies
from hub.runs.prompting import Prompter
from hub.runs.public import Conversations, Embeddings, Finished, NewRun, Rejected, Runs
from hub.runs.regions import DataRegions
from hub.runs.response_cache import ResponseCache
from hub.runs.routing import ModelRouter
from hub.runs.scripted import Scripted
from hub.runs.sealing import Committer, SealingFinisher, SealingStarter
from hub.runs.sessions import Sessions
from hub.runs.tool_agents import HttpCaller, McpCaller
from hub.runs.unified import Unified
from hub.runs.unified_catalog import Catalogs
from hub.runs.unified_model import ModelAid
from hub.tools.public import OwnKeys, Reach, Tools

# A hub's runs belong to requests, for which its server has waited already.
_DRAIN_S = {"hub": 3.0, "worker": 20.0}
# Who has waited for an agent's answer waits for its record too, if the database comes back soon.
_RECORDED_WITHIN_S = 15.0


@dataclass(frozen=True)
class Writers:
    """What is recorded of runs, many at a time, and sealed before."""

    starter: Committer[NewRun, Started]
    finisher: Committer[Finished, bool]
    rejections: GroupCommitter[Rejected, bool]


@dataclass(frozen=True)
class Doers:
    """What carries out runs, by the kind of their agent, and what that needs."""

    executors: dict[str, Executor]
    router: ModelRouter
    conversations: Conversations
    graphs: Engine
    vectors: VectorStore
    catalogs: Catalogs
    privacy: Policies


@dataclass(frozen=True)
class Running:
    """What runs agents."""

    live: LiveRuns
    writers: Writers
    doers: Doers
    key: SigningKey
    approvals: Approvals
    files: Files
    runs: Runs
    embeddings: Embeddings


async def open_running(
    ground: Ground, catalog: ModelCatalog, tools: Tools, reach: Reach
) -> Running:
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
    return Running(live, writers, doers, key, approvals, files, runs, embeddings)


async def _writers(ground: Ground) -> Writers:
    url, clock = ground.url, ground.clock
    limits, tries = ground.settings.limits, ground.settings.tries
    start = partial(start_runs, limits=limits, tries=tries, clock=clock)
    starter = GroupCommitter[NewRun, Started]("start", url, start)
    finish = partial(finish_runs, clock=clock)
    finisher = GroupCommitter[Finished, bool]("finish", url, finish, patience_s=_RECORDED_WITHIN_S)
    rejections = GroupCommitter[Rejected, bool]("rejections", url, record_rejections)
    for committer in (starter, finisher, rejections):
        await committer.start()
        ground.stack.push_async_callback(committer.stop)
    vault = ground.vault
    return Writers(SealingStarter(starter, vault), SealingFinisher(finisher, vault), rejections)


def _doers(ground: Ground, catalog: ModelCatalog, reach: Reach, approvals: Approvals) -> Doers:
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
    return Doers(executors, router, conversations, graphs, vectors, catalogs, privacy)


def _runs(
    ground: Ground,
    planner: Planner,
    *,
    writers: Writers,
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
        gate=Gate(settings.maintenance, ground.clock),
        clock=ground.clock,
        issuer=settings.base_url,
    )


def _embeddings(
    ground: Ground,
    catalog: ModelCatalog,
    own_keys: OwnKeys,
    regions: DataRegions,
    *,
    writers: Writers,
    live: LiveRuns,
) -> Embeddings:
    embeddings = Embeddings(
        catalog=catalog,
        starter=writers.starter,
        finisher=writers.finisher,
        live=live,
        own_keys=own_keys,
        regions=regions,
        gate=Gate(ground.settings.maintenance, ground.clock),
        clock=ground.clock,
        usd_per_credit=ground.settings.credits.usd_per_credit,
        deadline_s=ground.settings.runs.deadline_s,
    )
    ground.stack.push_async_callback(embeddings.close)
    return embeddings


def _let_agents_call_agents(ground: Ground, doers: Doers, runs: Runs, approvals: Approvals) -> None:
    """The kinds of agent that start runs themselves, and so come after what runs them."""
    executors, reader = doers.executors, ground.reader
    children = Children(runs, reader, ground.vault)
    executors["graph"] = GraphExecutor(doers.graphs, executors, children.invoke, approvals.decide)
    executors["unified"] = Unified(runs, doers.catalogs, ModelAid(doers.router))
