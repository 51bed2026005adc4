"""Claude: who sends what where; the shapes are in `wire`."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from providers.adapter import OnDelta, VendorAdapter
from providers.catalog import Catalog
from providers.claude import wire
from providers.claude.models import MODELS, TAKES_TEMPERATURE
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    ModelInfo,
    ProviderError,
)
from providers.http import VendorHttp, decode, encode

BASE_URL: Final = "https://api.anthropic.com"
# The API demands a limit; without one from the caller, an answer of this length is what it gets.
_DEFAULT_MAX_TOKENS: Final = 8192


class ClaudeSettings(msgspec.Struct, frozen=True, kw_only=True):
    api_key: str | None = None
    base_url: str = BASE_URL
    models: Sequence[ModelInfo] = ()


class ClaudeAdapter(VendorAdapter):
    def __init__(self, settings: ClaudeSettings) -> None:
        key = settings.api_key
        super().__init__("claude", Catalog(MODELS, extra=settings.models), (key,) if key else ())
        self._key = key
        self._http = VendorHttp(settings.base_url)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _headers(self, credential: str | None) -> Mapping[str, str]:
        key = credential or self._key
        if key is None:
            raise ProviderError("bad_credential", "there is no key for Claude")
        return {
            "Content-Type": "application/json",
            "x-api-key": key,
            "anthropic-version": "2023-06-01",
        }

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        payload = wire.encode_prompt(request.model, request.messages, request.tools)
        payload |= wire.encode_options(
            request,
            max_tokens=request.max_output_tokens or self._longest(request.model),
            temperature=request.temperature if request.model in TAKES_TEMPERATURE else None,
        )
        headers = self._headers(credential)
        if on_delta is None:
            data = await self._http.post("/v1/messages", encode(payload), headers)
            return wire.read(decode(wire.DECODER, data), request.model)
        payload["stream"] = True
        assembly = wire.Assembly(request.model)
        async with self._http.stream("/v1/messages", encode(payload), headers) as stream:
            async for data in stream.events():
                if text := assembly.add(decode(wire.EVENT_DECODER, data)):
                    await on_delta(text)
        return assembly.result()

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None
    ) -> CountTokensResult:
        payload = wire.encode_prompt(request.model, request.messages, request.tools)
        data = await self._http.post(
            "/v1/messages/count_tokens", encode(payload), self._headers(credential)
        )
        counted = decode(wire.COUNT_DECODER, data)
        return CountTokensResult(model=request.model, input_tokens=counted.input_tokens)

    def _longest(self, model: str) -> int:
        info = self.catalog.get(model)
        longest = info.max_output_tokens if info else None
        return min(longest or _DEFAULT_MAX_TOKENS, _DEFAULT_MAX_TOKENS)
