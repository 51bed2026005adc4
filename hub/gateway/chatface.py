"""What the chat faces share: a request in a dialect becomes a run, and its events an answer."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final, Protocol

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.gateway.calls import Caller, Calls, stream_headers
from hub.gateway.conversation import Asking, Files, input_of, spoken, told
from hub.gateway.http import cancel_when_gone, idempotency_key, until_gone
from hub.gateway.wire import chunk, read_body, send_json, send_start
from hub.kit.errors import LaeliaError
from hub.kit.http import problem
from hub.kit.sse import with_silences
from hub.runs.public import InputRequired, Invocation

Event = tuple[str, dict[str, Any]]
_BUG: Final = LaeliaError("The answer ended early on our side.")


class Speaker(Protocol):
    """Renders one run as a stream of the dialect. `ping` keeps an idle connection open."""

    ping: bytes

    def started(self) -> bytes: ...

    def said(self, text: str) -> bytes: ...

    def finished(self, body: Mapping[str, Any]) -> bytes: ...

    def failed(self, error: Mapping[str, Any]) -> bytes: ...


class Dialect(Protocol):
    """One provider's protocol. Errors come as problem objects and leave in its own shape."""

    face: str

    def read(self, raw: bytes) -> Asking:
        """Raises a LaeliaError when the request is not one of this dialect."""
        ...

    def answer(self, asking: Asking, body: Mapping[str, Any]) -> dict[str, Any]: ...

    def error(self, error: Mapping[str, Any]) -> dict[str, Any]: ...

    def speaker(self, asking: Asking, run_id: str) -> Speaker: ...


class ChatFace:
    """The ASGI endpoint of a dialect. `keep_alive_s` is the longest silence of a stream."""

    def __init__(self, calls: Calls, dialect: Dialect, files: Files, keep_alive_s: float) -> None:
        self._calls = calls
        self._dialect = dialect
        self._files = files
        self._keep_alive_s = keep_alive_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers: dict[str, str] = {}
        try:
            async with self._calls.admit(request, self._dialect.face) as caller:
                headers = caller.headers
                raw = await read_body(receive)
                asking, call = await asked(
                    self._calls, self._dialect, self._files, caller, raw=raw, request=request
                )
                if asking.stream:
                    await self._stream(asking, call, caller, receive, send)
                    return
                answer = await until_gone(self._calls.runs, call, receive)
                body, replayed = await self._calls.body_of(caller, answer)
                _refuse_waiting(body)
        except LaeliaError as error:
            await send_error(send, self._dialect, error, scope, headers)
            return
        if replayed:
            headers = headers | {"idempotent-replayed": "true"}
        await send_json(send, 200, self._dialect.answer(asking, body), headers)

    async def _stream(
        self,
        asking: Asking,
        call: Invocation,
        caller: Caller,
        receive: Receive,
        send: Send,
    ) -> None:
        headers, events = caller.headers, self._calls.stream(call, caller)
        first = await anext(events)
        if first[0] == "error" and "run_id" not in first[1]:  # refused before it began
            await send_json(send, first[1]["status"], self._dialect.error(first[1]), headers)
            return
        speaker = self._dialect.speaker(asking, call.run_id)
        await send_start(send, 200, "text/event-stream", stream_headers(first[0], headers))
        await send(chunk(speaker.started()))
        watch = asyncio.create_task(cancel_when_gone(self._calls.runs, call.run_id, receive))
        try:
            async for piece in _pieces(speaker, _from(first, events), self._keep_alive_s):
                await send(chunk(piece))
            await send(chunk(b"", more=False))
        finally:
            watch.cancel()


async def asked(
    calls: Calls, dialect: Dialect, files: Files, caller: Caller, *, raw: bytes, request: Request
) -> tuple[Asking, Invocation]:
    """Raises a LaeliaError when the caller may not ask this agent here, or asks it wrongly."""
    asking = dialect.read(raw)
    caller.agent_id = asking.agent_id
    face, who = dialect.face, caller.principal
    permitted = await calls.runs.gatekeeper.permit(who, asking.agent_id, face)
    text, talk = await told(asking, who, files)
    key = idempotency_key(request.headers.get("idempotency-key"))
    call = Invocation(
        caller=who,
        agent_id=asking.agent_id,
        input=input_of(permitted.runnable.input_schema.document, text, asking.extra.input),
        face=face,
        model=asking.extra.model,
        session_id=asking.extra.session_id,
        metadata=asking.metadata or None,
        max_credits=asking.max_credits,
        idempotency_key=key,
        request_hash=hashlib.sha256(face.encode() + b"\0" + raw).digest() if key else None,
        talk=talk,
        previous_run_id=asking.previous_run_id,
        quote=asking.extra.quote,
        cache=asking.extra.cache,
    )
    return asking, call


async def _from(first: Event, rest: AsyncIterator[Event]) -> AsyncIterator[Event]:
    yield first
    async for event in rest:
        yield event


async def _pieces(
    speaker: Speaker, events: AsyncIterator[Event], keep_alive_s: float
) -> AsyncIterator[bytes]:
    """A stream that always ends with the whole answer or with an error, never silently."""
    silent, ended = True, False
    async for event in with_silences(events, keep_alive_s):
        if event is None:
            yield speaker.ping
            continue
        name, data = event
        if ended:
            continue
        if name == "output.delta":
            silent = False
            yield speaker.said(data["text"])
        elif name == "error":
            ended = True
            yield speaker.failed(data)
        elif name == "run.finished" and data["status"] == "input_required":
            ended = True
            yield speaker.failed(problem(_waiting(data["id"]), request_id=None))
        elif name == "run.finished":
            ended = True
            text, _ = spoken(data["output"])
            if silent and text:
                yield speaker.said(text)
            yield speaker.finished(data)
    if not ended:
        yield speaker.failed(problem(_BUG, request_id=None))


def _waiting(run_id: str) -> InputRequired:
    return InputRequired(
        f"A person must answer first, at /v1/runs/{run_id}/input; then ask for the run's output.",
        run_id=run_id,
    )


def _refuse_waiting(body: Mapping[str, Any]) -> None:
    """A chat has no word for a run that waits for a person, so it is told as an error."""
    if body["status"] == "input_required":
        raise _waiting(body["id"])


async def send_error(
    send: Send, dialect: Dialect, error: LaeliaError, scope: Scope, headers: dict[str, str]
) -> None:
    body = dialect.error(problem(error, request_id=scope.get("laelia.request_id")))
    await send_json(send, error.status, body, headers | error.headers)
