"""The unified agent: it finds those of the caller's agents that a request is for, and runs them.

    scout     which agents, with what input, for how much at most: before anything is recorded
    execute   each as a run of its own, the output of one being the material of the next

It has no rights of its own: it sees what its caller has enabled on this channel, and no more.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Final

from msgspec import structs

from hub.agents.public import UNIFIED_ID, Runnable, Scored, Step
from hub.kit.amounts import format_credits
from hub.kit.errors import LaeliaError
from hub.kit.http import encode_json
from hub.runs.access import Permitted
from hub.runs.batches import Replay
from hub.runs.costing import NOTHING, Worst
from hub.runs.errors import (
    CreditsExhausted,
    InputIncomplete,
    MaxCreditsRequired,
    NoSuitableAgent,
)
from hub.runs.executor import Asked, Child, Errand, Plan, Work
from hub.runs.family import Kin, refuse_waiting
from hub.runs.invocation import Invocation, Outcome
from hub.runs.planning import channel_of
from hub.runs.record import Result, total
from hub.runs.routing import Attempt
from hub.runs.service import Runs
from hub.runs.unified_catalog import Catalogs, Considered
from hub.runs.unified_inputs import build, material_of, missing, room
from hub.runs.unified_model import ModelAid
from hub.runs.unified_route import Leg, Route
from providers.contract import Usage

_LONGEST_S: Final = 3600.0
_OVERHEAD_S: Final = 20.0
# A text of unknown length, until the agent that makes it has: four bytes a token, and its limit.
_BYTES_PER_TOKEN: Final = 4
_UNKNOWN_TOKENS: Final = 2_000
_TIERS: Final = ("demo", "standard", "frontier")


@dataclass(frozen=True, slots=True)
class Unified:
    """The executor of the agent `laelia`."""

    runs: Runs
    catalogs: Catalogs
    aid: ModelAid

    async def scout(self, errand: Errand) -> Asked:
        """Raises:
        NoSuitableAgent: none of the caller's agents fits, with the nearest.
        InputIncomplete: a chosen agent needs what the request does not say.
        CreditsExhausted: the chosen agents cost more than the caller is willing to pay.
        LaeliaError: a chosen agent cannot run here, and why.
        """
        listed = await self.runs.gatekeeper.permitted(errand.caller, channel_of(errand.face))
        permitted = [one for one in listed if one.runnable.agent_id != UNIFIED_ID]
        text: str = errand.given["text"]
        attempts: list[Attempt] = []
        aid = self.aid.within(errand.asked.regions)
        helped = errand.caller.mode == "live" and aid.choice() is not None
        found = await self.catalogs.consider(errand.caller.org_id, permitted, text, ranked=helped)
        plan = found.plan
        if helped:
            plan = await aid.improve(plan, text, found.ranking, found.candidates, attempts)
        if not plan.steps:
            raise _no_suitable_agent(found)
        material = errand.given.get("material") or plan.material
        route = Route((), material, errand.given.get("fields", {}), ())
        legs = await self._legs(errand, plan.steps, found.permitted, route, attempts)
        route = replace(route, legs=_reserving(legs), attempts=tuple(attempts))
        _check_budget(route, errand.max_credits)
        return structs.replace(errand.asked, route=route)

    async def _legs(
        self,
        errand: Errand,
        steps: Sequence[Step],
        permitted: dict[str, Permitted],
        route: Route,
        attempts: list[Attempt],
    ) -> list[Leg]:
        """Each step with an input that fits and a quote; later ones on a text like theirs."""
        legs: list[Leg] = []
        material = route.material
        for step in steps:
            one = permitted[step.agent_id]
            material = material[: room(one.runnable)] if legs else material
            leg = Leg(Kin(one), step.request, _why(step, one), quote=0, deadline_s=0)
            live = errand.caller.mode == "live"
            aid = self.aid.within(errand.asked.regions) if live else None
            leg, given = await self._complete(leg, material, route, aid, attempts)
            legs.append(await self._quoted(errand, leg, given))
            material = "x" * (_BYTES_PER_TOKEN * _longest_answer(one.runnable))
        return legs

    async def _quoted(self, errand: Errand, leg: Leg, given: dict[str, Any]) -> Leg:
        """Raises:
        LaeliaError: it cannot run here, and why.
        """
        runnable = leg.runnable
        call = Invocation(
            caller=errand.caller,
            agent_id=runnable.agent_id,
            input=given,
            face=errand.face,
            model=errand.asked.model,
        )
        try:
            refuse_waiting(runnable)
            work = await self._check(call, errand.max_credits)
        except LaeliaError as error:
            raise _about(error, runnable) from error
        return replace(
            leg,
            kin=Kin(leg.kin.permitted, work.kin),
            quote=work.allowance,
            deadline_s=work.deadline - monotonic(),
        )

    async def _check(self, call: Invocation, max_credits: int | None) -> Work:
        try:
            return await self.runs.check(call)
        except MaxCreditsRequired:
            if max_credits is None:
                raise
            return await self.runs.check(structs.replace(call, max_credits=max_credits))

    async def _complete(
        self,
        leg: Leg,
        material: str,
        route: Route,
        aid: ModelAid | None,
        attempts: list[Attempt],
    ) -> tuple[Leg, dict[str, Any]]:
        """The leg with what a model could add, and the input that it makes.

        Raises:
            InputIncomplete: required fields are still missing.
        """
        runnable = leg.runnable
        given = build(runnable, leg.request, material, route.fields)
        absent = missing(runnable, given)
        if absent and aid is not None:
            extra = await aid.fill(runnable, leg.request, route.material, absent, attempts)
            leg = replace(leg, extra=extra)
            given = build(runnable, leg.request, material, {**extra, **route.fields})
            absent = missing(runnable, given)
        if absent:
            names = ", ".join(absent)
            problems = runnable.input_schema.problems(given)
            raise InputIncomplete(
                f"'{runnable.manifest.name}' fits, but the request does not give what it needs: "
                f"{names}. Say it, or send it in input.fields.",
                agent_id=runnable.agent_id,
                agent=runnable.manifest.name,
                missing=absent,
                errors=[{"pointer": p.pointer, "detail": p.message} for p in problems],
            )
        return leg, given

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        del runnable, given
        assert asked.route is not None
        seconds = min(_LONGEST_S, asked.route.deadline_s + _OVERHEAD_S)
        worst = Worst(
            input_tokens=0,
            output_tokens=0,
            calls=0,
            seconds=seconds,
            rate=NOTHING,
            children=asked.route.quote,
        )
        return Plan(worst=worst, deadline_s=seconds)

    async def execute(self, work: Work) -> Result:
        route = work.route
        assert route is not None
        work.attempts.extend(route.attempts)
        work.processed_in |= {one.region for one in route.attempts if one.region}
        done: list[tuple[Leg, Outcome]] = []
        material = route.material
        for leg in route.legs:
            outcome = await self._run(work, leg, material, done)
            done.append((leg, outcome))
            material = material_of(outcome.output)
        return _result(done)

    async def _run(
        self, work: Work, leg: Leg, material: str, done: list[tuple[Leg, Outcome]]
    ) -> Outcome:
        """Raises:
        LaeliaError: this step failed; with the steps before it, which are paid for.
        """
        assert work.route is not None
        runnable = leg.runnable
        teller = _Teller(work, leg, is_last=leg is work.route.legs[-1])
        given = build(runnable, leg.request, material, {**leg.extra, **work.route.fields})
        child = Child(
            kin=leg.kin,
            given=given,
            key=f"{work.run.id}/{len(done)}",
            allowance=max(0, work.allowance - work.child_cost - leg.reserve),
            emit=teller if work.emit is not None else None,
            model=work.run.model_requested,
        )
        try:
            outcome = await self.runs.invoke_child(work, child)
        except LaeliaError as error:
            raise _about(error, runnable, done) from error
        assert not isinstance(outcome, Replay)  # its key is new, and it waits for nobody
        _account(work, outcome)
        await teller.returned(outcome)
        if outcome.error is not None:
            raise _about(outcome.error, runnable, done)
        return outcome


@dataclass(slots=True)
class _Teller:
    """Tells the parent's listener what a child does: that it runs, its tools, and, of the last
    one, its words."""

    work: Work
    leg: Leg
    is_last: bool

    async def __call__(self, event: str, data: dict[str, Any], /) -> None:
        if event == "output.delta" and self.is_last:
            await self.work.say(data["text"])
        elif self.work.emit is None:
            return
        elif event == "run.started":
            await self.work.emit("tool.called", self._named(data["id"]) | {"why": self.leg.why})
        elif event in ("tool.called", "tool.returned"):
            slug = self.leg.runnable.manifest.slug
            await self.work.emit(event, {**data, "node": slug})

    async def returned(self, outcome: Outcome) -> None:
        if self.work.emit is not None:
            done = outcome.done
            end = {"status": done.status, "cost": _cost(done.cost), "usage": _tokens(done.usage)}
            await self.work.emit("tool.returned", self._named(outcome.run.id) | end)

    def _named(self, run_id: str) -> dict[str, Any]:
        runnable = self.leg.runnable
        return {"id": run_id, "name": runnable.manifest.slug, "agent_id": runnable.agent_id}


def _account(work: Work, outcome: Outcome) -> None:
    """What a child cost is its parent's, whatever becomes of that, and pays the child's makers."""
    done = outcome.done
    fees = [(outcome.run.agent_owner_id, done.publisher_fee), *done.child_fees]
    work.child_cost += done.cost
    work.child_usage = total(work.child_usage, done.usage)
    work.child_fees += [(publisher, fee) for publisher, fee in fees if fee]


def _no_suitable_agent(found: Considered) -> NoSuitableAgent:
    if not found.permitted:
        return NoSuitableAgent(
            "No agent is enabled for you on this channel. Enable some, and ask again.", nearest=[]
        )
    nearest = [_near(scored, found) for scored in found.plan.considered]
    names = ", ".join(near["name"] for near in nearest[:3])
    return NoSuitableAgent(
        f"None of your agents does this; the nearest are {names}. Enable one that does, or say it "
        "in other words.",
        nearest=nearest,
    )


def _near(scored: Scored, found: Considered) -> dict[str, Any]:
    manifest = found.permitted[scored.agent_id].runnable.manifest
    return {
        "agent_id": scored.agent_id,
        "name": manifest.name,
        "tagline": manifest.tagline,
        "score": round(scored.score, 3),
    }


def _why(step: Step, one: Permitted) -> str:
    name = one.runnable.manifest.name
    if not step.score:
        return f"{name} was {step.because}."
    return f"{name} fits “{step.request[:200]}” best (likeness {step.score:.2f}): “{step.because}”"


def _reserving(legs: list[Leg]) -> tuple[Leg, ...]:
    """Each leg leaves what the later ones may need."""
    reserved, kept = 0, list[Leg]()
    for leg in reversed(legs):
        kept.append(replace(leg, reserve=reserved))
        reserved += leg.quote
    return tuple(reversed(kept))


def _check_budget(route: Route, max_credits: int | None) -> None:
    """One agent is cut to what it may spend, as when it is called by itself. Of several none begins
    before all of them can be paid: half of the work would cost something and be worth nothing."""
    needed = route.quote if len(route.legs) > 1 else route.legs[0].certain
    if max_credits is None or needed <= max_credits:
        return
    names = ", then ".join(leg.runnable.manifest.name for leg in route.legs)
    raise CreditsExhausted(
        f"This takes {names}, for {format_credits(route.quote)} credits at most; max_credits is "
        f"{format_credits(max_credits)}, and {format_credits(needed)} are needed to begin.",
        required_credits=format_credits(needed),
        quoted_credits=format_credits(route.quote),
        agent_ids=[leg.runnable.agent_id for leg in route.legs],
    )


def _about(
    error: LaeliaError, runnable: Runnable, done: Sequence[tuple[Leg, Outcome]] = ()
) -> LaeliaError:
    """A child's failure as the parent's: the same code, and where it happened. Which run failed and
    which succeeded before it is said; `run_id` stays for the parent's own."""
    told = copy(error)
    told.detail = f"{runnable.manifest.name}: {error.detail}"
    told.extra = {**error.extra, "failed_agent_id": runnable.agent_id}
    if (child := told.extra.pop("run_id", None)) is not None:
        told.extra["failed_run_id"] = child
    if done:
        told.extra["steps"] = [_step(leg, outcome, with_output=False) for leg, outcome in done]
    return told


