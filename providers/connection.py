"""How a provider client reaches its server: in process, or over a wire that may break."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final, Protocol, Self

import httpx2
import mcp_types as types
import msgspec
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.server.runner import modern_on_request
from mcp.shared.direct_dispatcher import DirectDispatcher, create_direct_dispatcher_pair
from mcp.shared.dispatcher import CallOptions
from mcp.shared.exceptions import MCPError
from mcp_types.version import LATEST_MODERN_VERSION
from opentelemetry import trace
from pydantic import ValidationError

from providers.adapter import Adapter, OnDelta
from providers.contract import ChatDelta, ErrorCode, ProviderError
from providers.http import MAX_ANSWER_BYTES
from providers.server import ProviderServer

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
    """An MCP session in memory, on the SDK's own dispatcher pair.

    A request is a plain await down to the vendor's socket: cancelling the caller cancels the
    vendor's call and nothing else, and no task, queue or JSON stands in between.
    """

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter
        self._server = ProviderServer(adapter).mcp
        # The SDK opens a span for every message. Where no tracer is set up it would go nowhere, and
        # cost a fifth of the call.
        if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
            self._server.middleware.clear()
        self._client: DirectDispatcher | None = None
        self._lock = asyncio.Lock()
        self._parked: list[asyncio.Task[None]] = []

    async def call(
        self,
        tool: str,
        arguments: dict[str, Any],
        meta: dict[str, Any],
        seconds: float,  # noqa: ARG002 - the server in this process keeps the deadline
        on_delta: OnDelta | None,
    ) -> Mapping[str, Any]:
        client = self._client or await self._connected()
        meta.update(_ENVELOPE)
        options: CallOptions = {}
        relay = None
        if on_delta is not None:
            relay = options["on_progress"] = _Relay(on_delta)
        try:
            return await client.send_raw_request(
                "tools/call", {"name": tool, "arguments": arguments, "_meta": meta}, options
            )
        except MCPError as error:
            raise _translated(error) from error
        except asyncio.CancelledError:
            if relay is not None:
                relay.reraise()
            raise

    async def _connected(self) -> DirectDispatcher:
        async with self._lock:
            return self._client or await self._connect()

    async def _connect(self) -> DirectDispatcher:
        client, server = create_direct_dispatcher_pair(
            can_send_request=False, raise_handler_exceptions=False
        )
        await self._park(partial(server.run, modern_on_request(self._server, {}), _no_notice))
        await self._park(partial(client.run, _no_request, _no_notice))
        self._client = client
        return client

    async def _park(self, run: Callable[..., Coroutine[Any, Any, None]]) -> None:
        """Keep a side of the pair running, and return when it takes requests."""
        started = _Started()
        self._parked.append(asyncio.create_task(run(task_status=started)))
        await started.event.wait()

    async def aclose(self) -> None:
        for parked in self._parked:
            parked.cancel()
        await asyncio.gather(*self._parked, return_exceptions=True)
        self._parked, self._client = [], None
        await self._adapter.aclose()


class _Started:
    """The `task_status` that a dispatcher reports to when it takes requests."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    def started(self, value: None = None) -> None:  # noqa: ARG002 - anyio's signature
        self.event.set()


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
        done, _ = await asyncio.wait(
            (ready, self._task), return_when=asyncio.FIRST_COMPLETED, timeout=_CONNECT_TIMEOUT_S
        )
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


class _Relay:
    """Hands deltas to the caller. The SDK swallows what a progress callback raises, so a caller
    that can take no more cancels the call, and gets its own exception back."""

    def __init__(self, on_delta: OnDelta) -> None:
        self._on_delta = on_delta
        self._call = asyncio.current_task()
        self._failure: Exception | None = None

    async def __call__(self, progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG002 - the SDK's signature
        if message is None or self._failure is not None:
            return
        try:
            await self._on_delta(_DELTA.decode(message).text)
        except Exception as error:  # noqa: BLE001 - it is handed back to the caller by reraise
            self._failure = error
            if self._call is not None:
                self._call.cancel()

    def reraise(self) -> None:
        if self._failure is not None and self._call is not None and self._call.uncancel() == 0:
            raise self._failure


def _translated(error: MCPError) -> ProviderError:
    code: ErrorCode = _CODES.get(error.error.code, "overloaded")
    return ProviderError(code, f"the provider server: {error.error.message}")


async def _no_request(_context: Any, method: str, _params: Any) -> dict[str, Any]:
    raise MCPError(code=types.METHOD_NOT_FOUND, message=method)


async def _no_notice(_context: Any, _method: str, _params: Any) -> None:
    """Nothing that a peer could announce changes a provider call."""
