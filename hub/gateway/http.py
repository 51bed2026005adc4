"""The HTTP face of the main job: `POST /v1/agents/{agent_id}/invoke`.

A plain ASGI endpoint, because this is the hottest path; everything else over HTTP is FastAPI.
"""

import asyncio
import hashlib
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.gateway.calls import Caller, Calls, stream_headers
from hub.gateway.watching import watches
from hub.gateway.wire import chunk, read_body, send_json, send_problem, send_start
from hub.kit import tracing
from hub.kit.amounts import parse_credits
from hub.kit.errors import InvalidInput, LaeliaError
from hub.kit.http import PROBLEM, decode_body
from hub.kit.sse import encode_sse, kept_alive
from hub.runs.public import Invocation, Outcome, Replay, Runs

_MAX_KEY: Final = 255
_UNFINISHED: Final = frozenset({"queued", "running", "input_required"})


class InvokeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The body of the contract. `max_credits` is a decimal string."""

    input: Any
    model: str | None = None
    session_id: str | None = None
    metadata: dict[str, Any] | None = None
    max_credits: str | None = None
    quote: str | None = None
    cache: bool = False


_body: Final = msgspec.json.Decoder(InvokeBody)


class Invoke:
    """The ASGI endpoint. `calls` authenticates, limits, and records what is refused.

    `keep_alive_s` is the longest silence of a stream.
    """

    def __init__(self, calls: Calls, keep_alive_s: float) -> None:
        self._calls = calls
        self._keep_alive_s = keep_alive_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        agent_id = scope["path_params"]["agent_id"]
        headers: dict[str, str] = {}
        try:
            async with self._calls.admit(request, "http", agent_id=agent_id) as caller:
                headers = caller.headers
                wanted = _wanted(scope["headers"])
                call = _invocation(caller, agent_id, await read_body(receive), wanted.key)
                if wanted.later:
                    await self._submit(call, caller, send)
                    return
                if wanted.stream:
                    await self._stream(call, caller, receive, send)
                    return
                answer = await until_gone(self._calls.runs, call, receive)
                body, replayed = await self._calls.body_of(caller, answer)
        except LaeliaError as error:
            await send_problem(send, error, scope.get("laelia.request_id"), headers)
            return
        if replayed:
            headers = headers | {"idempotent-replayed": "true"}
        if body["status"] in _UNFINISHED:
            headers = headers | {"location": f"/v1/runs/{body['id']}"}
            await send_json(send, 202, body, headers)
            return
        with tracing.span("render"):
            await send_json(send, 200, body, headers)

    async def _submit(self, call: Invocation, caller: Caller, send: Send) -> None:
        queued = await self._calls.runs.submit(call)
        body = await self._calls.record_of(caller, queued)
        headers = caller.headers | {
            "location": f"/v1/runs/{queued.run_id}",
            "preference-applied": "respond-async",
        }
        await send_json(send, 202, body, headers)

    async def _stream(self, call: Invocation, caller: Caller, receive: Receive, send: Send) -> None:
        headers, events = caller.headers, self._calls.stream(call, caller)
        first = await anext(events)
        if first[0] == "error" and "run_id" not in first[1]:  # refused before it began
            await send_json(send, first[1]["status"], first[1], headers, PROBLEM)
            return
        await send_start(send, 200, "text/event-stream", stream_headers(first[0], headers))
        await send(chunk(encode_sse(*first)))
        watch = asyncio.create_task(cancel_when_gone(self._calls.runs, call.run_id, receive))
        try:
            async for piece in kept_alive(events, self._keep_alive_s):
                await send(chunk(piece))
            await send(chunk(b"", more=False))
        finally:
            watch.cancel()


async def until_gone(runs: Runs, call: Invocation, receive: Receive) -> Outcome | Replay:
    """The answer; a caller who hangs up meanwhile cancels the run."""
    watch = watches.later(lambda: cancel_when_gone(runs, call.run_id, receive))
    try:
        return await runs.invoke(call)
    finally:
        watches.end(watch)


async def cancel_when_gone(runs: Runs, run_id: str, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    runs.cancel(run_id)


def idempotency_key(given: str | None) -> str | None:
    """The header's value as it is. Raises InvalidInput when it is too long or empty."""
    if given is not None and not 0 < len(given) <= _MAX_KEY:
        raise InvalidInput(f"An Idempotency-Key has 1 to {_MAX_KEY} characters.")
    return given


class _Wanted(NamedTuple):
    """How the caller wants to be answered, as its headers say."""

    key: str | None
    later: bool
    stream: bool


def _wanted(headers: Iterable[tuple[bytes, bytes]]) -> _Wanted:
    """Raises InvalidInput when the idempotency key is too long or empty."""
    key, later, stream = None, False, False
    for name, value in headers:
        if name == b"accept":
            stream = stream or b"text/event-stream" in value
        elif name == b"prefer":
            preferences = value.lower().split(b",")
            later = later or b"respond-async" in (one.strip() for one in preferences)
        elif name == b"idempotency-key" and key is None:
            key = idempotency_key(value.decode("latin-1"))
    return _Wanted(key, later, stream)


def _invocation(caller: Caller, agent_id: str, raw: bytes, key: str | None) -> Invocation:
    body = decode_body(raw, _body)
    return Invocation(
        caller=caller.principal,
        agent_id=agent_id,
        input=body.input,
        face="http",
        model=body.model,
        session_id=body.session_id,
        metadata=body.metadata,
        max_credits=None
        if body.max_credits is None
        else parse_credits(body.max_credits, pointer="/max_credits"),
        quote=body.quote,
        cache=body.cache,
        idempotency_key=key,
        request_hash=hashlib.sha256(agent_id.encode() + b"\0" + raw).digest() if key else None,
    )
