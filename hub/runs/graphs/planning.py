"""What a graph will take at most, before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec import structs

from hub.agents.public import (
    AgentNode,
    JoinNode,
    Prompting,
    RouterNode,
    Runnable,
    SupervisorNode,
)
from hub.runs.costing import NOTHING, TokenRate, Worst, is_bounded, quote
from hub.runs.errors import ModelNotAllowed
from hub.runs.executor import Asked, Executor, Plan
from hub.runs.family import Kin
from hub.runs.graphs.prepared import BRIEF, Prepared

_LONGEST_S: Final = 3600.0
_CHARS_PER_TOKEN: Final = 4
_APPROVAL_CHARS: Final = 4_000


class Unwritten(dict[str, Any]):
    """A node's output before there is one: any field of it is a text of the most it may say."""

    def __init__(self, chars: int) -> None:
        super().__init__(text="x" * chars)

    def get(self, key: str, default: Any = None, /) -> Any:  # noqa: ARG002 - the mapping's own signature
        return self["text"]


@dataclass(slots=True)
class Sum:
    """Worst cases of several steps, added up; the dearest rate stands for all of them."""

    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    rate: TokenRate = NOTHING
    children: int = 0
    models_most: int = 0
    is_capped: bool = False
    events: int = 0

    def add(self, worst: Worst, times: int) -> None:
        self.input_tokens += times * worst.calls * worst.input_tokens
        self.output_tokens += times * worst.calls * worst.output_tokens
        self.children += times * worst.children
        self.models_most += times * worst.models(worst.rate)
        self.is_capped = self.is_capped or worst.models_most is not None
        self.rate = TokenRate(
            max(self.rate.input, worst.rate.input),
            max(self.rate.cached_input, worst.rate.cached_input),
            max(self.rate.output, worst.rate.output),
        )

    def worst(self) -> Worst:
        return Worst(
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            calls=1,
            seconds=min(self.seconds, _LONGEST_S),
            rate=self.rate,
            children=self.children,
            models_most=self.models_most if self.is_capped else None,
            events=self.events,
        )


def plan_graph(
    graph: Prepared, given: dict[str, Any], asked: Asked, executors: Mapping[str, Executor]
) -> Plan:
    """Raises what the planning of its steps raises."""
    _check_override(graph, asked.model)
    values = _unwritten(graph, given)
    total = Sum(events=_most_steps(graph))
    bounded = True
    agents: list[str] = []
    for name, runnable in graph.asking.items():
        node = name.partition(".")[0]
        plan = executors["prompt"].plan(runnable, values, for_node(runnable, asked))
        assert plan.worst is not None
        is_last = "." in name
        times = 1 if is_last else graph.times[node] * _rounds(graph, node)
        total.add(plan.worst, times)
        total.seconds += times * plan.deadline_s
        agents += plan.agents
    for found in graph.nodes.values():
        if isinstance(found, AgentNode):
            kin = asked.kin[found.agent]
            plan = plan_child(kin, Unwritten(_APPROVAL_CHARS), executors)
            total.seconds += graph.times[found.id] * plan.deadline_s
            if is_bounded(kin.permitted.rate, plan.worst):
                total.children += graph.times[found.id] * quote(kin.permitted.rate, plan.worst)
            else:
                bounded = False
            agents += plan.agents
    worst = total.worst()
    return Plan(
        worst=worst if bounded else None,
        deadline_s=worst.seconds,
        agents=tuple(dict.fromkeys(agents)),
    )


def _most_steps(graph: Prepared) -> int:
    most = sum(
        graph.times[node.id] for node in graph.nodes.values() if not isinstance(node, JoinNode)
    )
    paid = graph.agent.max_events
    return most if paid is None else min(most, paid)


def plan_child(kin: Kin, given: dict[str, Any], executors: Mapping[str, Executor]) -> Plan:
    runnable = kin.permitted.runnable
    executor = executors[runnable.manifest.kind]
    return executor.plan(runnable, given, Asked(kin=kin.children))


def for_node(runnable: Runnable, asked: Asked) -> Asked:
    """The caller's model goes to the nodes that may take another than their own."""
    agent = runnable.manifest
    assert isinstance(agent, Prompting)
    return structs.replace(asked, kin={}, model=asked.model if agent.model.allow_override else None)


def _check_override(graph: Prepared, model: str | None) -> None:
    if model is None:
        return
    agents = [runnable.manifest for runnable in graph.asking.values()]
    if not any(isinstance(a, Prompting) and a.model.allow_override for a in agents):
        raise ModelNotAllowed(f"No step of this agent runs on another model, such as '{model}'.")


def _rounds(graph: Prepared, node: str) -> int:
    found = graph.nodes[node]
    return found.max_rounds if isinstance(found, SupervisorNode) else 1


def _unwritten(graph: Prepared, given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"input": given}
    brief = 0
    for name in graph.nodes:
        asking = graph.asking.get(name)
        chars = _APPROVAL_CHARS
        if asking is not None and isinstance(asking.manifest, Prompting):
            chars = asking.manifest.model.max_output_tokens * _CHARS_PER_TOKEN
        values[name] = Unwritten(chars)
        brief += chars
    instructions = sum(
        len(node.instructions or "")
        for node in graph.nodes.values()
        if isinstance(node, RouterNode | SupervisorNode)
    )
    return values | {BRIEF: "x" * (brief + instructions + len(str(given)))}
