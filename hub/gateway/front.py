"""The way in: hot endpoints are reached before the web framework, everything else through it.

A framework's middleware and routing cost as much as all of our own work on a call; what is called
thousands of times a second is found by its path alone. These endpoints render their own errors;
one that escapes is a bug, and answers like any other bug.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.gateway.wire import send_problem
from hub.kit.errors import LaeliaError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hot:
    """A POST to `prefix`, or to `{prefix}{parameter}{suffix}` with one segment in the middle."""

    endpoint: ASGIApp
    prefix: str
    parameter: str | None = None
    suffix: str = ""

    @property
    def route(self) -> str:
        """As the documents write it."""
        middle = "" if self.parameter is None else f"{{{self.parameter}}}"
        return f"{self.prefix}{middle}{self.suffix}"

    def match(self, path: str) -> dict[str, str] | None:
        """The parameter of a path in whose middle there is one; None when it is another path."""
        if self.parameter is None or not (
            path.startswith(self.prefix) and path.endswith(self.suffix)
        ):
            return None
        value = path[len(self.prefix) : len(path) - len(self.suffix)]
        return {self.parameter: value} if value and "/" not in value else None


class Front:
    """Returns what it would await: a coroutine more is one more to make, and to go through each
    time that the call waits."""

    def __init__(self, app: ASGIApp, hot: Sequence[Hot]) -> None:
        self._app = app
        self._exact = {hot.prefix: hot for hot in hot if hot.parameter is None}
        self._hot = tuple(hot for hot in hot if hot.parameter is not None)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] == "http" and scope["method"] == "POST":
            path: str = scope["path"]
            exact = self._exact.get(path)
            if exact is not None:
                return self._serve(exact, {}, scope, receive, send)
            for hot in self._hot:
                found = hot.match(path)
                if found is not None:
                    return self._serve(hot, found, scope, receive, send)
        return self._app(scope, receive, send)

    async def _serve(
        self, hot: Hot, parameters: dict[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        scope["app"] = self._app
        scope["path_params"] = parameters
        scope["laelia.route"] = hot.route
        try:
            await hot.endpoint(scope, receive, send)
        except Exception:
            request_id = scope.get("laelia.request_id")
            log.exception("request.failed", path=scope["path"], request_id=request_id)
            bug = LaeliaError("This was recorded. Quote the request ID when you ask for help.")
            await send_problem(send, bug, request_id, {})
