"""The edge: every request gets an ID, a vetted host and safe headers before any route sees it."""

import re
from collections.abc import Awaitable, Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.audit import public as audit
from hub.kit import telemetry, tracing
from hub.kit.errors import LaeliaError
from hub.kit.http import PROBLEM, encode_json, problem
from hub.kit.ids import new_id

# What a SAML identity provider has a browser post: it looks at no cookie, and believes signatures.
_FROM_ELSEWHERE: Final = re.compile(r"/sso/sso_[0-9A-HJKMNP-TV-Z]{26}/acs", re.ASCII)
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared, not bound
_HEADERS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


# Two years, as browsers' own lists ask for; only where the hub is reached over TLS.
_TLS_ALONE: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


class HostNotAllowed(LaeliaError):
    """421 rather than 400: the request may be right, but for another server."""

    status = 421
    code = "host_not_allowed"
    title = "This hub does not serve that host"


class Edge:
    """ASGI middleware around the whole app.

    The host and the origin are checked against what the settings allow, so that a name that was
    rebound to this address by an attacker's DNS reaches nothing.
    """

    def __init__(self, app: ASGIApp, *, host: str, base_url: str, allowed: Iterable[str]) -> None:
        """`base_url` is how clients reach the hub from outside."""
        self._app = app
        secure = urlsplit(base_url).scheme == "https"
        self._headers = [*_HEADERS, _TLS_ALONE] if secure else _HEADERS
        own = {host, urlsplit(base_url).hostname or ""} - _EVERYWHERE
        names = {*_LOOPBACK, *allowed, *own}
        self._hosts = frozenset(name.lower().encode() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = new_id("req")
        scope["laelia.request_id"] = request_id
        telemetry.request_id.set(request_id)
        audit.came_in(scope)
        identified = (b"x-request-id", request_id.encode())

        def headed(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), identified, *self._headers]
            return send(message)

        if not self._serves(scope, origin=_FROM_ELSEWHERE.fullmatch(scope["path"]) is None):
            await _refuse(headed, request_id)
            return
        if tracing.enabled():
            await self._traced(scope, receive, headed)
        else:
            await self._app(scope, receive, headed)

    async def _traced(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Under a span that continues the caller's trace, named for the route once it is known."""
        method: str = scope.get("method", "GET")
        parent = tracing.of_headers(scope["headers"])
        with tracing.span(method, tracing.SERVER, parent) as current:
            assert current is not None
            current.set_attribute("http.request.method", method)

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start":
                    current.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= 500:
                        tracing.failed(current, str(message["status"]))
                await send(message)

            await self._app(scope, receive, watched)
            route = _route(scope)
            if route is not None:
                current.update_name(f"{method} {route}")
                current.set_attribute("http.route", route)

    def _serves(self, scope: Scope, *, origin: bool) -> bool:
        """Whether the host is ours, and the origin too where it is to be looked at."""
        host = came_from = None
        for name, value in scope["headers"]:
            if name == b"host":
                if host is not None:
                    return False
                host = value
            elif name == b"origin":
                came_from = value
        if host is None or _name(host) not in self._hosts:
            return False
        if not origin or came_from is None:
            return True
        return _name(came_from.partition(b"://")[2]) in self._hosts


def _route(scope: Scope) -> str | None:
    """The route's own words; never a path as the caller wrote it, which may hold anything."""
    named = scope.get("laelia.route") or getattr(scope.get("route"), "path", None)
    if named is None and scope.get("endpoint") is not None and not scope.get("path_params"):
        return str(scope["path"])
    return named


def _name(authority: bytes) -> bytes:
    """The host without its port; an authority that is anything else equals no allowed name."""
    name, colon, port = authority.lower().rpartition(b":")
    if colon and port.isdigit():
        return name
    return authority.lower()


async def _refuse(send: Send, request_id: str) -> None:
    error = HostNotAllowed(
        "Add the name to LAELIA_ALLOWED_HOSTS, or set LAELIA_PUBLIC_URL, if it is yours."
    )
    body = encode_json(problem(error, request_id=request_id))
    headers = [(b"content-type", PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
