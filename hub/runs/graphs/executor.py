"""The executor of graph agents.

Every step is in the database before the next one begins, so that another process can go on where
this one died: nodes that have finished are not visited again, and a child run that has finished is
replayed.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from hub.agents.public import Runnable
from hub.kit.errors import Unavailable
from hub.runs.consenting import Decisions
from hub.runs.costing import NOTHING, charged, fixed_fee
from hub.runs.errors import OutputInvalid
from hub.runs.executor import Asked, Executor, InvokeChild, Paused, Plan, Work
from hub.runs.graphs.engine import Engine
from hub.runs.graphs.planning import plan_graph
from hub.runs.graphs.prepared import Prepared, prepare
from hub.runs.graphs.purse import Purse
from hub.runs.graphs.running import GraphRun
from hub.runs.graphs.state import (
    State,
    children_cost_of,
    children_fees_of,
    children_usage_of,
    first_state,
    model_cost_of,
    steps_of,
    usage_of,
)
from hub.runs.record import NewRun, Result

_MAX_PREPARED: Final = 1_000
_TIERS: Final = ("demo", "standard", "frontier")

log = structlog.get_logger()


class GraphExecutor:
    """`executors` also runs the steps: the prompt executor asks models for the nodes."""

    def __init__(
        self,
        engine: Engine,
        executors: Mapping[str, Executor],
        invoke_child: InvokeChild,
        decide: Decisions,
    ) -> None:
        self._engine = engine
        self._executors = executors
        self._invoke_child = invoke_child
        self._decide = decide
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        return plan_graph(self._prepare(runnable), given, asked, self._executors)

    async def execute(self, work: Work) -> Result:
        graph = self._prepare(work.runnable)
        thread = await self._engine.thread(work.runnable.version_id, graph, work.run)
        before = await thread.state()
        run = GraphRun(
            work=work,
            graph=graph,
            executors=self._executors,
            invoke_child=self._invoke_child,
            decide=self._decide,
            purse=Purse(work.allowance - fixed_fee(work.rate)),
        )
        if before is not None:
            _remember(run, before)
        after = await thread.go_on(None if before else first_state(work.input), run)
        if after is None:
            raise Paused
        if before is not None:
            _account(work, after)
        return _result(work, graph, after)

    async def forget(self, run: NewRun) -> None:
        """After the end of a run. What cannot be removed now, the worker removes later."""
        try:
            await self._engine.forget(run.org_id, run.id)
        except Unavailable as error:
            log.warning("checkpoints.left", run_id=run.id, error=str(error))

    def _prepare(self, runnable: Runnable) -> Prepared:
        known = self._prepared.get(runnable.version_id)
        if known is None:
            known = self._prepared[runnable.version_id] = prepare(runnable)
            if len(self._prepared) > _MAX_PREPARED:
                self._prepared.popitem(last=False)
        else:
            self._prepared.move_to_end(runnable.version_id)
        return known


@dataclass(frozen=True, slots=True)
class _Before:
    """Something that was tried in another process."""

    entry: dict[str, Any]

    def record(self) -> dict[str, Any]:
        return self.entry


def _remember(run: GraphRun, before: State) -> None:
    """What was spent on this run before; said again, it changes nothing."""
    passed = model_cost_of(before) if run.work.rate.model_cost == "passed_through" else 0
    own = charged(run.work.rate, NOTHING).cost(usage_of(before))
    run.steps = steps_of(before)
    steps = run.work.rate.event_amount * _paid_steps(run.graph, before)
    run.purse.left -= passed + own + steps + children_cost_of(before)
    _account(run.work, before)


def _account(work: Work, state: State) -> None:
    """The state knows best: nodes that ended beside one that did not are in no process's memory."""
    work.child_cost = children_cost_of(state)
    work.child_usage = children_usage_of(state)
    work.child_fees = children_fees_of(state)
    work.attempts = [
        _Before(entry) for spent in state["spent"].values() for entry in spent["attempts"]
    ]


def _result(work: Work, graph: Prepared, state: State) -> Result:
    output = state["values"].get(graph.agent.output)
    if output is None:
        raise OutputInvalid("The graph ended on a way that does not pass its output node.")
    if problems := work.runnable.output_schema.problems(output):
        where = f"{problems[0].pointer or '/'}: {problems[0].message}"
        raise OutputInvalid(f"The graph's answer does not fit the agent's output schema: {where}.")
    spent = list(state["spent"].values())
    own = [s for key, s in state["spent"].items() if key.partition(".")[0] == graph.agent.output]
    tiers = [s["model_tier"] for s in spent if s["model_tier"]]
    return Result(
        output=output,
        usage=usage_of(state),
        model=own[-1]["model"] if own else None,
        model_tier=min(tiers, key=_TIERS.index, default=None),
        model_cost=model_cost_of(state),
        first_token_at=work.first_token_at,
        events=_paid_steps(graph, state),
    )


def _paid_steps(graph: Prepared, state: State) -> int:
    most = graph.agent.max_events
    return steps_of(state) if most is None else min(steps_of(state), most)
