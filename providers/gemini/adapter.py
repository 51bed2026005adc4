"""Gemini: who sends what where; the shapes are in `wire`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from providers.adapter import OnDelta, VendorAdapter
from providers.catalog import Catalog
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    Message,
    ModelInfo,
    ProviderError,
    Usage,
)
from providers.estimate import estimate_tokens
from providers.gemini import wire
from providers.gemini.models import MODELS
from providers.http import VendorHttp, decode, encode

BASE_URL: Final = "https://generativelanguage.googleapis.com"


class GeminiSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`base_url` ends before the API version."""

    api_key: str | None = None
    base_url: str = BASE_URL
    models: Sequence[ModelInfo] = ()


class GeminiAdapter(VendorAdapter):
    def __init__(self, settings: GeminiSettings) -> None:
        key = settings.api_key
        super().__init__("gemini", Catalog(MODELS, extra=settings.models), (key,) if key else ())
        self._key = key
        self._http = VendorHttp(settings.base_url)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _headers(self, credential: str | None) -> Mapping[str, str]:
        key = credential or self._key
        if key is None:
            raise ProviderError("bad_credential", "there is no key for Gemini")
        # In a header, because a key in the address ends up in logs.
        return {"Content-Type": "application/json", "x-goog-api-key": key}

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        body = encode(wire.encode_request(request))
        headers = self._headers(credential)
        assembly = wire.Assembly(request.model)
        if on_delta is None:
            path = _path(request.model, "generateContent")
            assembly.add(decode(wire.DECODER, await self._http.post(path, body, headers)))
            return assembly.result()
        path = _path(request.model, "streamGenerateContent?alt=sse")
        async with self._http.stream(path, body, headers) as stream:
            async for data in stream.events():
                if text := assembly.add(decode(wire.DECODER, data)):
                    await on_delta(text)
        return assembly.result()

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:
        one: dict[str, Any] = {"model": f"models/{request.model}"}
        if request.dimensions is not None:
            one["outputDimensionality"] = request.dimensions
        requests = [{**one, "content": {"parts": [{"text": text}]}} for text in request.texts]
        data = await self._http.post(
            _path(request.model, "batchEmbedContents"),
            encode({"requests": requests}),
            self._headers(credential),
        )
        answer = decode(wire.EMBEDDINGS_DECODER, data)
        return EmbedResult(
            model=request.model,
            vectors=[embedding.values for embedding in answer.embeddings],
            usage=Usage(input_tokens=answer.counted() or _estimated(request)),
        )

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None
    ) -> CountTokensResult:
        prompt = wire.encode_prompt(request.messages, request.tools)
        inner = {"generateContentRequest": {"model": f"models/{request.model}", **prompt}}
        data = await self._http.post(
            _path(request.model, "countTokens"), encode(inner), self._headers(credential)
        )
        counted = decode(wire.COUNT_DECODER, data)
        return CountTokensResult(model=request.model, input_tokens=counted.total_tokens)


def _path(model: str, operation: str) -> str:
    return f"/v1beta/models/{model}:{operation}"


def _estimated(request: EmbedRequest) -> int:
    """Older embedding models do not say what they counted, and zero would make them free."""
    messages = [Message(role="user", content=text) for text in request.texts]
    return estimate_tokens(CountTokensRequest(model=request.model, messages=messages))
