"""The face of comparisons: `POST /v1/comparisons`. The same work for two to four agents or models
at once, streamed together; those that are not enabled are tried.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from dataclasses import replace as principal_with
from time import monotonic
from typing import Annotated, Any, Final

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.agents.public import consent
from hub.gateway.calls import Caller, Calls
from hub.gateway.trying import ConsentGiven
from hub.gateway.wire import chunk, read_body, send_json, send_problem, send_start
from hub.kit.errors import LaeliaError
from hub.kit.http import decode_body, problem
from hub.kit.sse import kept_alive
from hub.runs.public import TRY, Begun, Comparisons, Entrant, Invocation, Tries

_SHOWN_BLIND: Final = ("status", "output", "error", "finish_reason")
Event = tuple[str, dict[str, Any]]


class EntrantBody(msgspec.Struct, forbid_unknown_fields=True):
    """An agent, perhaps on another model; `input` in the place of the one that all are given."""

    agent_id: Annotated[str, msgspec.Meta(max_length=64)]
    model: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    input: Any = None
    consent: ConsentGiven | None = None


class ComparisonBody(msgspec.Struct, forbid_unknown_fields=True):
    """`blind`: who is who is not told before the choice."""

    entrants: Annotated[list[EntrantBody], msgspec.Meta(min_length=2, max_length=4)]
    input: Any = None
    blind: bool = False


_body: Final = msgspec.json.Decoder(ComparisonBody)


@dataclass(slots=True)
class _Under:
    """A comparison under way: what was asked, and what became of each by its label."""

    body: ComparisonBody
    begun: Begun
    caller: Caller
    ends: dict[str, dict[str, Any]] = field(default_factory=dict)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class Comparing:
    """The ASGI endpoint. `keep_alive_s` is the longest silence of a stream."""

    def __init__(
        self, calls: Calls, comparisons: Comparisons, tries: Tries, keep_alive_s: float
    ) -> None:
        self._calls = calls
        self._comparisons = comparisons
        self._tries = tries
        self._keep_alive_s = keep_alive_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers: dict[str, str] = {}
        try:
            async with self._calls.admit(request, "web") as caller:
                headers = caller.headers
                body = decode_body(await read_body(receive), _body)
                asked = [Entrant(one.agent_id, one.model) for one in body.entrants]
                begun = await self._comparisons.begin(caller.principal, asked, blind=body.blind)
                under = _Under(body, begun, caller)
        except LaeliaError as error:
            await send_problem(send, error, scope.get("laelia.request_id"), headers)
            return
        if "text/event-stream" in request.headers.get("accept", ""):
            await self._stream(under, headers, receive, send)
            return
        *_, (_, whole) = [event async for event in self._events(under)]
        await send_json(send, 201, whole, headers)

    async def _stream(
        self, under: _Under, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        await send_start(send, 200, "text/event-stream", headers | {"cache-control": "no-store"})
        watch = asyncio.create_task(_stop_when_gone(receive, under))
        try:
            async for piece in kept_alive(self._events(under), self._keep_alive_s):
                await send(chunk(piece))
            await send(chunk(b"", more=False))
        finally:
            watch.cancel()

    async def _events(self, under: _Under) -> AsyncIterator[Event]:
        """All that happens, each with its label; last the whole comparison."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(maxsize=1000)
        yield "comparison.started", _started(under)
        tasks = [asyncio.create_task(self._run(under, label, queue)) for label in under.begun.order]
        running = len(tasks)
        try:
            while running:
                event = await queue.get()
                if event is None:
                    running -= 1
                else:
                    yield event
        finally:
            for task in under.tasks:
                task.cancel()
            await asyncio.shield(
                self._comparisons.ran(under.caller.principal, under.begun, under.ends)
            )
        whole = await self._comparisons.get(under.caller.principal, under.begun.id)
        yield "comparison.finished", whole.model_dump(mode="json")

    async def _run(self, under: _Under, label: str, queue: asyncio.Queue[Event | None]) -> None:
        began, end = monotonic(), under.ends.setdefault(label, {})
        try:
            call, caller = await self._call(under, label)
            async for name, data in self._calls.stream(call, caller):
                if name == "run.started":
                    end["run_id"] = data["id"]
                elif name == "error" and "run_id" not in end:
                    end |= _refusal(data)
                took = int((monotonic() - began) * 1000)
                await queue.put((name, _shown(under, label, name, data, took)))
        except LaeliaError as error:
            told = problem(error, request_id=None)
            end |= _refusal(told)
            await self._calls.reject(
                under.caller.principal, "web", self._of(under, label).agent_id, error
            )
            await queue.put(("error", _shown(under, label, "error", told, 0)))
        finally:
            await queue.put(None)

    async def _call(self, under: _Under, label: str) -> tuple[Invocation, Caller]:
        """What runs for this one. Raises a LaeliaError when nobody agreed to where it sends it."""
        one, caller = self._of(under, label), under.caller
        tried = label in under.begun.tried
        if tried:
            who = principal_with(caller.principal, mode=TRY)
            caller = Caller(who, caller.headers, one.agent_id, caller.connection)
            given = one.consent
            said = None if given is None else consent.Given(given.version, given.hosts)
            await self._tries.agree(who, one.agent_id, said)
        call = Invocation(
            caller=caller.principal,
            agent_id=one.agent_id,
            input=under.body.input if one.input is None else one.input,
            face="web" if tried else "http",
            model=one.model,
            max_credits=self._tries.most if tried else None,
            metadata={"comparison": under.begun.id},
        )
        return call, caller

    @staticmethod
    def _of(under: _Under, label: str) -> EntrantBody:
        return under.body.entrants[under.begun.order[label]]


def _started(under: _Under) -> dict[str, Any]:
    entrants = []
    for label, at in under.begun.order.items():
        one = under.body.entrants[at]
        known: dict[str, Any] = {
            "agent_id": one.agent_id,
            "model": one.model,
            "tried": label in under.begun.tried,
        }
        entrants.append({"label": label} if under.begun.blind else {"label": label} | known)
    return {"id": under.begun.id, "blind": under.begun.blind, "entrants": entrants}


def _shown(under: _Under, label: str, name: str, data: dict[str, Any], took: int) -> dict[str, Any]:
    """An event with its label. Of a blind comparison nothing tells whose it is."""
    if not under.begun.blind:
        more = {"duration_ms": took} if name == "run.finished" else {}
        return {"label": label} | data | more
    if name == "output.delta":
        return {"label": label, "text": data.get("text", "")}
    if name == "run.finished":
        shown = {key: data[key] for key in _SHOWN_BLIND if key in data}
        return {"label": label, "duration_ms": took} | shown
    if name == "error":
        return {"label": label, "code": data.get("code"), "detail": data.get("detail")}
    return {"label": label}


def _refusal(told: dict[str, Any]) -> dict[str, Any]:
    return {"error_code": told["code"], "error_detail": str(told["detail"])[:1000]}


async def _stop_when_gone(receive: Receive, under: _Under) -> None:
    """Whoever hangs up ends every run of it; what they made until then is recorded."""
    while (await receive())["type"] != "http.disconnect":
        pass
    for task in under.tasks:
        task.cancel()
