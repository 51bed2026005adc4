"""The main job: one call of one agent, from permitted to settled.

    permit → start (transaction 1) → execute → finish (transaction 2)

Every face calls :meth:`Runs.invoke`; what differs between them is how they read a request and how
they show the answer. A run that has started is always finished, also when its caller goes away:
execution belongs to a task of its own.
"""

import asyncio
import hashlib
from time import monotonic
from typing import Any, Final

import msgspec
import structlog
from msgspec.structs import replace

from hub.entitlements.public import AgentNotEnabled, RunLimitReached
from hub.identity.public import Principal
from hub.kit import telemetry, tracing
from hub.kit.clock import Clock
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.maintenance import Gate
from hub.kit.signing import SigningKey
from hub.kit.vault import ContentErased, Place, Vault
from hub.runs import errors, observing
from hub.runs.access import Gatekeeper, Permitted
from hub.runs.batches import Replay, Started, Waiting
from hub.runs.costing import seconds_for
from hub.runs.ending import Ending
from hub.runs.execution import Execution, Park
from hub.runs.executor import Asked, Child, CountsTokens, Emit, Paused, Work, as_durable
from hub.runs.invocation import Invocation, Outcome
from hub.runs.live import LiveRuns
from hub.runs.nested import Nested, Nesting, account
from hub.runs.planning import Planned, Planner, as_input, channel_of
from hub.runs.quotes import Quote, Quotes
from hub.runs.record import Finished, NewRun, RunStatus
from hub.runs.regions import refuse_elsewhere
from hub.runs.response_cache import ResponseCache
from hub.runs.sealing import INPUT, Committer
from hub.runs.sessions import Session, Sessions
from hub.runs.settling import Settler, cut_off, lost, unexecuted
from hub.runs.talk import Talk

log = structlog.get_logger()


_LAST_RECORDS_S: Final = 2.0


