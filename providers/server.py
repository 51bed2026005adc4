"""The MCP server in front of an adapter: the same one in process, over stdio and over HTTP.

`tools_call` takes the params of a `tools/call` and answers its result, both as they stand on the
wire. Over a transport the low-level `mcp` server calls it; in the hub's process, where every model
call passes through, it is called with the message itself. The server holds the rules that no
adapter should repeat: the deadline, the refusal of models and capabilities that are not for sale,
and the scrubbing of errors.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import mcp_types as types
import msgspec
from mcp.server import Server
from mcp.server.context import ServerRequestContext

from providers.adapter import Adapter, OnDelta
from providers.contract import (
    CREDENTIAL_META,
    ChatDelta,
    ChatRequest,
    CountTokensRequest,
    EmbedRequest,
    Failure,
    ProviderError,
    Struct,
)
from providers.failures import scrub
from providers.schema import TOOLS

Context = ServerRequestContext[Any, Any]
# Arguments, the caller's credential, and where the text of a streamed answer goes.
_Tool = Callable[[Mapping[str, Any], str | None, OnDelta | None], Awaitable[Struct]]

# A scope of so many seconds, which ends with TimeoutError.
Within = Callable[[float], AbstractAsyncContextManager[object]]

_VERSION: Final = "1"
_LISTING_TIMEOUT_S: Final = 30.0
_DELTA_ENCODER: Final = msgspec.json.Encoder()


class ProviderServer:
    """Four tools over one adapter. `within` keeps the deadlines."""

    def __init__(self, adapter: Adapter, within: Within = asyncio.timeout) -> None:
        self._adapter = adapter
        self._within_s = within
        self._tools: Mapping[str, _Tool] = {
            "chat": self._chat,
            "embed": self._embed,
            "count_tokens": self._count_tokens,
            "models": self._models,
        }
        self.mcp: Server[Any] = Server(
            f"laelia-provider-{adapter.name}",
            version=_VERSION,
            on_list_tools=_list_tools,
            on_call_tool=self._call,
        )

    async def tools_call(
        self, params: Mapping[str, Any], on_delta: OnDelta | None
    ) -> dict[str, Any]:
        """The result of a `tools/call`, whose `isError` says that it failed.

        `on_delta` takes the text of an answer that the caller asked to stream.
        """
        credential = _credential(params.get("_meta") or {})
        tool = self._tools.get(params["name"])
        if tool is None:
            unknown = ProviderError("invalid_request", f"there is no tool {params['name']!r}")
            return self._failed(unknown, credential)
        try:
            result = await tool(params.get("arguments") or {}, credential, on_delta)
        except msgspec.ValidationError as error:
            return self._failed(ProviderError("invalid_request", str(error)), credential)
        except ProviderError as error:
            return self._failed(error, credential)
        # The text form that the protocol recommends for older clients would double every answer
        # on the wire; the contract says to read the structured content.
        return {"content": [], "structuredContent": msgspec.to_builtins(result)}

    async def _call(
        self, context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        wire = {
            "name": params.name,
            "arguments": params.arguments,
            "_meta": (context.params or {}).get("_meta"),
        }
        return types.CallToolResult.model_validate(await self.tools_call(wire, _relay(context)))

    def _failed(self, error: ProviderError, credential: str | None) -> dict[str, Any]:
        secrets = (
            self._adapter.secrets
            if credential is None
            else (
                credential,
                *credential.split(":"),
                *self._adapter.secrets,
            )
        )
        failure = Failure(
            code=error.code,
            message=scrub(error.message, secrets),
            retry_after_s=error.retry_after_s,
            status=error.status,
        )
        return {
            "content": [{"type": "text", "text": failure.message}],
            "structuredContent": msgspec.to_builtins(failure),
            "isError": True,
        }

    async def _chat(
        self, arguments: Mapping[str, Any], credential: str | None, on_delta: OnDelta | None
    ) -> Struct:
        request = msgspec.convert(arguments, ChatRequest)
        self._adapter.catalog.require_chat(request)
        # Asked to stream, a vendor is asked to, whether or not anybody listens: it ends sooner
        # when the call is given up.
        listener = (on_delta or _unheard) if request.stream else None
        return await self._within(
            request.timeout_s,
            self._adapter.chat(request, credential=credential, on_delta=listener),
        )

    async def _embed(
        self, arguments: Mapping[str, Any], credential: str | None, _on_delta: OnDelta | None
    ) -> Struct:
        request = msgspec.convert(arguments, EmbedRequest)
        self._adapter.catalog.require(request.model, "embed")
        return await self._within(
            request.timeout_s, self._adapter.embed(request, credential=credential)
        )

    async def _count_tokens(
        self, arguments: Mapping[str, Any], credential: str | None, _on_delta: OnDelta | None
    ) -> Struct:
        request = msgspec.convert(arguments, CountTokensRequest)
        self._adapter.catalog.require(request.model)
        return await self._within(
            request.timeout_s, self._adapter.count_tokens(request, credential=credential)
        )

    async def _models(
        self, _arguments: Mapping[str, Any], credential: str | None, _on_delta: OnDelta | None
    ) -> Struct:
        return await self._within(_LISTING_TIMEOUT_S, self._adapter.models(credential=credential))

    async def _within(self, seconds: float, work: Awaitable[Struct]) -> Struct:
        """One deadline for the whole call: who sends a byte a second does not extend it."""
        try:
            async with self._within_s(seconds):
                return await work
        except TimeoutError as error:
            raise ProviderError("timed_out", f"no answer within {seconds:g} seconds") from error


async def _unheard(_text: str) -> None:
    """For a caller who asked for a stream and reads only its end."""


async def _list_tools(
    _context: Context, _params: types.PaginatedRequestParams | None
) -> types.ListToolsResult:
    return types.ListToolsResult(tools=list(TOOLS))


def _credential(meta: Mapping[str, Any]) -> str | None:
    credential = meta.get(CREDENTIAL_META)
    return credential if isinstance(credential, str) and credential else None


def _relay(context: Context) -> OnDelta:
    """Each delta as a progress notification, numbered so that it satisfies the protocol."""
    report = context.session.report_progress
    count = 0

    async def on_delta(text: str) -> None:
        nonlocal count
        count += 1
        await report(count, None, _DELTA_ENCODER.encode(ChatDelta(text=text)).decode())

    return on_delta
