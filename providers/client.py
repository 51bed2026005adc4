"""The hub's side of the contract: one client per provider, kept open, safe to call concurrently.

>>> async with ProviderClient.in_process(adapter) as claude:
...     result = await claude.chat(request, on_delta=print_it)
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from providers.adapter import Adapter, OnDelta
from providers.connection import Connection, Direct, Remote
from providers.contract import (
    CREDENTIAL_META,
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    Failure,
    ModelsResult,
    ProviderError,
    Struct,
)
from providers.server import Within

_T = TypeVar("_T")

# The server keeps the deadline; this much longer we wait for it to say so before giving it up.
_GRACE_S = 5.0
_LISTING_TIMEOUT_S = 30.0


class ProviderClient:
    """Calls one provider server. A failure is a :class:`ProviderError`, whatever the transport."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def in_process(cls, adapter: Adapter, *, within: Within = asyncio.timeout) -> Self:
        """A server in this process over an in-memory MCP session; it closes the adapter too.
        `within` gives the scope of a call's seconds."""
        return cls(Direct(adapter, within))

    @classmethod
    def at_url(cls, url: str, *, token: str | None = None) -> Self:
        """A server at a Streamable HTTP URL; `token` is sent as a bearer."""
        return cls(Remote.at_url(url, token=token))

    @classmethod
    def command(
        cls, command: str, arguments: Sequence[str] = (), *, env: Mapping[str, str] | None = None
    ) -> Self:
        """A server that this client starts and speaks to over stdio. For the operator only."""
        return cls(Remote.command(command, arguments, env=env))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._connection.aclose()

    def chat(
        self,
        request: ChatRequest,
        *,
        credential: str | None = None,
        on_delta: OnDelta | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> Coroutine[Any, Any, ChatResult]:
        """Ask a model. With `on_delta` the answer is streamed; its deltas join to the text."""
        if on_delta is not None and not request.stream:
            request = msgspec.structs.replace(request, stream=True)
        return self._call(
            "chat",
            request,
            ChatResult,
            request.timeout_s,
            credential=credential,
            meta=meta,
            on_delta=on_delta,
        )

    async def embed(
        self,
        request: EmbedRequest,
        *,
        credential: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> EmbedResult:
        return await self._call(
            "embed", request, EmbedResult, request.timeout_s, credential=credential, meta=meta
        )

    async def count_tokens(
        self,
        request: CountTokensRequest,
        *,
        credential: str | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> CountTokensResult:
        return await self._call(
            "count_tokens",
            request,
            CountTokensResult,
            request.timeout_s,
            credential=credential,
            meta=meta,
        )

    async def models(self, *, credential: str | None = None) -> ModelsResult:
        return await self._call(
            "models", None, ModelsResult, _LISTING_TIMEOUT_S, credential=credential
        )

    async def _call(
        self,
        tool: str,
        request: Struct | None,
        result: type[_T],
        seconds: float,
        *,
        credential: str | None,
        meta: Mapping[str, Any] | None = None,
        on_delta: OnDelta | None = None,
    ) -> _T:
        sent: dict[str, Any] = dict(meta) if meta else {}
        if credential is not None:
            sent[CREDENTIAL_META] = credential
        arguments = {} if request is None else msgspec.to_builtins(request)
        answer = await self._connection.call(tool, arguments, sent, seconds + _GRACE_S, on_delta)
        content = answer.get("structuredContent")
        try:
            if answer.get("isError"):
                raise _error(content, answer)
            return msgspec.convert(content, result)
        except msgspec.ValidationError as error:
            raise ProviderError(
                "overloaded", f"the provider's answer breaks the contract: {error}"
            ) from error


def _error(content: Any, answer: Mapping[str, Any]) -> ProviderError:
    """A server that is not ours may fail without the contract's failure; say what it said."""
    if content is None:
        texts = [part.get("text", "") for part in answer.get("content", ())]
        return ProviderError("overloaded", " ".join(texts)[:500] or "the provider failed")
    failure = msgspec.convert(content, Failure)
    return ProviderError(
        failure.code,
        failure.message,
        retry_after_s=failure.retry_after_s,
        status=failure.status,
    )
