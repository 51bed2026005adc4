"""What every face does with a call before and after it runs an agent.

Authenticate, limit, and record what was refused; stream events; find the answer of a replay.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final

import structlog
from starlette.requests import HTTPConnection

from hub.identity.public import KeyEnded, Principal, authenticate, authenticate_with, identity_of
from hub.kit import ratelimit
from hub.kit.clock import Clock
from hub.kit.errors import EarlierFailure, LaeliaError, Unavailable
from hub.kit.groupcommit import GroupCommitter
from hub.kit.http import problem
from hub.kit.ids import new_id
from hub.kit.metrics import Counter
from hub.runs.public import Invocation, Outcome, Rejected, Replay, RunReader, Runs, Waiting

log = structlog.get_logger()
_FAILED: Final = frozenset({"failed", "cancelled", "lost"})
_rejected = Counter("laelia_rejected", "Calls refused before they became a run.", ("code", "face"))


@dataclass(slots=True)
class Caller:
    """An admitted caller; `headers` say what is left of the rate limits.

    A face that learns the agent from the body sets `agent_id` then, for the record of a refusal.
    """

    principal: Principal
    headers: dict[str, str]
    agent_id: str | None
    connection: HTTPConnection

    async def still_allowed(self) -> None:
        """Raises a LaeliaError once the credential, or its right to call, has been taken away."""
        who = await authenticate(self.connection, method="POST")
        who.require("agents:invoke")


class Calls:
    """Shared by all faces of a process."""

    def __init__(
        self,
        runs: Runs,
        reader: RunReader,
        rejections: GroupCommitter[Rejected, bool],
        clock: Clock,
        *,
        look_s: float,
    ) -> None:
        """Every `look_s` a stream looks whether its caller may still read it."""
        self.runs = runs
        self.reader = reader
        self._rejections = rejections
        self._clock = clock
        self._look_s = look_s

    def admit(
        self, connection: HTTPConnection, face: str, *, agent_id: str | None = None
    ) -> "Admission":
        """A scope for the caller, who may invoke; what is refused inside is recorded as rejected.

        Entering it raises a LaeliaError when the caller may not call at all.
        """
        return Admission(self, connection, face, agent_id)

    async def reject(
        self, principal: Principal, face: str, agent_id: str | None, error: LaeliaError
    ) -> None:
        """Record a call that never became a run."""
        _rejected.add(error.code, face)
        await self.record(principal, face, agent_id, error_code=error.code)

    async def record(
        self,
        principal: Principal,
        face: str,
        agent_id: str | None,
        *,
        error_code: str | None = None,
        status: str = "rejected",
        agent_version: str | None = None,
        duration_ms: int | None = None,
        tags: dict[str, str] | None = None,
    ) -> None:
        """Record a call that is no run, whatever became of it."""
        call = Rejected(
            org_id=principal.org_id,
            id=new_id("use"),
            time=self._clock(),
            user_id=principal.user_id,
            key_id=principal.key_id,
            face=face,
            mode=principal.mode,
            agent_id=agent_id,
            error_code=error_code,
            status=status,
            agent_version=agent_version,
            duration_ms=duration_ms,
            tags=tags,
        )
        with suppress(LaeliaError):  # what became of the call matters more than our record of it
            await self._rejections.submit(call)

    async def body_of(
        self, caller: Caller, answer: Outcome | Replay
    ) -> tuple[dict[str, Any], bool]:
        """The contract's body, and whether it is the answer of an earlier request.

        Raises:
            LaeliaError: the run did not succeed, now or for the earlier request.
        """
        if isinstance(answer, Outcome):
            if answer.error is not None:
                raise answer.error
            return answer.body(), False
        body = await self.record_of(caller, answer)
        if body["status"] in _FAILED:
            raise _failure_of(body)
        return body, not isinstance(answer, Waiting)

    async def record_of(self, caller: Caller, answer: Outcome | Replay) -> dict[str, Any]:
        """The contract's body of a run, whatever became of it."""
        if isinstance(answer, Outcome):
            return answer.body()
        return await self.reader.answer(caller.principal, answer.run_id)

    async def stream(
        self, call: Invocation, caller: Caller
    ) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """The run's events, ending with `run.finished` or `error`; never silently.

        A run that waits for a person ends the stream too, with a body that says so. Whose
        credential is taken away meanwhile is told so, and the run ends with the stream.
        """
        queue: asyncio.Queue[tuple[str, dict[str, Any]] | None] = asyncio.Queue(maxsize=1000)

        async def emit(event: str, data: dict[str, Any], /) -> None:
            await queue.put((event, data))

        async def run() -> None:
            try:
                answer = await self.runs.invoke(call, emit)
                if isinstance(answer, Replay):
                    body = await self.reader.answer(call.caller, answer.run_id)
                    if body["status"] in _FAILED:
                        failure = _failure_of(body)
                        await queue.put(("error", problem(failure, request_id=None)))
                    await queue.put(("run.finished", body))
                    return
                if answer.error is not None:
                    await queue.put(("error", problem(answer.error, request_id=None)))
                await queue.put(("run.finished", answer.body()))
            except LaeliaError as error:
                if "run_id" not in error.extra:
                    await self.reject(call.caller, call.face, call.agent_id, error)
                await queue.put(("error", problem(error, request_id=None)))
            finally:
                await queue.put(None)

        task = asyncio.create_task(run())
        watch = asyncio.create_task(self._watch(caller, queue))
        try:
            while (event := await queue.get()) is not None:
                yield event
        finally:
            watch.cancel()
            task.cancel()

    async def _watch(
        self, caller: Caller, queue: asyncio.Queue[tuple[str, dict[str, Any]] | None]
    ) -> None:
        """Until the caller may no longer read. An engine that is away takes nobody's right."""
        while True:
            await asyncio.sleep(self._look_s)
            try:
                await caller.still_allowed()
            except Unavailable:
                continue
            except LaeliaError as error:
                await queue.put(("error", problem(error, request_id=None)))
                await queue.put(None)
                return


