"""Bedrock: who sends what where; the shapes are in `wire`."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from importlib import import_module
from typing import Any, Final
from urllib.parse import quote

import msgspec

from providers.adapter import OnDelta, VendorAdapter
from providers.aws import AwsSettings, Signer
from providers.bedrock import wire
from providers.bedrock.models import MODELS, takes_temperature
from providers.catalog import Catalog
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    ModelInfo,
    ProviderError,
    Usage,
)
from providers.http import Stream, VendorHttp, decode, encode

# Titan takes one text per request.
_PARALLEL_EMBEDDINGS: Final = 8


class BedrockSettings(msgspec.Struct, frozen=True, kw_only=True):
    aws: AwsSettings
    models: Sequence[ModelInfo] = ()


class BedrockAdapter(VendorAdapter):
    def __init__(self, settings: BedrockSettings) -> None:
        aws = settings.aws
        super().__init__("bedrock", Catalog(MODELS, extra=settings.models), aws.secrets)
        self._signer = Signer(aws, "bedrock")
        self._http = VendorHttp(
            aws.endpoint_url or f"https://bedrock-runtime.{aws.region}.amazonaws.com"
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        payload = wire.encode_prompt(request.messages, request.tools, request.tool_choice)
        payload |= wire.encode_options(
            request, temperature=request.temperature if takes_temperature(request.model) else None
        )
        if on_delta is None:
            data = await self._post(request.model, "converse", payload, credential)
            return wire.read(decode(wire.DECODER, data), request.model)
        path, body = _path(request.model, "converse-stream"), encode(payload)
        headers = await self._signer.headers(self._http.url(path), body, credential)
        assembly = wire.Assembly(request.model)
        async with self._http.stream(path, body, headers) as stream:
            async for kind, data in _events(stream):
                if text := assembly.add(kind, decode(wire.EVENT_DECODER, data)):
                    await on_delta(text)
        return assembly.result()

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:
        slots = asyncio.Semaphore(_PARALLEL_EMBEDDINGS)

        async def one(text: str) -> wire.Embedding:
            payload: dict[str, Any] = {"inputText": text}
            if request.dimensions is not None:
                payload["dimensions"] = request.dimensions
            async with slots:
                data = await self._post(request.model, "invoke", payload, credential)
            return decode(wire.EMBEDDING_DECODER, data)

        tasks = [asyncio.ensure_future(one(text)) for text in request.texts]
        try:
            answers = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return EmbedResult(
            model=request.model,
            vectors=[answer.embedding for answer in answers],
            usage=Usage(input_tokens=sum(answer.input_text_token_count for answer in answers)),
        )

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None
    ) -> CountTokensResult:
        """Only some models count; which ones is in the table."""
        self.catalog.require(request.model, "count_tokens")
        prompt = wire.encode_prompt(request.messages, request.tools, "auto")
        payload = {"input": {"converse": prompt}}
        data = await self._post(request.model, "count-tokens", payload, credential)
        counted = decode(wire.COUNT_DECODER, data)
        return CountTokensResult(model=request.model, input_tokens=counted.input_tokens)

    async def _post(
        self, model: str, operation: str, payload: dict[str, Any], credential: str | None
    ) -> bytes:
        path, body = _path(model, operation), encode(payload)
        headers = await self._signer.headers(self._http.url(path), body, credential)
        return await self._http.post(path, body, headers)


def _path(model: str, operation: str) -> str:
    return f"/model/{quote(model, safe='')}/{operation}"


async def _events(stream: Stream) -> AsyncIterator[tuple[str, bytes]]:
    """Amazon's binary event framing: the kind of each event and its JSON."""
    module = await asyncio.to_thread(import_module, "botocore.eventstream")
    buffer = module.EventStreamBuffer()
    try:
        async for chunk in stream.chunks():
            buffer.add_data(chunk)
            for message in buffer:
                headers = message.headers
                kind = headers.get(":event-type") or headers.get(":exception-type") or ""
                yield kind, message.payload or b"{}"
    except module.ParserError as error:
        raise ProviderError("stream_interrupted", "the stream cannot be read") from error
