"""LiteLLM as one more vendor: slow and heavy, so it is imported at the first call, in a thread."""

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import msgspec

from providers import chat_completions as dialect
from providers.adapter import OnDelta, VendorAdapter
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    ModelInfo,
    ModelsResult,
    ProviderError,
)
from providers.failures import classify, retry_after
from providers.http import decode
from providers.litellm_any.prices import CostMapCatalog


class LiteLLMSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`offered` limits the models to those named; empty offers all that have a price."""

    offered: Sequence[str] = ()
    api_key: str | None = None
    api_base: str | None = None
    models: Sequence[ModelInfo] = ()
    secrets: tuple[str, ...] = ()


class LiteLLMAdapter(VendorAdapter):
    def __init__(self, settings: LiteLLMSettings) -> None:
        catalog = CostMapCatalog(settings.offered, settings.models)
        super().__init__("litellm_any", catalog, settings.secrets)
        self._settings = settings
        self._loading = asyncio.Lock()
        self._litellm: Any = None
        self._errors: type[Exception] = Exception

    async def aclose(self) -> None:
        """LiteLLM's clients are the process's: closed ones must leave its cache as well."""
        if self._litellm is not None:
            await self._litellm.close_litellm_async_clients()
            self._litellm.in_memory_llm_clients_cache.flush_cache()

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        litellm = await self._library()
        payload = dialect.encode_request(request, stream=on_delta is not None)
        options = self._options(credential, request.timeout_s)
        try:
            answer = await litellm.acompletion(**payload, **options)
        except self._errors as error:
            raise _failure(error) from error
        if on_delta is None:
            return dialect.read_completion(_completion(answer), request.model)
        assembly = dialect.Assembly(request.model)
        try:
            async for chunk in answer:
                if text := assembly.add(_completion(chunk)):
                    await on_delta(text)
        except self._errors as error:
            raise ProviderError("stream_interrupted", str(error)) from error
        return assembly.result()

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:
        litellm = await self._library()
        payload: dict[str, Any] = {"model": request.model, "input": request.texts}
        if request.dimensions is not None:
            payload["dimensions"] = request.dimensions
        try:
            answer = await litellm.aembedding(
                **payload, **self._options(credential, request.timeout_s)
            )
        except self._errors as error:
            raise _failure(error) from error
        found = decode(dialect.EMBEDDINGS_DECODER, answer.model_dump_json().encode())
        return EmbedResult(
            model=request.model, vectors=found.vectors(), usage=dialect.usage(found.usage)
        )

    async def models(self, *, credential: str | None) -> ModelsResult:  # noqa: ARG002 - LiteLLM's list is a file
        """Reading all rows takes long enough to want a thread."""
        models = await asyncio.to_thread(list, self.catalog.models)
        return ModelsResult(provider=self.name, models=models)

    async def count_tokens(
        self,
        request: CountTokensRequest,
        *,
        credential: str | None,  # noqa: ARG002 - LiteLLM counts by itself
    ) -> CountTokensResult:
        litellm = await self._library()
        count = await asyncio.to_thread(
            litellm.token_counter,
            model=request.model,
            messages=[dialect.encode_message(message) for message in request.messages],
        )
        return CountTokensResult(model=request.model, input_tokens=count, exact=False)

    def _options(self, credential: str | None, seconds: float) -> Mapping[str, Any]:
        options: dict[str, Any] = {"timeout": seconds, "num_retries": 0, "max_retries": 0}
        # A parameter that one vendor lacks must not fail a call that another would answer.
        options["drop_params"] = True
        if key := credential or self._settings.api_key:
            options["api_key"] = key
        if self._settings.api_base is not None:
            options["api_base"] = self._settings.api_base
        return options

    async def _library(self) -> Any:
        async with self._loading:
            if self._litellm is None:
                self._litellm, self._errors = await asyncio.to_thread(_load)
        return self._litellm


def _load() -> tuple[Any, type[Exception]]:
    """The library, and the root of its exceptions, which are those of the OpenAI client."""
    # Otherwise importing it fetches a price list from the network, three times over.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    litellm: Any = import_module("litellm")
    litellm.suppress_debug_info = True
    return litellm, import_module("openai").OpenAIError


def _completion(answer: Any) -> dialect.Completion:
    return decode(dialect.DECODER, answer.model_dump_json().encode())


def _failure(error: Exception) -> ProviderError:
    """LiteLLM's exceptions carry the vendor's status, and its words in theirs."""
    names = {type(cause).__name__ for cause in _causes(error)}
    if names & {"Timeout", "APITimeoutError"}:
        return ProviderError("timed_out", str(error))
    if names & {"APIConnectionError"}:
        return ProviderError("unreachable", str(error))
    status = int(getattr(error, "status_code", 500) or 500)
    return ProviderError(
        "context_too_long"
        if "ContextWindowExceededError" in names
        else classify(status, str(error)),
        str(error),
        retry_after_s=_retry_after(error),
        status=status,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _retry_after(error: Exception) -> float | None:
    for cause in _causes(error):
        headers = getattr(cause, "litellm_response_headers", None) or getattr(
            getattr(cause, "response", None), "headers", {}
        )
        if (seconds := retry_after(headers)) is not None:
            return seconds
    return None
