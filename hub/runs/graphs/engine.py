"""LangGraph, loaded when the first graph runs: its import takes longer than the start of a hub."""

import asyncio
import os
from collections import OrderedDict
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

import psycopg
from psycopg_pool import PoolTimeout

from hub.kit.errors import Unavailable
from hub.kit.vault import Vault
from hub.runs.errors import StepsExceeded
from hub.runs.graphs.prepared import Prepared
from hub.runs.graphs.running import GraphRun
from hub.runs.graphs.state import State
from hub.runs.record import NewRun

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

    from hub.runs.graphs import checkpoints, compiling

_MAX_COMPILED: Final = 1_000
# Steps of ours that the document does not count: the ends of branches that meet in a join.
_SPARE_STEPS: Final = 10


class Engine:
    """The compiled graphs of a process and the connections to their checkpoints."""

    def __init__(self, url: str, vault: Vault) -> None:
        self._url = url
        self._vault = vault
        self._compiled: OrderedDict[str, compiling.Compiled] = OrderedDict()
        self._pool: checkpoints.Pool | None = None
        self._loading = asyncio.Lock()
        self._checkpoints: Any = None
        self._compiling: Any = None

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    async def thread(self, version_id: str, graph: Prepared, run: NewRun) -> "Thread":
        pool = await self._load()
        compiled = self._compiled.get(version_id)
        if compiled is None:
            compiled = self._compiled[version_id] = self._compiling.compile_graph(graph)
            if len(self._compiled) > _MAX_COMPILED:
                self._compiled.popitem(last=False)
        thread_id = thread_of(run.org_id, run.id)
        envelopes = await self._vault.envelopes(run.org_id)
        cipher = self._checkpoints.ThreadCipher(envelopes, thread_id)
        saver = self._checkpoints.TenantSaver(pool, run.org_id, cipher)
        return Thread(
            cast("compiling.Compiled", compiled.copy({"checkpointer": saver})),
            {
                "configurable": {"thread_id": thread_id},
                "recursion_limit": 2 * graph.steps + _SPARE_STEPS,
            },
        )

    async def forget(self, org_id: str, run_id: str) -> None:
        """Raises:
        Unavailable: the database could not be reached.
        """
        pool = await self._load()
        try:
            saver = self._checkpoints.TenantSaver(pool, org_id)
            await saver.adelete_thread(thread_of(org_id, run_id))
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable("The database is not reachable. Try again shortly.") from error

    async def _load(self) -> "checkpoints.Pool":
        async with self._loading:
            if self._pool is None:
                # Read when LangGraph is imported: only plain data in checkpoints, no tracing.
                os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
                os.environ["LANGSMITH_TRACING"] = "false"
                self._compiling, self._checkpoints = await asyncio.to_thread(_import)
                pool: checkpoints.Pool = self._checkpoints.checkpoint_pool(self._url)
                await pool.open()
                self._pool = pool
        return self._pool


def thread_of(org_id: str, run_id: str) -> str:
    """The policies of the checkpoint tables read the organization from it."""
    return f"{org_id}/{run_id}"


def _import() -> tuple[Any, Any]:
    return (
        import_module("hub.runs.graphs.compiling"),
        import_module("hub.runs.graphs.checkpoints"),
    )


class Thread:
    """One run's way through its graph, as far as it has come."""

    def __init__(self, graph: "compiling.Compiled", config: "RunnableConfig") -> None:
        self._graph = graph
        self._config = config

    async def state(self) -> State | None:
        """What earlier steps left; null at the very beginning.

        Raises:
            Unavailable: the database could not be reached.
        """
        try:
            found = await self._graph.aget_state(self._config)
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable("The database is not reachable. Try again shortly.") from error
        return cast("State", found.values) if found.values else None

    async def go_on(self, first: State | None, run: GraphRun) -> State | None:
        """The state at the end; null when a person must answer first.

        Raises:
            LaeliaError: a node failed.
            Unavailable: the database could not be reached.
        """
        try:
            state = await self._graph.ainvoke(
                first,
                self._config,
                context=run,
                durability="sync",
            )
        except RecursionError as error:
            raise StepsExceeded("The graph took more steps than its definition allows.") from error
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise Unavailable("The database is not reachable. Try again shortly.") from error
        return None if "__interrupt__" in state else cast("State", state)
