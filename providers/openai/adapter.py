"""OpenAI over chat completions, or over the responses API where a model needs it."""

from collections.abc import Coroutine, Sequence
from typing import Any, Final

import msgspec

from providers.adapter import OnDelta
from providers.catalog import Catalog
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    ModelInfo,
    ModelsResult,
    ProviderError,
)
from providers.estimate import estimate_tokens
from providers.http import decode, encode
from providers.openai import responses
from providers.openai.models import MODELS, RESPONSES_ONLY, refuses_temperature
from providers.openai_compatible import OpenAICompatible

BASE_URL: Final = "https://api.openai.com/v1"


class OpenAISettings(msgspec.Struct, frozen=True, kw_only=True):
    """A `base_url` of the operator's own makes the list of models open: that server knows best."""

    api_key: str | None = None
    base_url: str = BASE_URL
    models: Sequence[ModelInfo] = ()


class _Counted(msgspec.Struct):
    input_tokens: int


_COUNTED: Final = msgspec.json.Decoder(_Counted)


class OpenAIAdapter(OpenAICompatible):
    max_tokens_name = "max_completion_tokens"

    def __init__(self, settings: OpenAISettings) -> None:
        own = settings.base_url.rstrip("/") != BASE_URL
        catalog = Catalog(MODELS, extra=settings.models, open_ended=own)
        super().__init__("openai", catalog, base_url=settings.base_url, api_key=settings.api_key)

    def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> Coroutine[Any, Any, ChatResult]:
        if request.model not in RESPONSES_ONLY:
            return super().chat(request, credential=credential, on_delta=on_delta)
        return self._respond(request, credential, on_delta)

    async def _respond(
        self, request: ChatRequest, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        body = encode(responses.encode_request(request, stream=on_delta is not None))
        headers = self._headers(credential)
        if on_delta is None:
            answer = decode(responses.DECODER, await self._http.post("/responses", body, headers))
            return responses.read(answer, request.model)
        async with self._http.stream("/responses", body, headers) as stream:
            async for data in stream.events():
                event = decode(responses.EVENT_DECODER, data)
                if event.type == "response.output_text.delta" and event.delta:
                    await on_delta(event.delta)
                elif event.response is not None and event.type in responses.LAST_EVENTS:
                    return responses.read(event.response, request.model)
                elif event.type == "error":
                    raise ProviderError("stream_interrupted", event.message or "broken off")
        raise ProviderError("stream_interrupted", "the stream ended before the answer did")

    async def models(self, *, credential: str | None) -> ModelsResult:
        """OpenAI's own list is the table; a server at another address is asked for its own."""
        if not self.catalog.open_ended:
            return await super().models(credential=credential)
        try:
            served = await self._served(credential)
        except ProviderError as error:
            if error.status not in {404, 405, 501}:
                raise
            return await super().models(credential=credential)
        return ModelsResult(provider=self.name, models=served)

    def _payload(self, request: ChatRequest, *, stream: bool) -> dict[str, Any]:
        payload = super()._payload(request, stream=stream)
        if refuses_temperature(request.model):
            payload.pop("temperature", None)
        return payload

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None
    ) -> CountTokensResult:
        """OpenAI counts itself; a compatible server without that endpoint gets an estimate."""
        payload: dict[str, Any] = responses.encode_input(
            request.model, request.messages, request.tools
        )
        try:
            data = await self._http.post(
                "/responses/input_tokens", encode(payload), self._headers(credential)
            )
        except ProviderError as error:
            if error.status not in {404, 405, 501} or not self.catalog.open_ended:
                raise
            return CountTokensResult(
                model=request.model, input_tokens=estimate_tokens(request), exact=False
            )
        return CountTokensResult(
            model=request.model, input_tokens=decode(_COUNTED, data).input_tokens
        )
