"""How a provider client reaches its server: in process, or over a wire that may break."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final, Protocol, Self

import httpx2
import mcp_types as types
import msgspec
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from mcp_types.version import LATEST_MODERN_VERSION
from opentelemetry import trace
from pydantic import ValidationError

from providers.adapter import Adapter, OnDelta
from providers.contract import ChatDelta, ErrorCode, ProviderError
from providers.http1.answer import MAX_ANSWER_BYTES
from providers.server import ProviderServer, Within

_DELTA: Final = msgspec.json.Decoder(ChatDelta)
_CLIENT: Final = {"name": "laelia", "version": "1"}
_ENVELOPE: Final[Mapping[str, Any]] = {
    types.PROTOCOL_VERSION_META_KEY: LATEST_MODERN_VERSION,
    types.CLIENT_INFO_META_KEY: _CLIENT,
    types.CLIENT_CAPABILITIES_META_KEY: {},
}

_CODES: Final[Mapping[int, ErrorCode]] = {
    types.REQUEST_TIMEOUT: "timed_out",
    types.CONNECTION_CLOSED: "unreachable",
    types.INVALID_PARAMS: "invalid_request",
}
_CONNECT_TIMEOUT_S: Final = 30.0
_log: Final = logging.getLogger(__name__)
_tracer: Final = trace.get_tracer("laelia.providers")


class Connection(Protocol):
    async def call(
        self,
        tool: str,
        arguments: dict[str, Any],
        meta: dict[str, Any],
        seconds: float,
        on_delta: OnDelta | None,
    ) -> Mapping[str, Any]:
        """The wire form of a `tools/call` result."""
        ...

    async def aclose(self) -> None: ...


class Direct:
    """The server in this process, which is handed each message itself.

    A request is a plain await down to the vendor's socket: cancelling the caller cancels the
    vendor's call and nothing else. The SDK's dispatchers in between would cost as much as the rest
    of the call, to look up what there is one of.
    """

    def __init__(self, adapter: Adapter, within: Within) -> None:
        self._adapter = adapter
        self._server = ProviderServer(adapter, within)
        # Where no tracer is set up a span would go nowhere, and cost as much as all else here.
        provider = trace.get_tracer_provider()
        self._traced = not isinstance(provider, trace.ProxyTracerProvider)

    async def call(
        self,
        tool: str,
        arguments: dict[str, Any],
        meta: dict[str, Any],
        seconds: float,  # noqa: ARG002 - the server in this process keeps the deadline
        on_delta: OnDelta | None,
    ) -> Mapping[str, Any]:
        meta.update(_ENVELOPE)
        params = {"name": tool, "arguments": arguments, "_meta": meta}
        heard = _Heard(on_delta) if on_delta is not None else None
        call = self._call_traced if self._traced else self._server.tools_call
        try:
            result = await call(params, heard)
        except Exception as error:
            if heard is not None:
                heard.reraise()
            _log.exception("the adapter of %s failed", self._adapter.name)
            raise ProviderError("overloaded", "the provider server failed") from error
        if heard is not None:
            heard.reraise()
        return result

    async def _call_traced(
        self, params: Mapping[str, Any], on_delta: OnDelta | None
    ) -> Mapping[str, Any]:
        tool = params["name"]
        with _tracer.start_as_current_span(
            f"tools/call {tool}",
            kind=trace.SpanKind.SERVER,
            attributes={
                "mcp.method.name": "tools/call",
                "mcp.protocol.version": LATEST_MODERN_VERSION,
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": tool,
            },
            record_exception=False,  # an error's text is the tenant's
            set_status_on_exception=False,
        ) as span:
            result = await self._server.tools_call(params, on_delta)
            if result.get("isError"):
                span.set_attribute("error.type", "tool_error")
                span.set_status(trace.StatusCode.ERROR)
            return result

    async def aclose(self) -> None:
        await self._adapter.aclose()


class _Heard:
    """The caller's listener: what it raises is its own, whatever an adapter makes of it."""

    def __init__(self, on_delta: OnDelta) -> None:
        self._on_delta = on_delta
        self._failure: Exception | None = None

    async def __call__(self, text: str) -> None:
        try:
            await self._on_delta(text)
        except Exception as error:
            self._failure = error
            raise

    def reraise(self) -> None:
        if self._failure is not None:
            raise self._failure from None


