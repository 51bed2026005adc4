"""What a graph run knows: plain JSON values, so that a checkpoint holds nothing else."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, NotRequired, TypedDict

from providers.contract import Usage

OVER: Final = "over"  # a node that was to be visited more often than it may: its path ends here


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Nodes of one step write under names of their own, so the order does not matter."""
    return {**old, **new}


class Spent(TypedDict):
    """What one visit of a node took, in tokens and micro-credits.

    `children_usage` is of the child runs alone: input, cached input and output tokens.
    """

    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    model_cost: int
    children_cost: int
    children_usage: NotRequired[tuple[int, int, int]]
    children_fees: list[tuple[str, int]]
    model: str | None
    model_tier: str | None
    attempts: list[dict[str, Any]]


class Round(TypedDict):
    """One piece of work that a supervisor gave away."""

    worker: str
    task: str


class State(TypedDict):
    """`values` holds the input and each node's latest output; `taken` the branch it chose."""

    values: Annotated[dict[str, Any], merged]
    taken: Annotated[dict[str, str], merged]
    visits: Annotated[dict[str, int], merged]
    rounds: Annotated[dict[str, list[Round]], merged]
    spent: Annotated[dict[str, Spent], merged]


Update = dict[str, dict[str, Any]]


def first_state(given: Mapping[str, Any]) -> State:
    return State(values={"input": dict(given)}, taken={}, visits={}, rounds={}, spent={})


def usage_of(state: State) -> Usage:
    """Everything the nodes' own models used, each visit once."""
    spent = state["spent"].values()
    return Usage(
        input_tokens=sum(s["input_tokens"] for s in spent),
        cached_input_tokens=sum(s["cached_input_tokens"] for s in spent),
        output_tokens=sum(s["output_tokens"] for s in spent),
    )


def steps_of(state: State) -> int:
    """Visits so far, a supervisor's rounds as one; joins do nothing and do not count."""
    return sum(state["visits"].values())


def model_cost_of(state: State) -> int:
    return sum(s["model_cost"] for s in state["spent"].values())


def children_usage_of(state: State) -> Usage:
    every = [s.get("children_usage", (0, 0, 0)) for s in state["spent"].values()]
    return Usage(
        input_tokens=sum(whole for whole, _, _ in every),
        cached_input_tokens=sum(cached for _, cached, _ in every),
        output_tokens=sum(output for _, _, output in every),
    )


def children_cost_of(state: State) -> int:
    return sum(s["children_cost"] for s in state["spent"].values())


def visit_key(node_id: str, visit: int) -> str:
    """Names one visit within its run, the same when a crash makes it happen again."""
    return f"{node_id}.{visit}"


def children_fees_of(state: State) -> list[tuple[str, int]]:
    """Whom the children paid, and how much."""
    return [(who, fee) for spent in state["spent"].values() for who, fee in spent["children_fees"]]
