"""Azure AI Foundry speaks chat completions at two addresses and takes the key in its own header."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from providers.azure_ai_foundry.models import MODELS
from providers.catalog import Catalog
from providers.contract import (
    ChatRequest,
    CountTokensRequest,
    CountTokensResult,
    ModelInfo,
    ProviderError,
)
from providers.estimate import estimate_tokens
from providers.openai.models import refuses_temperature
from providers.openai_compatible import OpenAICompatible


class FoundrySettings(msgspec.Struct, frozen=True, kw_only=True):
    """`endpoint` is the resource's address; `models` names deployments that have other names."""

    endpoint: str
    api_key: str | None = None
    api_version: str | None = None
    models: Sequence[ModelInfo] = ()


class FoundryAdapter(OpenAICompatible):
    def __init__(self, settings: FoundrySettings) -> None:
        root = settings.endpoint.rstrip("/").removesuffix("/openai/v1").removesuffix("/openai")
        self._version = settings.api_version
        super().__init__(
            "azure_ai_foundry",
            Catalog(MODELS, extra=settings.models),
            base_url=f"{root}/openai" if self._version else f"{root}/openai/v1",
            api_key=settings.api_key,
        )

    def _headers(self, credential: str | None) -> Mapping[str, str]:
        key = credential or self._key
        if key is None:
            raise ProviderError("bad_credential", "there is no key for Azure AI Foundry")
        return {"Content-Type": "application/json", "api-key": key}

    def _path(self, operation: str, model: str) -> str:
        if self._version is None:
            return operation
        return f"/deployments/{model}{operation}?api-version={self._version}"

    def _payload(self, request: ChatRequest, *, stream: bool) -> dict[str, Any]:
        payload = super()._payload(request, stream=stream)
        if request.model.startswith(("gpt-", "o3", "o4")):
            if (limit := payload.pop("max_tokens", None)) is not None:
                payload["max_completion_tokens"] = limit
            if refuses_temperature(request.model):
                payload.pop("temperature", None)
        return payload

    async def count_tokens(
        self,
        request: CountTokensRequest,
        *,
        credential: str | None,  # noqa: ARG002 - there is nobody to ask
    ) -> CountTokensResult:
        return CountTokensResult(
            model=request.model, input_tokens=estimate_tokens(request), exact=False
        )