class Remote:
    """One kept-open MCP client to a server elsewhere, opened at the first call and after a break.

    The SDK's client must be left by the task that entered it, so a task of its own holds it.
    """

    def __init__(self, open_client: Callable[[AsyncExitStack], Awaitable[Client]]) -> None:
        self._open_client = open_client
        self._lock = asyncio.Lock()
        self._held: _Held | None = None

    @classmethod
    def at_url(cls, url: str, *, token: str | None) -> Self:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}

        async def open_client(stack: AsyncExitStack) -> Client:
            http = await stack.enter_async_context(
                httpx2.AsyncClient(headers=headers, timeout=httpx2.Timeout(None, connect=10.0))
            )
            transport = streamable_http_client(
                url, http_client=http, max_sse_event_size=MAX_ANSWER_BYTES
            )
            return await stack.enter_async_context(Client(transport, cache=None))

        return cls(open_client)

    @classmethod
    def command(
        cls, command: str, arguments: Sequence[str], *, env: Mapping[str, str] | None
    ) -> Self:
        server = StdioServerParameters(
            command=command, args=list(arguments), env=dict(env) if env is not None else None
        )

        async def open_client(stack: AsyncExitStack) -> Client:
            return await stack.enter_async_context(Client(server, cache=None))

        return cls(open_client)

    async def call(
        self,
        tool: str,
        arguments: dict[str, Any],
        meta: dict[str, Any],
        seconds: float,
        on_delta: OnDelta | None,
    ) -> Mapping[str, Any]:
        params = types.CallToolRequestParams.model_validate(
            {"name": tool, "arguments": arguments, "_meta": meta}
        )
        held = await self._connected()
        try:
            result = await _send(
                held.session, types.CallToolRequest(params=params), seconds, on_delta
            )
        except MCPError as error:
            if error.error.code == types.CONNECTION_CLOSED:
                await self._drop(held)
            raise _translated(error) from error
        except ValidationError as error:
            raise ProviderError("overloaded", "the provider's answer is not MCP") from error
        return {
            "structuredContent": result.structured_content,
            "isError": result.is_error,
            "content": [part.model_dump() for part in result.content],
        }

    async def _connected(self) -> "_Held":
        async with self._lock:
            if self._held is None:
                held = _Held(self._open_client)
                await held.open()
                self._held = held
            return self._held

    async def _drop(self, held: "_Held") -> None:
        async with self._lock:
            if self._held is held:
                self._held = None
        await held.close()

    async def aclose(self) -> None:
        if self._held is not None:
            await self._drop(self._held)


class _Held:
    """An open client and the task that holds it."""

    def __init__(self, open_client: Callable[[AsyncExitStack], Awaitable[Client]]) -> None:
        self._open_client = open_client
        self._task: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()
        self.session: ClientSession

    async def open(self) -> None:
        ready: asyncio.Future[ClientSession] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._hold(ready))
        try:
            done, _ = await asyncio.wait(
                (ready, self._task), return_when=asyncio.FIRST_COMPLETED, timeout=_CONNECT_TIMEOUT_S
            )
        except asyncio.CancelledError:  # whoever waited for it has gone, and nobody would close it
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            raise
        if ready not in done:
            ready.cancel()
            self._task.cancel()
            (outcome,) = await asyncio.gather(self._task, return_exceptions=True)
            reason = "it did not answer" if outcome is None else type(outcome).__name__
            raise ProviderError("unreachable", f"no connection to the provider server ({reason})")
        self.session = ready.result()

    async def _hold(self, ready: asyncio.Future[ClientSession]) -> None:
        async with AsyncExitStack() as stack:
            client = await self._open_client(stack)
            ready.set_result(client.session)
            await self._stop.wait()

    async def close(self) -> None:
        self._stop.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)


async def _send(
    session: ClientSession,
    request: types.CallToolRequest,
    seconds: float,
    on_delta: OnDelta | None,
) -> types.CallToolResult:
    if on_delta is None:
        return await session.send_request(
            request, types.CallToolResult, request_read_timeout_seconds=seconds
        )
    texts: asyncio.Queue[str | None] = asyncio.Queue()

    # The SDK runs each notification's callback as a task of its own: only what happens before
    # the first await is in the order of arrival, hence the queue.
    async def enqueue(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001 - the SDK's signature
        if message is not None:
            texts.put_nowait(_DELTA.decode(message).text)

    sending = asyncio.create_task(
        session.send_request(
            request,
            types.CallToolResult,
            request_read_timeout_seconds=seconds,
            progress_callback=enqueue,
        )
    )
    sending.add_done_callback(lambda _task: texts.put_nowait(None))
    told = 0
    try:
        while (text := await texts.get()) is not None:
            told += len(text)
            await on_delta(text)
        result = await sending
    finally:
        if not sending.done():
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
    # A notification may be overtaken by the result; the result is complete, so tell the rest.
    rest = str((result.structured_content or {}).get("text", ""))[told:]
    if rest and not result.is_error:
        await on_delta(rest)
    return result


def _translated(error: MCPError) -> ProviderError:
    code: ErrorCode = _CODES.get(error.error.code, "overloaded")
    return ProviderError(code, f"the provider server: {error.error.message}")
