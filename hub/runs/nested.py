"""Runs inside runs: an agent calls another, with the right and the credits of its caller.

A child needs the caller's own entitlement, and the channel that the parent came by. It has a
record of its own and no hold: what it costs is taken from its parent's, once, when that ends.
"""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hub.agents.public import Runnable
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.errors import LaeliaError
from hub.runs.batches import Replay
from hub.runs.errors import AgentLoop, CreditsExhausted, NestedTooDeep
from hub.runs.executor import Work
from hub.runs.planning import Planned, Planner, channel_of
from hub.runs.record import total

if TYPE_CHECKING:
    from hub.runs.invocation import Outcome
    from hub.runs.service import Runs

_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class Nesting:
    """How deep runs may nest, and how often one agent may stand in a chain."""

    max_depth: int
    max_repeats: int

    def check(self, parent: Work, agent_id: str) -> None:
        """Raises:
        NestedTooDeep: the chain is as long as it may be.
        AgentLoop: the agent stands in the chain as often as it may.
        """
        if parent.run.depth + 1 > self.max_depth:
            raise NestedTooDeep(f"Agents may call agents {self.max_depth} deep, and no deeper.")
        if parent.lineage.count(agent_id) >= self.max_repeats:
            raise AgentLoop(
                f"{agent_id} stands in this chain of calls {self.max_repeats} times already."
            )


class Nested:
    """The children of runs of one process."""

    def __init__(self, runs: "Runs", planner: Planner, rules: Nesting) -> None:
        self._runs = runs
        self._planner = planner
        self._rules = rules

    async def find(self, parent: Work, agent_id: str) -> Runnable:
        """Raises a LaeliaError when the caller of the parent may not run it."""
        found = await self._planner.permit(
            parent.caller, agent_id, parent.run.face, parent.tried_of
        )
        return found.runnable

    async def invoke(self, parent: Work, agent_id: str, given: Any) -> "Outcome":
        """Runs a child to its end, however it ends; it ends with its parent at the latest.

        Raises:
            LaeliaError: it may not start: no entitlement, too deep, a loop, no credits left.
        """
        self._rules.check(parent, agent_id)
        left = parent.left()
        if left < 0:
            raise CreditsExhausted(
                f"Nothing is left of the {format_credits(parent.allowance)} credits of this run."
            )
        child, task = await self._runs.child(parent, agent_id, given, left)
        parent.reserved += child.allowance
        try:
            outcome = await asyncio.shield(task)
        except asyncio.CancelledError:
            child.cancel()
            await asyncio.wait([task])
            raise
        finally:
            parent.reserved -= child.allowance
            account(parent, task)
        assert not isinstance(outcome, Replay)  # a child has no idempotency key
        return outcome

    async def quote(self, caller: Principal, above: Planned, face: str) -> int:
        """What the agents that it may call can cost, each called once; more needs max_credits.

        An agent that the caller may not run, or that cannot run here, costs nothing: it will not
        run either.
        """
        total, seen = 0, {above.permitted.runnable.agent_id}
        waiting = [(agent_id, 1) for agent_id in above.plan.agents]
        while waiting and len(seen) < _QUOTED:
            agent_id, depth = waiting.pop()
            if agent_id in seen or depth > self._rules.max_depth:
                continue
            seen.add(agent_id)
            child = await self._planned(caller, agent_id, above, face)
            if child is not None:
                total += child.most(None)
                waiting += [(inner, depth + 1) for inner in child.plan.agents]
        return total

    async def _planned(
        self, caller: Principal, agent_id: str, above: Planned, face: str
    ) -> Planned | None:
        """As if it were given what its parent was given: more is not known yet."""
        try:
            permitted = await self._planner.gatekeeper.permit(caller, agent_id, channel_of(face))
            return await self._planner.plan_again(permitted, caller, above.given, face, model=None)
        except LaeliaError:
            return None


def account(parent: Work, task: "asyncio.Task[Outcome | Replay]") -> None:
    """A child that ended is paid for, also when its parent had not the time to wait for it."""
    if not task.done() or task.cancelled() or task.exception() is not None:
        return
    outcome = task.result()
    if isinstance(outcome, Replay):
        return
    done = outcome.done
    parent.spent += done.taken
    parent.child_cost += done.taken
    parent.child_usage = total(parent.child_usage, done.usage)
    fees = [(outcome.run.agent_owner_id, done.publisher_fee), *done.child_fees]
    parent.child_fees += [(publisher, fee) for publisher, fee in fees if fee]
