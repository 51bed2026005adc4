"""A graph document as a LangGraph graph.

Imported when the first graph runs, never at the start of a process: it loads LangGraph.

Nodes that choose (routers, approvals, supervisors, and nodes that a loop may visit only so often)
have conditional edges. LangGraph's joins wait for nodes, not for branches, so such an edge into a
join leads through a node of its own that does nothing.
"""

from collections.abc import Callable
from typing import Final, Protocol

from langgraph.graph import END as LAST
from langgraph.graph import START as FIRST
from langgraph.graph import StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from hub.agents.public import (
    END,
    START,
    ApprovalNode,
    GraphNode,
    JoinNode,
    RouterNode,
    SupervisorNode,
)
from hub.runs.graphs.nodes import Waits, visit
from hub.runs.graphs.prepared import Prepared
from hub.runs.graphs.running import GraphRun
from hub.runs.graphs.state import OVER, State, Update

Compiled = CompiledStateGraph[State, GraphRun, State, State]
_Path = Callable[[State], list[str]]


class _Step(Protocol):
    async def __call__(self, state: State, *, runtime: Runtime[GraphRun]) -> Update: ...


_LEADS: Final = "-"  # in no node's name, so that names of ours meet none of the document's


def compile_graph(graph: Prepared) -> Compiled:
    """Without a checkpointer: each run brings its own."""
    made = StateGraph(State, context_schema=GraphRun)
    for node in graph.agent.nodes:
        made.add_node(node.id, _step(node))
    for node in graph.agent.nodes:
        if _is_join(node):
            arriving = _arrivals(graph, node.id)
            for name in arriving:
                if _LEADS in name:
                    made.add_node(name, _nothing)
            made.add_edge(arriving, node.id)
        if _chooses(node):
            made.add_conditional_edges(node.id, _path(graph, node), _exits(graph, node))
        else:
            for _, target in _ways(graph, node):
                if target not in graph.nodes or not _is_join(graph.nodes[target]):
                    made.add_edge(node.id, target)
    first = next(edge.target for edge in graph.agent.edges if edge.source == START)
    made.add_edge(FIRST, first)
    return made.compile()


def _step(node: GraphNode) -> _Step:
    async def step(state: State, *, runtime: Runtime[GraphRun]) -> Update:
        try:
            return await visit(node, state, runtime.context)
        except Waits:
            interrupt(node.id)
            raise

    return step


async def _nothing(state: State) -> Update:  # noqa: ARG001 - the form of a node
    return {}


def _is_join(node: GraphNode) -> bool:
    return isinstance(node, JoinNode)


def _chooses(node: GraphNode) -> bool:
    chooser = isinstance(node, RouterNode | ApprovalNode | SupervisorNode)
    return chooser or node.max_visits is not None


def _arrivals(graph: Prepared, join: str) -> list[str]:
    """The nodes that a join waits for, each once: several branches may lead from one into it."""
    arriving = [
        _through(graph, edge.source, join) for edge in graph.agent.edges if edge.target == join
    ]
    return list(dict.fromkeys(arriving))


def _through(graph: Prepared, source: str, join: str) -> str:
    """What a join waits for: its source, or where that chooses, a node between the two."""
    return f"{source}{_LEADS}{join}" if _chooses(graph.nodes[source]) else source


def _target(graph: Prepared, node: GraphNode, target: str) -> str:
    if target == END:
        return LAST
    if _chooses(node) and _is_join(graph.nodes[target]):
        return _through(graph, node.id, target)
    return target


def _ways(graph: Prepared, node: GraphNode) -> list[tuple[str | None, str]]:
    """Branches and where they lead; without a branch: whatever the node chose."""
    ways = [
        (edge.branch, _target(graph, node, edge.target))
        for edge in graph.agent.edges
        if edge.source == node.id
    ]
    owner = next(
        (
            other.id
            for other in graph.agent.nodes
            if isinstance(other, SupervisorNode) and node.id in other.workers
        ),
        None,
    )
    return [*ways, (None, owner)] if owner else ways


def _exits(graph: Prepared, node: GraphNode) -> list[str]:
    workers = node.workers if isinstance(node, SupervisorNode) else ()
    return list(dict.fromkeys([*(to for _, to in _ways(graph, node)), *workers, LAST]))


def _path(graph: Prepared, node: GraphNode) -> _Path:
    ways = _ways(graph, node)
    workers = frozenset(node.workers) if isinstance(node, SupervisorNode) else frozenset[str]()

    def path(state: State) -> list[str]:
        taken = state["taken"].get(node.id, "")
        if taken == OVER:
            return [LAST]
        if taken in workers:
            return [taken]
        return [to for branch, to in ways if branch is None or branch == taken]

    return path