class Runs:
    """Everything a process needs to run agents; built once by a root."""

    def __init__(
        self,
        *,
        planner: Planner,
        sessions: Sessions,
        park: Park,
        cache: ResponseCache,
        starter: Committer[NewRun, Started],
        finisher: Committer[Finished, bool],
        live: LiveRuns,
        nesting: Nesting,
        vault: Vault,
        key: SigningKey,
        gate: Gate,
        clock: Clock,
        issuer: str,
    ) -> None:
        self._gate = gate
        self._vault = vault
        self._planner = planner
        self._gatekeeper = planner.gatekeeper
        self._sessions = sessions
        self._starter = starter
        self._finisher = finisher
        self._settler = Settler(finisher)
        self._live = live
        self._children = Nested(self, planner, nesting)
        self._execution = Execution(planner, cache, park, Ending(key, clock, issuer))
        self._quotes = Quotes(key, clock, issuer)
        self._clock = clock

    async def invoke(self, call: Invocation, emit: Emit | None = None) -> Outcome | Replay:
        """Runs the agent and waits. Raises a LaeliaError when the run may not start."""
        self._gate.refuse(call.caller.platform_role)
        work = await self.check(call)
        try:
            return await self._run(work, emit)
        except (AgentNotEnabled, RunLimitReached):
            # What was remembered is over; perhaps another entitlement has taken its place.
            self._gatekeeper.forget(call.caller, call.agent_id)
            return await self._run(await self.check(call), emit)

    async def _run(self, work: Work, emit: Emit | None) -> Outcome | Replay:
        work.emit = emit
        if as_durable(self._planner.executor(work.runnable, work.caller)) is not None:
            return await asyncio.shield(self.begin(work))
        try:
            # A task of its own would cost as much as starting and settling the run
            return await self._live.carry(work, self._carry_out(work))
        except asyncio.CancelledError:
            self._settler.later(cut_off(work.run, self._clock()))
            raise

    def begin(self, work: Work) -> "asyncio.Task[Outcome | Replay]":
        """Records what was checked, and executes it."""
        return self._live.begin(work, self._carry_out(work))

    async def check(self, call: Invocation, *, tried_of: str | None = None) -> Work:
        """What would run. Raises a LaeliaError when it may not; nothing is recorded yet."""
        if call.quote is not None:
            quoted = self._quotes.accept(call.quote, call.caller.org_id, call.agent_id)
            asked_most = quoted if call.max_credits is None else min(quoted, call.max_credits)
            call = replace(call, max_credits=asked_most)
        with tracing.span("resolve"):
            session = await self._session(call)
            talk = call.talk.after(session.earlier) if session else call.talk
            planned = await self._planner.plan(
                call.caller,
                call.agent_id,
                call.input,
                call.face,
                model=call.model,
                talk=talk,
                max_credits=call.max_credits,
                tried_of=tried_of,
            )
        most = planned.most(call.max_credits)
        if planned.plan.agents and call.max_credits is None:
            most += await self._children.quote(call.caller, planned, call.face)
        hold = most if call.caller.mode == "live" else 0
        if session is not None:
            call = replace(call, session_id=session.id)
        run = self._new_run(call, planned.permitted, planned.kept, hold)
        if planned.permitted.listed_at is not None:
            run = replace(run, trying=planned.trying(most))
        work = self._work(run, call.caller, planned, most)
        work.session = session
        work.cache = call.cache
        work.tried_of = tried_of or (run.agent_owner_id if run.trying is not None else None)
        return work

    async def check_permitted(self, call: Invocation, permitted: Permitted) -> Work:
        """As `check`, of what the hub itself wants run: no right of the caller's is looked at, and
        no key of theirs opens a model."""
        given = as_input(call.input, permitted.runnable)
        planned = await self._planner.plan_again(
            permitted,
            call.caller,
            given,
            call.face,
            model=call.model,
            max_credits=call.max_credits,
        )
        most = planned.most(call.max_credits)
        work = self._work(
            self._new_run(call, permitted, planned.kept, most), call.caller, planned, most
        )
        work.own_keys = {}
        return work

    async def child(
        self, parent: Work, agent_id: str, given: Any, max_credits: int
    ) -> tuple[Work, "asyncio.Task[Outcome | Replay]"]:
        """Begins a child run. Raises a LaeliaError when it may not start."""
        call = Invocation(
            caller=parent.caller,
            agent_id=agent_id,
            input=given,
            face=parent.run.face,
            max_credits=max_credits,
        )
        work = await self.check(call, tried_of=parent.tried_of)
        work.run = replace(
            work.run,
            parent_run_id=parent.run.id,
            depth=parent.run.depth + 1,
            metadata=parent.run.metadata,
            end_user=parent.run.end_user,
        )
        work.lineage = (*parent.lineage, work.run.agent_id)
        work.deadline = min(work.deadline, parent.deadline)
        return work, self.begin(work)

    async def submit(self, call: Invocation) -> Replay:
        """Records the run, paid for and queued, for a worker to take; or finds the same request's.

        Raises a LaeliaError when it may not start.
        """
        self._gate.refuse(call.caller.platform_role)
        work = await self.check(call)
        started = await self._start(replace(work.run, status="queued", process_id=None))
        return started if isinstance(started, Replay) else Replay(started.id)

    async def resume(
        self, run: NewRun, caller: Principal, emit: Emit
    ) -> asyncio.Task[Outcome | Waiting]:
        """Executes a run that was queued and that this process has claimed.

        Raises:
            LaeliaError: the caller may not run it any more, or it cannot run here.
        """
        permitted = await self._gatekeeper.permit_again(run, caller, channel_of(run.face))
        session = await self._sessions.of(run.org_id, run.session_id)
        stored = await self._vault.open(run.org_id, Place(INPUT, run.id), run.input)
        if stored is None:
            raise ContentErased("What was asked was erased with the organization's keys.")
        given = msgspec.json.decode(stored)
        talk = Talk(earlier=session.earlier if session else ())
        planned = await self._planner.plan_again(
            permitted,
            caller,
            given,
            run.face,
            model=run.model_requested,
            talk=talk,
            max_credits=run.max_credits if run.mode == "live" else None,
        )
        most = run.max_credits if run.mode == "live" else planned.most(None)
        work = self._work(run, caller, planned, most)
        work.session = session
        work.emit = emit
        return self._live.begin(work, self._see_through(work))

    async def invoke_child(self, parent: Work, child: Child) -> Outcome | Replay:
        """An agent that another has chosen or has as a step, once for its key.

        Raises a LaeliaError when it may not start.
        """
        kin = child.kin
        runnable = kin.permitted.runnable
        given = as_input(child.given, runnable)
        refuse_elsewhere(runnable, parent.regions)
        asked = Asked(
            model=child.model, own_keys=parent.own_keys, regions=parent.regions, kin=kin.children
        )
        plan = self._planner.executor(runnable, parent.caller).plan(runnable, given, asked)
        call = Invocation(
            caller=parent.caller,
            agent_id=runnable.agent_id,
            input=given,
            face=parent.run.face,
            model=child.model,
            idempotency_key=child.key,
            request_hash=hashlib.sha256(msgspec.json.encode(given)).digest(),
        )
        most = 0 if parent.run.mode == "test" else child.allowance
        run = replace(
            self._new_run(call, kin.permitted, given, most),
            parent_run_id=parent.run.id,
            depth=parent.run.depth + 1,
            metadata=parent.run.metadata,
            end_user=parent.run.end_user,
        )
        work = self._work(
            run, parent.caller, Planned(kin.permitted, given, given, asked, plan), most
        )
        work.deadline = min(work.deadline, parent.deadline)
        work.lineage = (*parent.lineage, run.agent_id)
        work.allowance = child.allowance
        work.tried_of = parent.tried_of
        work.asked_again = self._execution.goes_on_elsewhere(parent)
        work.emit = child.emit
        task = self.begin(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.wait([task])
            account(parent, task)
            raise

    async def settle(self, run: NewRun, status: RunStatus, error: LaeliaError) -> bool:
        """Ends a run that was recorded and never executed. False: it has ended already."""
        return await self._finisher.submit(unexecuted(run, status, error, self._clock()))

    async def quote(self, call: Invocation) -> Quote:
        """What this call would cost, at most and probably. Raises what `invoke` would."""
        work = await self.check(call)
        return self._quotes.make(work)

    async def count_tokens(self, call: Invocation) -> int:
        """What the model would count as input if this were run; nothing is run or paid."""
        work = await self.check(call)
        executor = self._planner.executor(work.runnable, work.caller)
        if not isinstance(executor, CountsTokens):
            raise errors.CapabilityNotSupported("This kind of agent cannot count tokens.")
        return await executor.count(work)

    @property
    def gatekeeper(self) -> Gatekeeper:
        """For faces that list what a caller may run."""
        return self._gatekeeper

    def cancel(self, run_id: str) -> bool:
        """Whether the run was under way in this process."""
        return self._live.cancel(run_id)

    async def close(self, seconds: float) -> None:
        """Lets runs under way end within a time; what is left then is lost, and recorded so."""
        await self._live.drain(seconds)
        await self._settler.close(_LAST_RECORDS_S)

    async def _session(self, call: Invocation) -> Session | None:
        if call.previous_run_id is not None:
            return await self._sessions.after(call.caller, call.agent_id, call.previous_run_id)
        if call.session_id is not None:
            return await self._sessions.resume(call.caller, call.agent_id, call.session_id)
        return None

    def _work(self, run: NewRun, caller: Principal, planned: Planned, most: int) -> Work:
        rate, plan = planned.permitted.rate, planned.plan
        return Work(
            run=run,
            runnable=planned.permitted.runnable,
            rate=rate,
            caller=caller,
            input=planned.given,
            deadline=monotonic() + seconds_for(rate, most, plan.deadline_s),
            allowance=most,
            choice=plan.choice,
            worst=plan.worst,
            prompt=plan.prompt,
            own_keys=planned.asked.own_keys,
            regions=planned.asked.regions,
            kin=planned.asked.kin,
            route=planned.asked.route,
            children=self._children,
            lineage=(run.agent_id,),
            talk=planned.asked.talk,
            listed_at=planned.permitted.listed_at,
        )

    def _new_run(
        self, call: Invocation, permitted: Permitted, given: dict[str, Any], most: int
    ) -> NewRun:
        metadata = call.metadata or {}
        end_user = metadata.get("end_user")
        return NewRun(
            org_id=call.caller.org_id,
            id=call.run_id,
            agent_id=permitted.runnable.agent_id,
            agent_version_id=permitted.runnable.version_id,
            agent_version=permitted.runnable.version,
            agent_owner_id=permitted.runnable.owner_id,
            entitlement_id=permitted.access.id,
            price_id=permitted.rate.id,
            user_id=call.caller.user_id,
            key_id=call.caller.key_id,
            face=call.face,
            mode=call.caller.mode,
            status="running",
            input=msgspec.json.encode(given),
            max_credits=most,
            created_at=self._clock(),
            process_id=self._live.process_id,
            metered=permitted.access.payment_mode == "metered",
            limited=permitted.access.run_limit is not None,
            session_id=call.session_id,
            model_requested=call.model,
            metadata=msgspec.json.encode(metadata).decode() if metadata else None,
            end_user=end_user if isinstance(end_user, str) else None,
            idempotency_key=call.idempotency_key,
            request_hash=call.request_hash,
        )

    async def _carry_out(self, work: Work) -> Outcome | Replay:
        started = await self._start(work.run)
        if isinstance(started, Replay):
            return started
        asked_under, work.run = work.run.id, started
        if started.id != asked_under:
            self._live.rename(asked_under, work)
        return await self._see_through(work)

    async def _start(self, run: NewRun) -> Started:
        telemetry.run_id.set(run.id)
        try:
            with tracing.span("start_run"):
                return await self._starter.submit(run)
        except Unavailable:
            # It may have been recorded all the same, with a hold that nobody else would release.
            self._settler.later(lost(run, self._clock()))
            raise

    async def _see_through(self, work: Work) -> Outcome | Waiting:
        telemetry.org_id.set(work.run.org_id)
        telemetry.run_id.set(work.run.id)
        if work.emit is not None:
            await work.emit("run.started", {"id": work.run.id, "agent_id": work.run.agent_id})
        try:
            outcome = await self._execution.of(work)
        except Paused:
            return Waiting(work.run.id)
        await self._record(work, outcome)
        observing.finished(work.run, outcome.done, work.runnable.manifest.kind)
        durable = as_durable(self._planner.executor(work.runnable, work.caller))
        if durable is not None:
            await durable.forget(work.run)
        return outcome

    async def _record(self, work: Work, outcome: Outcome) -> None:
        try:
            with tracing.span("finish_run"):
                recorded = await self._finisher.submit(outcome.done)
        except LaeliaError as error:
            self._settler.later(outcome.done)
            error.extra.setdefault("run_id", work.run.id)
            raise
        if not recorded:
            raise errors.RunLost(
                "The run was taken for lost while it went on. It cost nothing; call again.",
                run_id=work.run.id,
            )
