"""The main job: one call of one agent, from permitted to settled.

    permit → start (transaction 1) → execute → finish (transaction 2)

Every face calls :meth:`Runs.invoke`; what differs between them is how they read a request and how
they show the answer. A run that has started is always finished, also when its caller goes away:
execution belongs to a task of its own.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Final, Protocol

import msgspec
import structlog

from hub.agents.public import Runnable
from hub.billing import public as billing
from hub.entitlements.public import AgentNotEnabled
from hub.identity.public import Principal
from hub.kit import telemetry, tracing
from hub.kit.amounts import format_credits
from hub.kit.clock import Clock
from hub.kit.errors import LaeliaError, Unavailable
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id
from hub.kit.signing import SigningKey
from hub.runs import errors, observing
from hub.runs.access import Gatekeeper, Permitted
from hub.runs.batches import Replay, Started, Waiting
from hub.runs.costing import quote
from hub.runs.executor import Asked, Child, Durable, Emit, Executor, Paused, Plan, Work
from hub.runs.family import family
from hub.runs.live import LiveRuns
from hub.runs.record import Finished, NewRun, Result, RunStatus
from hub.runs.settling import Settler, lost, unexecuted
from hub.tools.public import OwnKeys
from providers.contract import Usage

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What a face asks for. `request_hash` is of everything that decides the answer."""

    caller: Principal
    agent_id: str
    input: Any
    face: str
    model: str | None = None
    session_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    max_credits: int | None = None
    idempotency_key: str | None = None
    request_hash: bytes | None = None
    run_id: str = field(default_factory=lambda: new_id("run"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run. `error` is set when it did not succeed."""

    run: NewRun
    done: Finished
    output: Any
    error: LaeliaError | None

    def body(self) -> dict[str, Any]:
        """The 200 answer of the public contract."""
        done = self.done
        body: dict[str, Any] = {
            "id": self.run.id,
            "agent_id": self.run.agent_id,
            "agent_version": self.run.agent_version,
            "agent_version_id": self.run.agent_version_id,
            "model": done.model,
            "model_tier": done.model_tier,
            "status": done.status,
            "output": self.output,
            "usage": {
                "input_tokens": done.usage.input_tokens,
                "output_tokens": done.usage.output_tokens,
            },
            "cost": {"credits": format_credits(done.cost)},
            "receipt": done.receipt,
            "session_id": self.run.session_id,
        }
        if self.error is not None:
            body["error"] = {"code": self.error.code, "detail": self.error.detail}
        if done.model_tier == "demo":
            body["notice"] = DEMO_NOTICE
        return body


class Park(Protocol):
    async def __call__(self, run: NewRun, /) -> bool:
        """Records that the run waits for a person; false when nobody need be waited for.

        Raises:
            RunCancelled: its end has been asked for.
        """
        ...


_LAST_RECORDS_S: Final = 2.0
DEMO_NOTICE = (
    "This came from the small bundled model. Configure a provider key, such as ANTHROPIC_API_KEY, "
    "for better answers."
)


class Runs:
    """Everything a process needs to run agents; built once by a root."""

    def __init__(
        self,
        *,
        gatekeeper: Gatekeeper,
        executors: Mapping[str, Executor],
        park: Park,
        starter: GroupCommitter[NewRun, Started],
        finisher: GroupCommitter[Finished, bool],
        live: LiveRuns,
        own_keys: OwnKeys,
        key: SigningKey,
        clock: Clock,
        issuer: str,
    ) -> None:
        self._gatekeeper = gatekeeper
        self._executors = executors
        self._park = park
        self._starter = starter
        self._finisher = finisher
        self._settler = Settler(finisher)
        self._live = live
        self._own_keys = own_keys
        self._key = key
        self._clock = clock
        self._issuer = issuer

    async def invoke(self, call: Invocation, emit: Emit | None = None) -> Outcome | Replay:
        """Runs the agent and waits. Raises a LaeliaError when the run may not start."""
        work = await self.check(call)
        try:
            return await self._run(work, emit)
        except AgentNotEnabled:
            # What was remembered is over; perhaps another entitlement has taken its place.
            self._gatekeeper.forget(call.caller, call.agent_id)
            return await self._run(await self.check(call), emit)

    async def _run(self, work: Work, emit: Emit | None) -> Outcome | Replay:
        work.emit = emit
        task = self._live.begin(work, self._carry_out(work))
        return await asyncio.shield(task)

    async def check(self, call: Invocation) -> Work:
        """What would run. Raises a LaeliaError when it may not; nothing is recorded yet."""
        with tracing.span("resolve"):
            permitted = await self._gatekeeper.permit(
                call.caller, call.agent_id, channel_of(call.face)
            )
            asked = await self._asked(call.caller, call.face, permitted, call.model)
            return self._prepare(call, permitted, asked)

    async def submit(self, call: Invocation) -> Replay:
        """Records the run, paid for and queued, for a worker to take; or finds the same request's.

        Raises a LaeliaError when it may not start.
        """
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
        given = msgspec.json.decode(run.input)
        asked = await self._asked(caller, run.face, permitted, run.model_requested)
        plan = self._executors[permitted.runnable.manifest.kind].plan(
            permitted.runnable, given, asked
        )
        most = run.max_credits if run.mode == "live" else self._most(permitted, plan, None)
        work = Work(
            run=run,
            runnable=permitted.runnable,
            rate=permitted.rate,
            caller=caller,
            input=given,
            deadline=monotonic() + plan.deadline_s,
            allowance=most,
            choice=plan.choice,
            own_keys=asked.own_keys,
            children=asked.children,
            emit=emit,
        )
        return self._live.begin(work, self._see_through(work))

    async def invoke_child(self, parent: Work, child: Child) -> Outcome | Replay:
        """A run inside the parent's hold. Raises a LaeliaError when it may not start."""
        kin = child.kin
        runnable = kin.permitted.runnable
        given = as_input(child.given, runnable)
        asked = Asked(own_keys=parent.own_keys, children=kin.children)
        plan = self._executors[runnable.manifest.kind].plan(runnable, given, asked)
        call = Invocation(
            caller=parent.caller,
            agent_id=runnable.agent_id,
            input=given,
            face=parent.run.face,
            idempotency_key=child.key,
            request_hash=hashlib.sha256(msgspec.json.encode(given)).digest(),
        )
        most = 0 if parent.run.mode == "test" else child.allowance
        run = replace(
            self._new_run(call, kin.permitted, given, most),
            parent_run_id=parent.run.id,
            depth=parent.run.depth + 1,
        )
        work = Work(
            run=run,
            runnable=runnable,
            rate=kin.permitted.rate,
            caller=parent.caller,
            input=given,
            deadline=min(parent.deadline, monotonic() + plan.deadline_s),
            allowance=child.allowance,
            choice=plan.choice,
            own_keys=asked.own_keys,
            children=asked.children,
            emit=child.emit,
        )
        task = self._live.begin(work, self._carry_out(work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            work.cancel()
            raise

    async def settle(self, run: NewRun, status: RunStatus, error: LaeliaError) -> bool:
        """Ends a run that was recorded and never executed. False: it has ended already."""
        return await self._finisher.submit(unexecuted(run, status, error, self._clock()))

    @property
    def gatekeeper(self) -> Gatekeeper:
        """For faces that list what a caller may run."""
        return self._gatekeeper

    def cancel(self, run_id: str) -> bool:
        """Whether the run was under way in this process."""
        return self._live.cancel(run_id)

    async def close(self, seconds: float) -> None:
        """Lets runs under way end within a time; what is left then is cancelled, and recorded."""
        await self._live.drain(seconds)
        await self._settler.close(_LAST_RECORDS_S)

    async def _asked(
        self, caller: Principal, face: str, permitted: Permitted, model: str | None
    ) -> Asked:
        return Asked(
            model=model,
            own_keys=await self._own_keys.of(caller.org_id),
            children=await family(
                self._gatekeeper.permit, caller, channel_of(face), permitted.runnable
            ),
        )

    def _prepare(self, call: Invocation, permitted: Permitted, asked: Asked) -> Work:
        runnable = permitted.runnable
        given = as_input(call.input, runnable)
        plan = self._executors[runnable.manifest.kind].plan(runnable, given, asked)
        most = self._most(permitted, plan, call.max_credits)
        run = self._new_run(call, permitted, given, 0 if call.caller.mode == "test" else most)
        return Work(
            run=run,
            runnable=runnable,
            rate=permitted.rate,
            caller=call.caller,
            input=given,
            deadline=monotonic() + plan.deadline_s,
            allowance=most,
            choice=plan.choice,
            own_keys=asked.own_keys,
            children=asked.children,
        )

    def _most(self, permitted: Permitted, plan: Plan, max_credits: int | None) -> int:
        """The quote, or what the caller is willing to pay where that is less or all that is known.

        Raises:
            MaxCreditsRequired: the price depends on usage that nothing bounds.
        """
        if max_credits is not None and plan.worst is None and permitted.rate.needs_usage:
            return max_credits
        most = quote(permitted.rate, plan.worst)
        return most if max_credits is None else min(most, max_credits)

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
            outcome = await self._executed(work)
        except Paused:
            return Waiting(work.run.id)
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
        observing.finished(work.run, outcome.done, work.runnable.manifest.kind)
        executor = self._executors[work.runnable.manifest.kind]
        if isinstance(executor, Durable):
            await executor.forget(work.run)
        return outcome

    async def _executed(self, work: Work) -> Outcome:
        began = monotonic()
        with tracing.span("execute") as current:
            if current is not None:
                observing.describe(current, work)
            result, error = await self._execute(work)
            outcome = self._settle(work, result, error, began)
            if current is not None:
                observing.describe_end(current, outcome.done)
        return outcome

    async def _execute(self, work: Work) -> tuple[Result | None, LaeliaError | None]:
        """Raises:
        Paused: the run waits for a person, and is recorded as doing so.
        """
        try:
            async with work.time_box():
                return await self._until_parked(work), None
        except Paused:
            raise
        except TimeoutError:
            if work.cancelled:
                return None, errors.RunCancelled("The run was cancelled.")
            return None, errors.DeadlineExceeded("The run's time was over.")
        except LaeliaError as error:
            return None, error
        except Exception:
            # An edge: whatever an agent does, its run is settled and its hold released.
            log.exception("run.failed", run_id=work.run.id, agent_id=work.run.agent_id)
            return None, LaeliaError("The run failed on our side. It costs nothing.")

    async def _until_parked(self, work: Work) -> Result:
        executor = self._executors[work.runnable.manifest.kind]
        while True:
            try:
                return await executor.execute(work)
            except Paused:
                if await self._park(work.run):
                    raise

    def _settle(
        self, work: Work, result: Result | None, error: LaeliaError | None, began: float
    ) -> Outcome:
        now = monotonic()
        duration_ms = int((now - began) * 1000)
        usage = result.usage if result else Usage()
        cost, fee = self._charge(work, result, duration_ms)
        status: RunStatus = "succeeded"
        if error is not None:
            status = "cancelled" if isinstance(error, errors.RunCancelled) else "failed"
            error.extra.setdefault("run_id", work.run.id)
        first = work.first_token_at
        finished_at = self._clock()
        done = Finished(
            run=work.run,
            status=status,
            output=msgspec.json.encode(result.output) if result else None,
            usage=usage,
            cost=cost,
            publisher_fee=fee,
            finished_at=finished_at,
            duration_ms=duration_ms,
            first_token_ms=int((first - began) * 1000) if first else None,
            error_code=error.code if error else None,
            error_detail=error.detail[:1000] if error else None,
            model=result.model if result else None,
            model_tier=result.model_tier if result else None,
            attempts=_attempts(work),
            receipt=self._receipt(work, result, cost) if result else None,
        )
        return Outcome(work.run, done, result.output if result else None, error)

    def _charge(self, work: Work, result: Result | None, duration_ms: int) -> tuple[int, int]:
        """What the caller pays, and the agent's own fee in it. Failure and tests cost nothing."""
        if result is None or work.run.mode == "test":
            return 0, 0
        tokens = result.usage.input_tokens + result.usage.output_tokens
        fee = billing.fee(work.rate, tokens=tokens, milliseconds=duration_ms)
        passed = result.model_cost if work.rate.model_cost == "passed_through" else 0
        cost = min(fee + passed + result.children_cost, work.run.max_credits)
        return cost, min(fee, cost)

    def _receipt(self, work: Work, result: Result, cost: int) -> str:
        """A statement that anyone can verify offline: this run, this version, this cost."""
        return self._key.sign(
            msgspec.json.encode(
                {
                    "iss": self._issuer,
                    "sub": work.run.org_id,
                    "jti": work.run.id,
                    "iat": int(self._clock().timestamp()),
                    "agent_id": work.run.agent_id,
                    "agent_version_id": work.run.agent_version_id,
                    "agent_version": work.run.agent_version,
                    "model": result.model,
                    "usage": {
                        "input_tokens": result.usage.input_tokens,
                        "output_tokens": result.usage.output_tokens,
                    },
                    "cost": {"credits": format_credits(cost)},
                }
            )
        )


def channel_of(face: str) -> str:
    """The channel that must be open for a face. A schedule is a person's calls over HTTP."""
    return "http" if face == "schedule" else face


def _attempts(work: Work) -> str | None:
    made = [attempt.record() for attempt in work.attempts]
    return msgspec.json.encode(made).decode() if made else None


def as_input(given: Any, runnable: Runnable) -> dict[str, Any]:
    """The input as the agent's schema wants it; a bare string stands for `{"text": …}`.

    Raises:
        InputInvalid: with every fault and its JSON pointer.
    """
    content = {"text": given} if isinstance(given, str) else given
    if not isinstance(content, dict):
        raise errors.InputInvalid.at("/input", "must be an object or a string")
    if problems := runnable.input_schema.problems(content):
        faults = [{"pointer": f"/input{p.pointer}", "detail": p.message} for p in problems]
        raise errors.InputInvalid(
            f"The input does not fit: {faults[0]['pointer']} {faults[0]['detail']}.", errors=faults
        )
    return runnable.input_schema.with_defaults(content)