def _longest_answer(runnable: Runnable) -> int:
    model = getattr(runnable.manifest, "model", None)
    return getattr(model, "max_output_tokens", None) or _UNKNOWN_TOKENS


def _result(done: list[tuple[Leg, Outcome]]) -> Result:
    last = done[-1][1]
    ends = [outcome.done for _, outcome in done]
    tiers = [end.model_tier for end in ends if end.model_tier in _TIERS]
    output: dict[str, Any] = {"text": _text(last.output)}
    if not _is_text(last.output):
        output["structured"] = last.output
    return Result(
        output=output | {"steps": [_step(leg, outcome) for leg, outcome in done]},
        usage=Usage(),
        model=last.done.model,
        model_tier=min(tiers, key=_TIERS.index, default=None),
    )


def _step(leg: Leg, outcome: Outcome, *, with_output: bool = True) -> dict[str, Any]:
    runnable = leg.runnable
    step = {
        "agent_id": runnable.agent_id,
        "name": runnable.manifest.name,
        "run_id": outcome.run.id,
        "why": leg.why,
        "cost": _cost(outcome.done.cost),
    }
    return step | {"output": outcome.output} if with_output else step


def _tokens(usage: Usage) -> dict[str, int]:
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}


def _cost(credits_: int) -> dict[str, str]:
    return {"credits": format_credits(credits_)}


def _is_text(output: Any) -> bool:
    return isinstance(output, dict) and set(output) == {"text"} and isinstance(output["text"], str)


def _text(output: Any) -> str:
    return output["text"] if _is_text(output) else encode_json(output).decode()
