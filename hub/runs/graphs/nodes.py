"""What each kind of node does when it is visited. A visit reads the state and answers what it
changes in it; nothing else may decide what the next node sees."""

import json
from collections.abc import Mapping
from typing import Any, Final

from hub.agents.public import (
    AgentNode,
    ApprovalNode,
    GraphNode,
    JoinNode,
    PromptNode,
    RouterNode,
    Runnable,
    SupervisorNode,
    fill,
    raw_text,
    value_of,
)
from hub.runs.errors import OutputInvalid
from hub.runs.graphs.prepared import BRIEF, last_of
from hub.runs.graphs.running import GraphRun
from hub.runs.graphs.state import OVER, Round, State, Update, visit_key
from hub.tools.public import search

_RESULT_CHARS: Final = 20_000
_HOW: Final = (
    'To hand over: {"worker": <name>, "text": <task>}. To finish: {"worker": "", "text": <answer>}.'
)


class Waits(Exception):
    """A person must answer first; the visit happens again once they have."""


async def visit(node: GraphNode, state: State, run: GraphRun) -> Update:
    """Raises:
    Waits: the node needs a person's answer.
    LaeliaError: the node failed, and with it the run.
    """
    if isinstance(node, JoinNode):
        return {}
    number = _number(node, state)
    if node.max_visits is not None and number > node.max_visits:
        return {"taken": {node.id: OVER}}
    if number > state["visits"].get(node.id, 0):
        run.pay_step()
    called = {"id": visit_key(node.id, number), "name": node.id, "node": node.id, "kind": node.kind}
    await run.say("tool.called", called)
    update = await _act(node, state, run, number)
    update.setdefault("visits", {})[node.id] = number
    update.setdefault("taken", {}).setdefault(node.id, "")
    await run.say("tool.returned", called)
    return update


def _number(node: GraphNode, state: State) -> int:
    """Which visit this is. A supervisor's rounds are one visit."""
    before = state["visits"].get(node.id, 0)
    if isinstance(node, SupervisorNode) and state["rounds"].get(node.id):
        return before
    return before + 1


async def _act(node: GraphNode, state: State, run: GraphRun, number: int) -> Update:
    if isinstance(node, PromptNode):
        output, spent = await run.ask(node.id, node.id, state["values"])
        return {"values": {node.id: output}, "spent": {visit_key(node.id, number): spent}}
    if isinstance(node, AgentNode):
        given = input_of(node, run.work.kin[node.agent].permitted.runnable, state["values"])
        output, spent = await run.hand_over(node.agent, node.id, number, given)
        return {"values": {node.id: output}, "spent": {visit_key(node.id, number): spent}}
    if isinstance(node, RouterNode):
        return await _route(node, state, run, number)
    if isinstance(node, SupervisorNode):
        return await _lead(node, state, run, number)
    assert isinstance(node, ApprovalNode)
    return await _approve(node, state, run, number)


async def _route(node: RouterNode, state: State, run: GraphRun, number: int) -> Update:
    values = state["values"]
    update: Update = {}
    if node.expression is not None:
        found = search(node.expression, values)
        label = str(found).lower() if isinstance(found, bool) else str(found)
    else:
        assert node.instructions is not None
        brief = f"{fill(node.instructions, values)}\nBranches: {', '.join(node.branches)}."
        try:
            output, spent = await run.ask(node.id, node.id, {BRIEF: brief})
        except OutputInvalid:  # a weak model's nonsense is no reason to stop: there is a default
            label = node.default
        else:
            label = output["branch"]
            update["spent"] = {visit_key(node.id, number): spent}
    branch = label if label in node.branches else node.default
    return update | {"taken": {node.id: branch}, "values": {node.id: {"branch": branch}}}


async def _lead(node: SupervisorNode, state: State, run: GraphRun, number: int) -> Update:
    """One round: a task for a worker, or the answer. After the last round only the answer is left;
    in `rounds` an empty list says that no visit is under way."""
    values, done = state["values"], state["rounds"].get(node.id, [])
    brief = _briefing(node, run, values, done)
    is_last = len(done) >= node.max_rounds
    name = last_of(node.id) if is_last else node.id
    output, spent = await run.ask(name, node.id, {BRIEF: brief})
    update: Update = {"spent": {f"{visit_key(node.id, number)}.{len(done)}": spent}}
    worker = "" if is_last else output["worker"]
    if worker:
        told = {"worker": worker, "task": output["text"]}
        return update | {
            "values": {node.id: told},
            "rounds": {node.id: [*done, Round(worker=worker, task=output["text"])]},
            "taken": {node.id: worker},
        }
    return update | {"values": {node.id: {"text": output["text"]}}, "rounds": {node.id: []}}


def _briefing(
    node: SupervisorNode, run: GraphRun, values: Mapping[str, Any], done: list[Round]
) -> str:
    """The task, the workers and what they did so far. Each round's result is the worker's latest,
    so only the last round of a worker is told whole."""
    workers = "\n".join(f"- {name}: {_about(name, run)}" for name in node.workers)
    told = [
        f"{at}. {round_['worker']} was asked: {round_['task']}" for at, round_ in enumerate(done, 1)
    ]
    results = [
        f"{name} answered: {json.dumps(values[name], ensure_ascii=False)[:_RESULT_CHARS]}"
        for name in node.workers
        if any(round_["worker"] == name for round_ in done)
    ]
    return "\n".join(
        [
            fill(node.instructions, values),
            "Workers:",
            workers,
            f"Rounds done: {len(done)} of {node.max_rounds}.",
            *told,
            *results,
            _HOW,
        ]
    )


def _about(name: str, run: GraphRun) -> str:
    worker = run.graph.nodes[name]
    if isinstance(worker, AgentNode):
        return run.work.kin[worker.agent].permitted.runnable.manifest.tagline
    assert isinstance(worker, PromptNode)
    return raw_text(worker.instructions)[:300]


async def _approve(node: ApprovalNode, state: State, run: GraphRun, number: int) -> Update:
    question = fill(node.question, state["values"])
    decision = await run.decide(run.work, node.id, number, question, node.timeout_s)
    if decision is None:
        raise Waits
    branch = "approved" if decision["decision"] == "approved" else "rejected"
    return {"taken": {node.id: branch}, "values": {node.id: decision}}


def input_of(node: AgentNode, step: Runnable, values: Mapping[str, Any]) -> dict[str, Any]:
    """The child's input. A placeholder that stands alone keeps the type of what it names, unless
    the child wants a text there."""
    fields = step.manifest.input_schema.get("properties", {})
    return {
        name: fill(text, values) if _is_text(fields.get(name)) else _filled(text, values)
        for name, text in node.input.items()
    }


def _is_text(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "string"


def _filled(text: str, values: Mapping[str, Any]) -> Any:
    value = value_of(text, values)
    return "" if value is None else value