class Admission:
    """See :meth:`Calls.admit`. A class, because a generator costs several times as much to enter
    as what happens in it."""

    __slots__ = ("_agent_id", "_caller", "_calls", "_connection", "_face")

    def __init__(
        self, calls: Calls, connection: HTTPConnection, face: str, agent_id: str | None
    ) -> None:
        self._calls = calls
        self._connection = connection
        self._face = face
        self._agent_id = agent_id
        self._caller: Caller | None = None

    async def __aenter__(self) -> Caller:
        identity = identity_of(self._connection)
        try:
            principal = await authenticate_with(identity, self._connection, method="POST")
        except KeyEnded as error:
            if await identity.requests.records_ended(error.whose):
                await self._calls.reject(error.whose, self._face, self._agent_id, error)
            raise
        caller = self._caller = Caller(principal, {}, self._agent_id, self._connection)
        try:
            buckets = await identity.requests.admit(principal)
            caller.headers = ratelimit.headers(buckets, identity.limiter.now)
            principal.require("agents:invoke")
        except LaeliaError as error:
            await self._refused(error)
            raise
        return caller

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if isinstance(error, LaeliaError) and "run_id" not in error.extra:
            await self._refused(error)

    async def _refused(self, error: LaeliaError) -> None:
        assert self._caller is not None
        who, agent_id = self._caller.principal, self._caller.agent_id
        await self._calls.reject(who, self._face, agent_id, error)


def stream_headers(first: str, headers: dict[str, str]) -> dict[str, str]:
    """Of a stream that begins with this event: a run that began now begins by saying so."""
    replayed = {} if first == "run.started" else {"idempotent-replayed": "true"}
    return headers | replayed | {"cache-control": "no-store"}


def _failure_of(body: Mapping[str, Any]) -> EarlierFailure:
    """The error that the run of an earlier request ended with."""
    told = body.get("error") or {"code": "internal_error", "detail": f"It is {body['status']}."}
    tried = {"attempts": body["attempts"]} if body["attempts"] else {}
    return EarlierFailure(told["code"], told["detail"], **tried, run_id=body["id"])
