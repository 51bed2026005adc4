"""`/mcp` and `/mcp/agents/{agent_id}`: Streamable HTTP, both eras on one URL.

A request of the stateless era says so in a header and carries all there is to know; one of the
handshake era is served the same way, so that any process can answer it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from starlette.requests import Request as HttpRequest
from starlette.types import Receive, Scope, Send

from hub.gateway.calls import Calls
from hub.gateway.mcp import results, spans
from hub.gateway.mcp.asking import Underway
from hub.gateway.mcp.exchange import Exchange, Reply
from hub.gateway.mcp.parsing import MAX_BODY, headers_of, parse
from hub.gateway.mcp.protocol import (
    MODERN,
    InvalidRequest,
    McpFault,
    MethodNotAllowed,
    NotAcceptable,
    Notification,
    Request,
    Result,
    UnsupportedMediaType,
    standing,
)
from hub.gateway.mcp.sessions import Sessions
from hub.gateway.mcp.upstreams import RelayedFault
from hub.gateway.wire import read_body
from hub.identity.oauth.public import challenge
from hub.identity.public import identity_of
from hub.kit.errors import LaeliaError

Served = TypeVar("Served")
_FACE: Final = "mcp"
# Statuses that say something about the HTTP exchange itself; other failures are answers.
_OF_HTTP: Final = frozenset({401, 403, 404, 405, 406, 413, 415, 429, 503})
# Failures of the message as such, which the handshake era marks with a status too.
_OF_MESSAGE: Final = frozenset({-32700, -32600, -32020, -32022})


class Server(Protocol):
    def serve(self, exchange: Exchange) -> Awaitable[Result]: ...

    async def follow(self, exchange: Exchange) -> None: ...


class McpFace:
    """The ASGI endpoint of both paths."""

    def __init__(
        self, calls: Calls, server: Server, sessions: Sessions, underway: Underway
    ) -> None:
        self._calls = calls
        self._server = server
        self._sessions = sessions
        self._underway = underway

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["method"] == "POST":
            return self._post(scope, receive, send)
        if scope["method"] == "DELETE":
            return self._delete(scope, receive, send)
        return self._get(scope, receive, send)

    async def _post(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply = Reply(send, streams=True)
        agent_id = scope["path_params"].get("agent_id")
        request: Request | None = None
        connection = HttpRequest(scope, receive)
        try:
            async with self._calls.admit(connection, _FACE, agent_id=agent_id) as caller:
                reply.headers |= caller.headers
                headers = headers_of(scope["headers"])
                if not headers.get(b"content-type", b"").startswith(b"application/json"):
                    raise UnsupportedMediaType("Send application/json.")
                message = parse(await read_body(receive, limit=MAX_BODY), headers)
                if isinstance(message, Notification):
                    await self._underway.notified(caller.principal, message)
                    await reply.end(b"", 202)
                    return
                request = message
                reply.streams = request.streams
                exchange = Exchange(caller, request, reply, receive, connection)
                exchange.agent_id = agent_id
                if request.method == "initialize" and not request.modern:
                    request.session = self._sessions.open(caller.principal, request)
                    reply.headers["mcp-session-id"] = request.session
                result = await self._serve(exchange, self._server.serve)
        except LaeliaError as error:
            await _refuse(reply, request, error, connection)
            return
        if result is not None:
            await reply.end(results.answer(request.id, result))

    async def _serve(
        self, exchange: Exchange, serving: Callable[[Exchange], Awaitable[Served]]
    ) -> Served | None:
        """The result, or nothing where nobody is left to read it."""
        key = self._underway.enter(exchange)
        try:
            with exchange, spans.span(exchange.request) as current:
                if current is None:
                    return await serving(exchange)
                return await spans.describing(current, exchange, self._sessions, serving)
        except asyncio.CancelledError:
            if not exchange.gone:
                raise
            exchange.own_task.uncancel()
            return None
        finally:
            self._underway.leave(key)

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handshake era's standing stream."""
        reply = Reply(send, streams=True)
        agent_id = scope["path_params"].get("agent_id")
        connection = HttpRequest(scope, receive)
        try:
            async with self._calls.admit(connection, _FACE, agent_id=agent_id) as caller:
                reply.headers |= caller.headers
                headers = headers_of(scope["headers"])
                if b"text/event-stream" not in headers.get(b"accept", b""):
                    raise NotAcceptable("This stream is text/event-stream.")
                if headers.get(b"mcp-protocol-version", b"").decode("latin-1") == MODERN:
                    raise MethodNotAllowed("Listen with subscriptions/listen instead.")
                session = headers.get(b"mcp-session-id")
                exchange = Exchange(caller, standing(session), reply, receive, connection)
                exchange.agent_id = agent_id
                await self._serve(exchange, self._server.follow)
        except LaeliaError as error:
            await _refuse(reply, None, error, connection)
            return
        await reply.end(b"")

    async def _delete(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ends a session, of which the hub keeps nothing."""
        reply = Reply(send, streams=False)
        connection = HttpRequest(scope, receive)
        try:
            async with self._calls.admit(connection, _FACE) as caller:
                reply.headers |= caller.headers
                if b"mcp-session-id" not in headers_of(scope["headers"]):
                    raise InvalidRequest("Name the session in Mcp-Session-Id.")
        except LaeliaError as error:
            await _refuse(reply, None, error, connection)
            return
        await reply.end(b"", 204)


async def _refuse(
    reply: Reply, request: Request | None, error: LaeliaError, connection: HttpRequest
) -> None:
    modern = request.modern if request is not None else getattr(error, "modern", False)
    request_id = request.id if request is not None else getattr(error, "request_id", None)
    status = 200
    if isinstance(error, RelayedFault):
        status = error.http_status if modern else 200
    elif isinstance(error, McpFault):
        if modern or request is None or error.number in _OF_MESSAGE:
            status = error.status
    elif error.status in _OF_HTTP:
        status = error.status
    reply.headers |= error.headers | _challenge(connection, error)
    await reply.end(results.refusal(request_id, error), status)


def _challenge(connection: HttpRequest, error: LaeliaError) -> dict[str, str]:
    """Tells a client that came without the right credential where it gets one."""
    sent = "authorization" in connection.headers or "x-api-key" in connection.headers
    return challenge(identity_of(connection), connection.scope["path"], error, sent=sent)
