"""A graph's document with what can be worked out once per version: its model-asking nodes as
small prompt agents, and how often each node may be visited."""

from dataclasses import dataclass
from typing import Any, Final

from hub.agents.public import (
    TEXT_SCHEMA,
    GraphAgent,
    GraphNode,
    PromptAgent,
    Prompting,
    PromptNode,
    RouterNode,
    Runnable,
    SupervisorNode,
    Topology,
    compile_schema,
    step_bound,
)

BRIEF: Final = "brief"
_ANYTHING: Final[dict[str, Any]] = {"type": "object"}
_ROUTER: Final = "Decide which way the work goes on. Answer with JSON that names one branch."
_SUPERVISOR: Final = (
    "You lead workers. Each time, either give one of them a task, or answer when the work is "
    "done. Answer with JSON."
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One version of a graph agent. `asking` holds a prompt agent for each node that asks a model;
    a supervisor's other one, by `<id>.last`, can only answer."""

    agent: GraphAgent
    nodes: dict[str, GraphNode]
    asking: dict[str, Runnable]
    times: dict[str, int]
    steps: int
    streams: bool


def prepare(runnable: Runnable) -> Prepared:
    agent = runnable.manifest
    assert isinstance(agent, GraphAgent)
    topology = agent.topology()
    in_loop = _loops(topology)
    return Prepared(
        agent=agent,
        nodes={node.id: node for node in agent.nodes},
        asking={k: v for node in agent.nodes for k, v in _asking(runnable, agent, node)},
        times={node.id: _times(topology, node.id, in_loop) for node in agent.nodes},
        steps=step_bound(topology),
        streams=not in_loop[agent.output],
    )


def last_of(supervisor: str) -> str:
    return f"{supervisor}.last"


def _asking(runnable: Runnable, agent: GraphAgent, node: GraphNode) -> list[tuple[str, Runnable]]:
    if isinstance(node, PromptNode):
        own = {name: getattr(node, name) for name in Prompting.model_fields}
        known: dict[str, Any] = {"input": {}, **{other.id: {} for other in agent.nodes}}
        return [(node.id, _small(runnable, own, known, node.output_schema or TEXT_SCHEMA))]
    if isinstance(node, RouterNode) and node.expression is None:
        branch = {"type": "string", "enum": list(node.branches)}
        return [(node.id, _briefed(runnable, node, _ROUTER, {"branch": branch}))]
    if isinstance(node, SupervisorNode):
        text = {"type": "string"}
        handing = {"worker": {"type": "string", "enum": ["", *node.workers]}, "text": text}
        return [
            (node.id, _briefed(runnable, node, _SUPERVISOR, handing)),
            (last_of(node.id), _briefed(runnable, node, _SUPERVISOR, {"text": text})),
        ]
    return []


def _briefed(
    runnable: Runnable, node: RouterNode | SupervisorNode, role: str, fields: dict[str, Any]
) -> Runnable:
    """A model that is told in one message and answers with these fields."""
    answer = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    asking = {"instructions": role, "message": "{{brief}}", "model": node.model}
    return _small(runnable, asking, {BRIEF: {"type": "string"}}, answer)


def _small(
    runnable: Runnable, own: dict[str, Any], given: dict[str, Any], output: dict[str, Any]
) -> Runnable:
    whole = runnable.manifest
    agent = PromptAgent(
        kind="prompt",
        slug=whole.slug,
        name=whole.name,
        tagline=whole.tagline,
        description=whole.description,
        category=whole.category,
        input_schema={"type": "object", "properties": given},
        output_schema=output,
        **own,
    )
    return Runnable(
        agent_id=runnable.agent_id,
        owner_id=runnable.owner_id,
        version_id=runnable.version_id,
        version=runnable.version,
        manifest=agent,
        input_schema=compile_schema(_ANYTHING),
        output_schema=compile_schema(output),
    )


def _loops(topology: Topology) -> dict[str, set[str]]:
    """For each node the others that a loop through it passes, itself included; else nothing."""
    ahead = {node: topology.reach(topology.targets[node]) for node in topology.nodes}
    return {
        node: {other for other in ahead[node] if node in ahead.get(other, ())}
        for node in topology.nodes
    }


def _times(topology: Topology, node: str, in_loop: dict[str, set[str]]) -> int:
    """The most visits of a node: between two of them a loop passes a node that has a bound."""
    own = topology.bounds.get(node)
    bounds = sum(topology.bounds.get(other, 0) for other in in_loop[node])
    times = own or 1 + bounds
    for supervisor, workers in topology.workers.items():
        if node in workers:
            return topology.rounds[supervisor] * _times(topology, supervisor, in_loop)
    return times
