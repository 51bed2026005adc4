"""Llama behind vLLM or llama.cpp: chat completions, and those servers' own token counters."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from providers import chat_completions as dialect
from providers.catalog import Catalog
from providers.contract import (
    CountTokensRequest,
    CountTokensResult,
    ModelInfo,
    ModelsResult,
    ProviderError,
)
from providers.estimate import estimate_tokens
from providers.http import VendorHttp, decode, encode
from providers.openai_compatible import OpenAICompatible


class CompatibleSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`base_url` ends in `/v1`. Models that are not in `models` are listed without a price."""

    base_url: str
    api_key: str | None = None
    models: Sequence[ModelInfo] = ()


class _Tokens(msgspec.Struct):
    tokens: list[int] | None = None
    count: int | None = None


class _Prompt(msgspec.Struct):
    prompt: str


_TOKENS: Final = msgspec.json.Decoder(_Tokens)
_PROMPT: Final = msgspec.json.Decoder(_Prompt)


class CompatibleAdapter(OpenAICompatible):
    def __init__(self, settings: CompatibleSettings, *, name: str = "llama") -> None:
        super().__init__(
            name,
            Catalog((), extra=settings.models, open_ended=True),
            base_url=settings.base_url,
            api_key=settings.api_key,
        )
        # The counters live beside `/v1`, not under it.
        self._root = VendorHttp(settings.base_url.rstrip("/").removesuffix("/v1"))

    async def aclose(self) -> None:
        await self._root.aclose()
        await super().aclose()

    async def models(self, *, credential: str | None) -> ModelsResult:
        """What the server says it serves, with what the operator says about it."""
        served = await self._served(credential)
        ids = {info.id for info in served}
        more = [info for info in self.catalog.models if info.id not in ids]
        return ModelsResult(provider=self.name, models=[*served, *more])

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None
    ) -> CountTokensResult:
        messages = [dialect.encode_message(message) for message in request.messages]
        headers = self._headers(credential)
        try:
            count = await self._counted(request.model, messages, headers)
        except ProviderError as error:
            if error.status not in {404, 405, 501}:
                raise
            return CountTokensResult(
                model=request.model, input_tokens=estimate_tokens(request), exact=False
            )
        # Neither counter sees tool definitions, so with tools the number is only a lower bound.
        return CountTokensResult(model=request.model, input_tokens=count, exact=not request.tools)

    async def _counted(
        self, model: str, messages: list[dict[str, Any]], headers: Mapping[str, str]
    ) -> int:
        """VLLM takes messages; llama.cpp wants its own template applied first."""
        body = encode({"model": model, "messages": messages, "content": ""})
        answer = decode(_TOKENS, await self._root.post("/tokenize", body, headers))
        if answer.count is not None:
            return answer.count
        prompt = decode(
            _PROMPT,
            await self._root.post("/apply-template", encode({"messages": messages}), headers),
        ).prompt
        body = encode({"content": prompt, "add_special": True, "parse_special": True})
        answer = decode(_TOKENS, await self._root.post("/tokenize", body, headers))
        return len(answer.tokens or ())
