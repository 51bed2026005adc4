"""The face of tries: `POST /v1/agents/{agent_id}/try`, and the same for whoever has no account.

What runs is what `invoke` runs; what differs is who may, and who pays (`hub/runs/trying`).
"""

import asyncio
import hashlib
from dataclasses import replace
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from hub.agents.public import consent
from hub.gateway.calls import Caller, Calls, stream_headers
from hub.gateway.http import cancel_when_gone, idempotency_key, until_gone
from hub.gateway.wire import chunk, read_body, send_json, send_problem, send_start
from hub.identity.public import identity_of, network_of
from hub.kit.errors import LaeliaError
from hub.kit.http import PROBLEM, decode_body
from hub.kit.ratelimit import Quota, headers
from hub.kit.sse import encode_sse, kept_alive
from hub.runs.public import TRY, VISITOR_HEADER, Invocation, Tries, Visitors

_FACE: Final = "web"
_DAY_S: Final = 86_400
_VISITORS_BODY: Final = 100_000


class ConsentGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Yes to what was shown: this version, and that it sends what it is given to these hosts."""

    version: str
    hosts: list[str]


class TryBody(msgspec.Struct, forbid_unknown_fields=True):
    """What to try it with; `consent` where it sends that to others."""

    input: Any
    model: str | None = None
    consent: ConsentGiven | None = None


class VisitorTryBody(TryBody, forbid_unknown_fields=True, kw_only=True):
    agent_id: str


_body: Final = msgspec.json.Decoder(TryBody)
_visitors_body: Final = msgspec.json.Decoder(VisitorTryBody)


class _Guest(Caller):
    """A visitor: there is no credential that could be taken away meanwhile."""

    async def still_allowed(self) -> None:
        return


class Trying:
    """Two ASGI endpoints. `keep_alive_s` is the longest silence of a stream."""

    def __init__(self, calls: Calls, tries: Tries, visitors: Visitors, keep_alive_s: float) -> None:
        self._calls = calls
        self._tries = tries
        self._visitors = visitors
        self._keep_alive_s = keep_alive_s

    async def signed_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        agent_id = scope["path_params"]["agent_id"]
        said: dict[str, str] = {}
        try:
            async with self._calls.admit(request, _FACE, agent_id=agent_id) as caller:
                said = caller.headers
                raw = await read_body(receive)
                caller.principal = replace(caller.principal, mode=TRY)
                body = decode_body(raw, _body)
                call = self._invocation(caller, agent_id, body)
                if key := idempotency_key(request.headers.get("idempotency-key")):
                    digest = hashlib.sha256(b"try\0" + agent_id.encode() + b"\0" + raw).digest()
                    call = msgspec.structs.replace(call, idempotency_key=key, request_hash=digest)
                await self._agree(caller, agent_id, body)
                await self._serve(request, call, caller, receive, send)
        except LaeliaError as error:
            await send_problem(send, error, scope.get("laelia.request_id"), said)

    async def visiting(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        said: dict[str, str] = {}
        try:
            who = self._visitors.principal(request.headers.get(VISITOR_HEADER))
            body = decode_body(await read_body(receive, limit=_VISITORS_BODY), _visitors_body)
            said = await self._admit_address(request)
            caller = _Guest(who, said, body.agent_id, request)
            call = self._invocation(caller, body.agent_id, body)
            await self._agree(caller, body.agent_id, body)
            await self._serve(request, call, caller, receive, send)
        except LaeliaError as error:
            await send_problem(send, error, scope.get("laelia.request_id"), said)

    async def _admit_address(self, request: Request) -> dict[str, str]:
        """Raises QuotaExceeded: so much was tried from there today."""
        identity = identity_of(request)
        network = network_of(request.client.host if request.client else "")
        quota = Quota("visitor-tries", self._tries.settings.visitor_address_per_day, _DAY_S)
        bucket = await identity.limiter.check(f"visitor-tries:from:{network}", quota)
        return headers((bucket,), identity.limiter.now)

    def _invocation(self, caller: Caller, agent_id: str, body: TryBody) -> Invocation:
        return Invocation(
            caller=caller.principal,
            agent_id=agent_id,
            input=body.input,
            face=_FACE,
            model=body.model,
            max_credits=self._tries.most,
        )

    async def _agree(self, caller: Caller, agent_id: str, body: TryBody) -> None:
        given = body.consent
        said = None if given is None else consent.Given(given.version, given.hosts)
        await self._tries.agree(caller.principal, agent_id, said)

    async def _serve(
        self, request: Request, call: Invocation, caller: Caller, receive: Receive, send: Send
    ) -> None:
        if "text/event-stream" in request.headers.get("accept", ""):
            await self._stream(call, caller, receive, send)
            return
        answer = await until_gone(self._calls.runs, call, receive)
        body, replayed = await self._calls.body_of(caller, answer)
        again = {"idempotent-replayed": "true"} if replayed else {}
        await send_json(send, 200, body, caller.headers | again)

    async def _stream(self, call: Invocation, caller: Caller, receive: Receive, send: Send) -> None:
        events = self._calls.stream(call, caller)
        first = await anext(events)
        if first[0] == "error" and "run_id" not in first[1]:  # refused before it began
            await send_json(send, first[1]["status"], first[1], caller.headers, PROBLEM)
            return
        await send_start(send, 200, "text/event-stream", stream_headers(first[0], caller.headers))
        await send(chunk(encode_sse(*first)))
        watch = asyncio.create_task(cancel_when_gone(self._calls.runs, call.run_id, receive))
        try:
            async for piece in kept_alive(events, self._keep_alive_s):
                await send(chunk(piece))
            await send(chunk(b"", more=False))
        finally:
            watch.cancel()
