"""Is a graph one that can run to its end? Rules over bare names, without any graph library."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

START: Final = "start"
END: Final = "end"
MAX_DEPTH: Final = 24
MAX_STEPS: Final = 250


@dataclass(frozen=True)
class Topology:
    """Names only. `branches` of routers and approvals, `workers` and `rounds` of supervisors,
    `bounds` of nodes that a loop may visit again."""

    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str, str | None], ...]
    branches: Mapping[str, tuple[str, ...]]
    workers: Mapping[str, tuple[str, ...]]
    joins: frozenset[str]
    bounds: Mapping[str, int]
    rounds: Mapping[str, int]

    @cached_property
    def targets(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {START: [], **{node: [] for node in self.nodes}}
        for source, target, _ in self.edges:
            found[source].append(target)
        return found

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {END: [], **{node: [] for node in self.nodes}}
        for source, target, _ in self.edges:
            found[target].append(source)
        return found

    @cached_property
    def all_workers(self) -> frozenset[str]:
        return frozenset(name for names in self.workers.values() for name in names)

    def reach(
        self, origins: Iterable[str], *, back: bool = False, without: str | None = None
    ) -> set[str]:
        """The origins and everything that can be reached from them."""
        steps = self.sources if back else self.targets
        seen: set[str] = set()
        stack = [name for name in origins if name != without]
        while stack:
            name = stack.pop()
            if name not in seen:
                seen.add(name)
                stack.extend(n for n in steps.get(name, ()) if n != without)
        return seen


def faults(graph: Topology, output: str) -> list[str]:
    """Everything wrong with a graph, as sentences; empty when it is sound."""
    if found := _names(graph, output):
        return found
    found = [*_ends(graph), *_branches(graph), *_supervisors(graph), *_joins(graph)]
    if found:
        return found
    if loop := _unbounded_loop(graph):
        return [f"a loop without max_visits: {' -> '.join(loop)}"]
    return [*_waits(graph), *_depth(graph)]


def step_bound(graph: Topology) -> int:
    """The most steps a run can take: a recursion limit for whoever executes it."""
    free = _longest_path(graph, set(graph.bounds))
    visits = sum(graph.bounds.values())
    return free + visits * (1 + free) + sum(2 * rounds for rounds in graph.rounds.values())


def _names(graph: Topology, output: str) -> list[str]:
    found = [
        f"the node id {name} is used twice" for name, n in Counter(graph.nodes).items() if n > 1
    ]
    found += [f"{name} is reserved" for name in (START, END) if name in graph.nodes]
    known = set(graph.nodes)
    for source, target, _ in graph.edges:
        if source not in known | {START}:
            found.append(f"an edge comes from {source}, which is no node")
        if target not in known | {END}:
            found.append(f"an edge leads to {target}, which is no node")
    found += [
        f"the edge {source} -> {target} is there twice"
        for (source, target, branch), n in Counter(graph.edges).items()
        if n > 1
    ]
    found += [
        f"{supervisor} has an unknown worker {name}"
        for supervisor, names in graph.workers.items()
        for name in names
        if name not in known
    ]
    if output not in known or output in graph.branches or output in graph.joins:
        found.append("output must name a node that makes one (agent, prompt or supervisor)")
    return found


def _ends(graph: Topology) -> list[str]:
    if len(graph.targets[START]) != 1 or graph.targets[START] == [END]:
        return ["exactly one edge must lead from start to a node"]
    ahead = graph.reach([START])
    behind = graph.reach([END], back=True)
    loose = [name for name in graph.nodes if name not in graph.all_workers]
    return [f"{name} is never reached" for name in loose if name not in ahead] + [
        f"{name} never leads to end" for name in loose if name not in behind
    ]


def _branches(graph: Topology) -> list[str]:
    found: list[str] = []
    for node in (START, *graph.nodes):
        given = Counter(branch for source, _, branch in graph.edges if source == node)
        wanted = graph.branches.get(node)
        if wanted is None:
            found += [f"{node} has no branch {branch}" for branch in given if branch is not None]
            continue
        for branch in wanted:
            if given[branch] != 1:
                found.append(f"branch {branch} of {node} needs exactly one edge")
        found += [
            f"{node} has an edge without one of its branches"
            for branch in given
            if branch not in wanted
        ]
    return found


def _supervisors(graph: Topology) -> list[str]:
    found = [
        f"{name} works for two supervisors"
        for name, n in Counter(w for names in graph.workers.values() for w in names).items()
        if n > 1
    ]
    for name in sorted(graph.all_workers):
        if graph.targets[name] or graph.sources[name]:
            found.append(f"{name} is a worker: only its supervisor leads to it and from it")
        if name in graph.workers or name in graph.branches or name in graph.joins:
            found.append(f"{name} is a worker, so it must be an agent or a prompt")
    return found


def _joins(graph: Topology) -> list[str]:
    return [
        f"{name} joins fewer than two edges"
        for name in sorted(graph.joins)
        if len(graph.sources[name]) < 2
    ]


def _unbounded_loop(graph: Topology) -> list[str] | None:
    """A loop none of whose nodes is bounded, if there is one."""
    state: dict[str, int] = {}
    path: list[str] = []

    def visit(name: str) -> list[str] | None:
        if state.get(name) == 1:
            return [*path[path.index(name) :], name]
        if name in state or name in graph.bounds:
            return None
        state[name] = 1
        path.append(name)
        for target in graph.targets.get(name, ()):
            if loop := visit(target):
                return loop
        path.pop()
        state[name] = 2
        return None

    return next((loop for name in graph.nodes if (loop := visit(name))), None)


def _waits(graph: Topology) -> list[str]:
    """Joins that wait for ever because a branch was not taken."""
    found: list[str] = []
    for node in graph.branches:
        exits = {b: t for source, t, b in graph.edges if source == node and b is not None}
        for join in sorted(graph.joins):
            if join == node:
                continue
            arriving = [
                {s for s in graph.sources[join] if s in ahead or (s == node and target == join)}
                for target in exits.values()
                for ahead in (graph.reach([target], without=join) - {node},)
            ]
            some = set().union(*arriving)
            must_pass = join not in graph.reach([START], without=node)
            for part in arriving:
                if part != some and (part or not must_pass):
                    found.append(f"{join} may wait for ever for a branch of {node} not taken")
                    break
    return found


def _depth(graph: Topology) -> list[str]:
    if _longest_path(graph, set(graph.bounds)) > MAX_DEPTH:
        return [f"more than {MAX_DEPTH} nodes in a row"]
    if step_bound(graph) > MAX_STEPS:
        return [f"its loops allow more than {MAX_STEPS} steps"]
    return []


def _longest_path(graph: Topology, without: set[str]) -> int:
    """Most nodes in a row, once the bounded ones are taken out: what is left has no loop."""
    known: dict[str, int] = {}

    def measure(name: str) -> int:
        if name not in known:
            ahead = [t for t in graph.targets.get(name, ()) if t != END and t not in without]
            known[name] = 1 + max((measure(target) for target in ahead), default=0)
        return known[name]

    return max((measure(name) for name in graph.nodes if name not in without), default=0)
