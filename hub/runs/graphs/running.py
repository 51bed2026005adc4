"""One graph run while it executes: what its nodes share, and how they ask models and agents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from msgspec import structs

from hub.agents.public import PromptAgent, Runnable
from hub.billing.public import Rate
from hub.runs.consenting import Decisions
from hub.runs.costing import NOTHING, Worst, charged, fixed_fee, is_bounded, quote
from hub.runs.errors import CreditsExhausted
from hub.runs.executor import Asked, Child, Emit, Executor, InvokeChild, Work
from hub.runs.graphs.planning import for_node, plan_child
from hub.runs.graphs.prepared import Prepared
from hub.runs.graphs.purse import Purse
from hub.runs.graphs.state import Spent, visit_key
from hub.runs.record import Result, total
from providers.contract import Usage


@dataclass(slots=True)
class GraphRun:
    """The context of every node. `steps` counts their visits."""

    work: Work
    graph: Prepared
    executors: Mapping[str, Executor]
    invoke_child: InvokeChild
    decide: Decisions
    purse: Purse
    steps: int = 0

    def pay_step(self) -> None:
        """Raises:
        CreditsExhausted: the price is for steps, and what is left does not pay for another.
        """
        self.steps += 1
        most, fee = self.graph.agent.max_events, self.work.rate.event_amount
        if not fee or (most is not None and self.steps > most):
            return
        if fee > self.purse.left:
            raise CreditsExhausted("max_credits does not pay for another step.")
        self.purse.left -= fee

    async def say(self, event: str, data: dict[str, Any]) -> None:
        if self.work.emit is not None:
            await self.work.emit(event, data)

    async def ask(self, name: str, node_id: str, values: Mapping[str, Any]) -> tuple[Any, Spent]:
        """One node's model call, with everything that a prompt agent's has."""
        runnable = self.graph.asking[name]
        prompter = self.executors["prompt"]
        given = dict(values)
        asked = Asked(
            model=self.work.run.model_requested,
            own_keys=self.work.own_keys,
            regions=self.work.regions,
        )
        plan = prompter.plan(runnable, given, for_node(runnable, asked))
        wanted = _most(self.work.rate, plan.worst)
        with self.purse.share(self.purse.left if plan.agents else wanted) as share:
            asking = self._asking(runnable, given, node_id, share.most)
            asking.choice, asking.worst, asking.prompt = plan.choice, plan.worst, plan.prompt
            try:
                result = await prompter.execute(asking)
            finally:
                self.work.attempts.extend(asking.attempts)
                self.work.processed_in |= asking.processed_in
                self.work.child_cost += asking.child_cost
                self.work.child_usage = total(self.work.child_usage, asking.child_usage)
                self.work.child_fees.extend(asking.child_fees)
                share.used = asking.spent
        return result.output, _spent(result, asking)

    def _asking(self, runnable: Runnable, given: dict[str, Any], node_id: str, share: int) -> Work:
        agent = runnable.manifest
        assert isinstance(agent, PromptAgent)
        work = self.work
        return replace(
            work,
            runnable=runnable,
            rate=_of_its_models(work.rate),
            input=given,
            deadline=min(work.deadline, monotonic() + agent.model.deadline_s),
            allowance=share + fixed_fee(work.rate),
            emit=self._emit_of(node_id),
            attempts=[],
            first_token_at=None,
            spent=0,
            reserved=0,
            child_cost=0,
            child_usage=Usage(),
            child_fees=[],
        )

    async def hand_over(
        self, reference: str, node_id: str, visit: int, given: dict[str, Any]
    ) -> tuple[Any, Spent]:
        """One node's child run."""
        kin = self.work.kin[reference]
        plan = plan_child(kin, given, self.executors)
        rate, wanted = kin.permitted.rate, self.purse.left
        if not plan.agents and is_bounded(rate, plan.worst):
            wanted = quote(rate, plan.worst)
        with self.purse.share(wanted) as share:
            key = f"{self.work.run.id}/{visit_key(node_id, visit)}"
            end = await self.invoke_child(
                self.work,
                Child(
                    kin=kin,
                    given=given,
                    key=key,
                    allowance=share.most,
                    emit=self._emit_of(node_id),
                ),
            )
            share.used = end.cost
        self.work.child_cost += end.cost
        self.work.child_usage = total(self.work.child_usage, end.usage)
        self.work.child_fees.extend(end.fees)
        spent = _spend(Usage(), end.model, end.model_tier)
        spent["children_usage"] = _tokens(end.usage)
        spent["children_cost"] = end.cost
        spent["children_fees"] = list(end.fees)
        return end.output, spent

    def _emit_of(self, node_id: str) -> Emit | None:
        """Tool events of every node pass; text only of the one whose text is the answer."""
        if self.work.emit is None:
            return None
        speaks = self.graph.streams and node_id == self.graph.agent.output

        async def emit(event: str, data: dict[str, Any], /) -> None:
            if event == "output.delta":
                if speaks:
                    await self.work.say(data["text"])
            elif event in ("tool.called", "tool.returned"):
                await self.say(event, {**data, "node": node_id})

        return emit


def _of_its_models(rate: Rate) -> Rate:
    """The price for a node's own model calls: events are the graph's steps, not their tools."""
    return structs.replace(rate, model="free", unit_amount=0) if rate.event_amount else rate


def _most(rate: Rate, worst: Worst | None) -> int:
    """What a node's tokens may cost the caller at most."""
    assert worst is not None
    usage = Usage(input_tokens=worst.input_tokens, output_tokens=worst.output_tokens)
    most = worst.calls * charged(rate, worst.rate).cost(usage)
    if worst.models_most is None or rate.model_cost != "passed_through":
        return most
    # Once rounded up together, once apart.
    return min(most, worst.models_most + worst.calls * charged(rate, NOTHING).cost(usage))


def _spent(result: Result, asking: Work) -> Spent:
    spent = _spend(result.usage, result.model, result.model_tier)
    spent["model_cost"] = result.model_cost
    spent["children_cost"] = asking.child_cost
    spent["children_usage"] = _tokens(asking.child_usage)
    spent["children_fees"] = list(asking.child_fees)
    spent["attempts"] = [attempt.record() for attempt in asking.attempts]
    return spent


def _spend(usage: Usage, model: str | None, model_tier: str | None) -> Spent:
    return Spent(
        input_tokens=usage.input_tokens,
        cached_input_tokens=usage.cached_input_tokens,
        output_tokens=usage.output_tokens,
        model_cost=0,
        children_cost=0,
        children_fees=[],
        model=model,
        model_tier=model_tier,
        attempts=[],
    )


def _tokens(usage: Usage) -> tuple[int, int, int]:
    return usage.input_tokens, usage.cached_input_tokens, usage.output_tokens
