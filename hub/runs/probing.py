"""Runs that the hub makes itself, to see whether an agent works before others are shown it.

They are runs of the organization that offers the agent, and marked. What they cost is a promotion
of the platform's: it is granted just before, and what was not needed is taken back.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from hub.agents.public import Definitions, McpAgent, Runnable
from hub.billing.public import FREE
from hub.credits import public as credits_
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.db import Database, Reader
from hub.kit.errors import LaeliaError
from hub.runs.access import Permitted
from hub.runs.batches import Replay
from hub.runs.errors import DeadlineExceeded, RunCancelled
from hub.runs.executor import Work
from hub.runs.invocation import Invocation, Outcome
from hub.runs.service import Runs
from hub.tools.public import Reach

_LONGEST_S: Final = 60.0
_GRANT_FOR: Final = timedelta(minutes=15)
# What says that this installation has not the means, and nothing of the agent.
_NOT_HERE: Final = frozenset({"model_too_weak", "model_not_allowed", "capability_not_supported"})


@dataclass(frozen=True, slots=True)
class Sample:
    title: str
    input: Any


@dataclass(frozen=True, slots=True)
class Probed:
    """How one sample went. `status` is succeeded, failed, asks (a person, and was not answered) or
    not_run: no model of this installation is fit for it. `output_valid` is null without output."""

    title: str
    status: str
    run_id: str | None = None
    code: str | None = None
    detail: str | None = None
    milliseconds: int | None = None
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    output_valid: bool | None = None


@dataclass(frozen=True, slots=True)
class Probes:
    """Of one version. `drift` is how the tools of an mcp agent's server differ from their pins."""

    version_id: str
    samples: Sequence[Probed]
    drift: Sequence[str] = ()


class Prober:
    """`most` is what one sample may cost, in micro-credits."""

    def __init__(
        self,
        runs: Runs,
        reach: Reach,
        reader: Reader,
        database: Database,
        clock: Clock,
        *,
        most: int,
    ) -> None:
        self._runs = runs
        self._reach = reach
        self._reader = reader
        self._database = database
        self._clock = clock
        self._most = most
        self._definitions = Definitions()

    async def probe(
        self, who: Principal, agent_id: str, version_id: str, samples: Sequence[Sample], mark: str
    ) -> Probes:
        """Runs every sample once, of an agent of the caller's own; `mark` is in the record of each.

        Raises:
            AgentNotFound: the version is not there any more.
        """
        caller = replace(who, key_id=None, agent_ids=None, mode="live")
        async with self._reader.transaction(who.org_id) as connection:
            runnable = await self._definitions.find(connection, agent_id, version_id)
        if runnable is None:
            raise entitlements.AgentNotFound("There is no agent with this ID.")
        drift = await self._drift(runnable)
        planned = await asyncio.gather(
            *(self._plan(caller, runnable, sample, mark) for sample in samples)
        )
        async with self._paid([plan for plan in planned if isinstance(plan, Work)]):
            done = [
                self._run(plan, runnable, sample.title)
                for plan, sample in zip(planned, samples, strict=True)
            ]
            return Probes(version_id, await asyncio.gather(*done), drift)

    async def _drift(self, runnable: Runnable) -> list[str]:
        manifest = runnable.manifest
        if not isinstance(manifest, McpAgent):
            return []
        try:
            return await self._reach.drift_at(runnable.owner_id, manifest.url, manifest.credential)
        except LaeliaError as error:
            return [f"the server cannot be looked at: {error.detail}"]

    async def _plan(
        self, caller: Principal, runnable: Runnable, sample: Sample, mark: str
    ) -> Work | Probed:
        call = Invocation(
            caller=caller,
            agent_id=runnable.agent_id,
            input=sample.input,
            face="http",
            metadata={"probe": mark},
            max_credits=self._most,
        )
        try:
            return await self._runs.check_permitted(call, _permitted(runnable))
        except LaeliaError as error:
            return _refused(sample.title, error)

    async def _run(self, work: Work | Probed, runnable: Runnable, title: str) -> Probed:
        if isinstance(work, Probed):
            return work
        try:
            outcome = await self._carried_out(work)
        except LaeliaError as error:
            return _refused(title, error)
        if isinstance(outcome, Replay):
            stopped = RunCancelled("It asks a person, and this was a probe.")
            await self._runs.settle(work.run, "cancelled", stopped)
            return Probed(title, "asks", run_id=work.run.id)
        return _probed(title, outcome, runnable)

    async def _carried_out(self, work: Work) -> Outcome | Replay:
        """Raises DeadlineExceeded: it took longer than anybody waits for a probe."""
        task = self._runs.begin(work)
        done, _ = await asyncio.wait([task], timeout=_LONGEST_S)
        if not done:
            work.cancel()
            await asyncio.wait([task])
            raise DeadlineExceeded(f"It took longer than {_LONGEST_S:g} seconds.")
        return task.result()

    @asynccontextmanager
    async def _paid(self, works: Sequence[Work]) -> AsyncIterator[None]:
        """One grant for all: of several, a run may hold another's, which is then not taken back."""
        amount = sum(work.run.hold for work in works)
        if not amount:
            yield
            return
        org_id, key = works[0].run.org_id, f"probe:{works[0].run.id}"
        now = self._clock()
        terms = credits_.GrantTerms(
            org_id=org_id,
            amount=amount,
            kind="promotional",
            reason="A probe of what you offer",
            idempotency_key=key,
            expires_at=now + _GRANT_FOR,
        )
        async with self._database.transaction(org_id) as session:
            await credits_.grant_credits(session, terms, now=now)
        try:
            yield
        finally:
            async with self._database.transaction(org_id) as session:
                await credits_.take_back(
                    session, org_id=org_id, idempotency_key=key, now=self._clock()
                )


def _refused(title: str, error: LaeliaError) -> Probed:
    status = "not_run" if error.code in _NOT_HERE else "failed"
    return Probed(title, status, code=error.code, detail=error.detail)


def _permitted(runnable: Runnable) -> Permitted:
    """Nobody needs a right to what the hub itself runs; it pays the models, and no price."""
    access = entitlements.Access(
        id=entitlements.ALWAYS,
        agent_id=runnable.agent_id,
        version_id=runnable.version_id,
        price_id=None,
        channels=frozenset(runnable.manifest.channels),
        payment_mode="prepaid",
        run_limit=None,
    )
    return Permitted(access, runnable, FREE)


def _probed(title: str, outcome: Outcome, runnable: Runnable) -> Probed:
    done, error = outcome.done, outcome.error
    code, detail = (error.code, error.detail) if error is not None else (None, None)
    status, valid = done.status, None
    if error is None:
        valid = not runnable.output_schema.problems(outcome.output)
        if not valid:
            status, code, detail = "failed", "output_invalid", "Its output does not fit its schema."
        elif _says_nothing(outcome.output):
            status, code, detail = "failed", "output_empty", "Its output says nothing."
    return Probed(
        title=title,
        status="succeeded" if status == "succeeded" else "failed",
        run_id=outcome.run.id,
        code=code,
        detail=detail,
        milliseconds=done.duration_ms,
        model=done.model,
        input_tokens=done.usage.input_tokens,
        output_tokens=done.usage.output_tokens,
        output_valid=valid,
    )


def _says_nothing(output: Any) -> bool:
    if isinstance(output, str):
        return not output.strip()
    if isinstance(output, Mapping):
        return all(_says_nothing(value) for value in output.values())
    if isinstance(output, Sequence):
        return all(_says_nothing(value) for value in output)
    return output is None
