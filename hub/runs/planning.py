"""What a call would run, and the most that it can cost, before anything is recorded."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hub.agents.public import Runnable
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.runs.access import Gatekeeper, Permitted
from hub.runs.attachments import Attached, attached
from hub.runs.costing import fixed_fee, is_bounded, quote
from hub.runs.errors import CapabilityNotSupported, CreditsExhausted, InputInvalid
from hub.runs.executor import Asked, Errand, Executor, Plan, as_scout
from hub.runs.family import Permit, agent_id_of, family
from hub.runs.files import Files
from hub.runs.model_catalog import ModelCatalog
from hub.runs.record import Trying
from hub.runs.regions import DataRegions, refuse_elsewhere
from hub.runs.talk import SILENCE, Talk
from hub.runs.trying.batches import MODE as TRY
from hub.runs.trying.fitting import called
from hub.tools.public import OwnKeys


class Planned(Struct, frozen=True):
    """A permitted call with what its agent needs for it.

    `given` is the input as the agent reads it; `kept` has files by their IDs, for the record.
    """

    permitted: Permitted
    given: dict[str, Any]
    kept: dict[str, Any]
    asked: Asked
    plan: Plan

    def most(self, max_credits: int | None) -> int:
        """The quote, or what the caller is willing to pay where that is less or all that is known.

        Raises:
            MaxCreditsRequired: the price depends on usage that nothing bounds.
            CreditsExhausted: the caller is not willing to pay what the agent costs for certain.
        """
        rate, plan = self.permitted.rate, self.plan
        if max_credits is not None and max_credits < fixed_fee(rate):
            fee = format_credits(fixed_fee(rate))
            raise CreditsExhausted(f"A call of this agent costs {fee} credits at least.")
        if max_credits is not None and (plan.agents or not is_bounded(rate, plan.worst)):
            return max_credits
        most = quote(rate, plan.worst)
        return most if max_credits is None else min(most, max_credits)

    def trying(self, most: int) -> Trying:
        """What a try may cost whoever pays for it: so much for its models, and for the agent at
        most what one call of a fixed price costs, or as much again."""
        price = self.permitted.listed_at or self.permitted.rate
        fee = fixed_fee(price) if price.model in ("free", "per_call") else most
        return Trying(most, fee)


class Planner:
    def __init__(
        self,
        gatekeeper: Gatekeeper,
        executors: Mapping[str, Executor],
        own_keys: OwnKeys,
        files: Files,
        catalog: ModelCatalog,
        *,
        regions: DataRegions,
    ) -> None:
        self.gatekeeper = gatekeeper
        self._executors = executors
        self._own_keys = own_keys
        self._files = files
        self._catalog = catalog
        self._regions = regions

    def executor(self, runnable: Runnable, caller: Principal) -> Executor:
        """The one of its kind; a test key's calls are scripted, all but the choice of agents."""
        executor = self._executors[runnable.manifest.kind]
        scripted = caller.mode == "test" and as_scout(executor) is None
        return self._executors["test"] if scripted else executor

    async def plan(
        self,
        caller: Principal,
        agent_id: str,
        given: Any,
        face: str,
        *,
        model: str | None = None,
        talk: Talk = SILENCE,
        max_credits: int | None = None,
        tried_of: str | None = None,
    ) -> Planned:
        """Raises a LaeliaError when it may not, or cannot, run. `tried_of`: it is called in a try
        of this publisher's agent."""
        permitted = await self.permit(caller, agent_id, face, tried_of)
        content = {"text": given} if isinstance(given, str) else given
        found = await attached(self._files, caller, content)
        if found.texts:
            as_input(found.for_check(content, permitted.runnable), permitted.runnable)
        else:
            content = as_input(content, permitted.runnable)
        return await self.plan_again(
            permitted,
            caller,
            content,
            face,
            model=model,
            talk=talk,
            max_credits=max_credits,
            found=found,
            tried_of=tried_of,
        )

    async def permit(
        self, caller: Principal, agent_id: str, face: str, tried_of: str | None
    ) -> Permitted:
        """Raises what the gatekeeper raises. What a tried agent's models may call must be there to
        be called, and is looked at before it begins."""
        if caller.mode != TRY:
            return await self.gatekeeper.permit(caller, agent_id, channel_of(face))
        if tried_of is not None:
            return await self.gatekeeper.permit_try_step(caller, agent_id, tried_of)
        permitted = await self.gatekeeper.permit_try(caller, agent_id)
        for reference in called(permitted.runnable):
            await self.gatekeeper.permit_try_step(
                caller, agent_id_of(reference), permitted.runnable.owner_id
            )
        return permitted

    def _permit_steps(self, runnable: Runnable, tried_of: str | None) -> Permit:
        """For the agents that this one has as steps."""

        async def permit(caller: Principal, agent_id: str, channel: str, /) -> Permitted:
            if caller.mode != TRY:
                return await self.gatekeeper.permit(caller, agent_id, channel)
            owner = tried_of or runnable.owner_id
            return await self.gatekeeper.permit_try_step(caller, agent_id, owner)

        return permit

    async def plan_again(
        self,
        permitted: Permitted,
        caller: Principal,
        given: dict[str, Any],
        face: str,
        *,
        model: str | None,
        talk: Talk = SILENCE,
        max_credits: int | None = None,
        found: Attached | None = None,
        tried_of: str | None = None,
    ) -> Planned:
        """For a call that was checked before, by whoever executes it."""
        await self._catalog.filled()
        runnable = permitted.runnable
        found = found or await attached(self._files, caller, given)
        kept, given = given, found.for_model(given, runnable)
        if found.images:
            talk = replace(talk, images=talk.images + found.images)
        if talk.needs_model and runnable.manifest.kind != "prompt":
            raise CapabilityNotSupported(
                "This agent takes its input alone: no tools, images or other form of answer."
            )
        regions = None if caller.mode == "test" else await self._regions.of(caller.org_id)
        refuse_elsewhere(runnable, regions)
        asked = Asked(
            model=model,
            regions=regions,
            talk=talk if runnable.manifest.kind == "prompt" else SILENCE,
            own_keys={} if caller.mode == TRY else await self._own_keys.of(caller.org_id),
            kin=await family(
                self._permit_steps(runnable, tried_of), caller, channel_of(face), runnable
            ),
        )
        executor = self.executor(runnable, caller)
        if (scout := as_scout(executor)) is not None:
            errand = Errand(
                caller=caller, face=face, given=given, asked=asked, max_credits=max_credits
            )
            asked = await scout.scout(errand)
        plan = executor.plan(runnable, given, asked)
        return Planned(permitted, given, kept, asked, plan)


def channel_of(face: str) -> str:
    """The channel that must be open for a face. A schedule is a person's calls over HTTP."""
    return "http" if face == "schedule" else face


def as_input(given: Any, runnable: Runnable) -> dict[str, Any]:
    """The input as the agent's schema wants it; a bare string stands for `{"text": …}`.

    Raises:
        InputInvalid: with every fault and its JSON pointer.
    """
    content = {"text": given} if isinstance(given, str) else given
    if not isinstance(content, dict):
        raise InputInvalid.at("/input", "must be an object or a string")
    if problems := runnable.input_schema.problems(content):
        faults = [{"pointer": f"/input{p.pointer}", "detail": p.message} for p in problems]
        raise InputInvalid(
            f"The input does not fit: {faults[0]['pointer']} {faults[0]['detail']}.", errors=faults
        )
    return runnable.input_schema.with_defaults(content)
