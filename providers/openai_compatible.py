"""An adapter for every server that speaks chat completions and `/embeddings`.

OpenAI, Azure AI Foundry, vLLM and llama.cpp differ in where the key goes, in one field name and
in how tokens are counted: what differs is a parameter or an override, the rest is here once.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from providers import chat_completions as dialect
from providers.adapter import OnDelta, VendorAdapter
from providers.catalog import Catalog
from providers.contract import (
    ChatRequest,
    ChatResult,
    EmbedRequest,
    EmbedResult,
    ModelInfo,
    ProviderError,
)
from providers.http import VendorHttp, decode, encode


class OpenAICompatible(VendorAdapter):
    """Chat and embeddings over `base_url`, which ends before `/chat/completions`."""

    max_tokens_name = "max_tokens"

    def __init__(self, name: str, catalog: Catalog, *, base_url: str, api_key: str | None) -> None:
        super().__init__(name, catalog, (api_key,) if api_key else ())
        self._key = api_key
        self._http = VendorHttp(base_url)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _headers(self, credential: str | None) -> Mapping[str, str]:
        key = credential or self._key
        if key is None:
            return {"Content-Type": "application/json"}
        return {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}

    def _path(self, operation: str, model: str) -> str:  # noqa: ARG002 - Azure's deployments put the model into the path
        return operation

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        body = encode(self._payload(request, stream=on_delta is not None))
        path = self._path("/chat/completions", request.model)
        headers = self._headers(credential)
        if on_delta is None:
            answer = decode(dialect.DECODER, await self._http.post(path, body, headers))
            return dialect.read_completion(answer, request.model)
        assembly = dialect.Assembly(request.model)
        async with self._http.stream(path, body, headers) as stream:
            async for data in stream.events():
                if data == b"[DONE]":
                    break
                if text := assembly.add(decode(dialect.DECODER, data)):
                    await on_delta(text)
        return assembly.result()

    def _payload(self, request: ChatRequest, *, stream: bool) -> dict[str, Any]:
        return dialect.encode_request(request, stream=stream, max_tokens_name=self.max_tokens_name)

    async def _served(self, credential: str | None) -> list[ModelInfo]:
        """The models that the server lists, with what the catalog knows of them."""
        data = await self._http.get("/models", self._headers(credential))
        return [
            self.catalog.get(entry.id) or self.catalog.priced(_unpriced(entry.id))
            for entry in decode(_MODEL_LIST, data).data
        ]

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:
        payload: dict[str, Any] = {
            "model": request.model,
            "input": request.texts,
            "encoding_format": "float",
        }
        if request.dimensions is not None:
            payload["dimensions"] = request.dimensions
        path = self._path("/embeddings", request.model)
        answer = decode(
            dialect.EMBEDDINGS_DECODER,
            await self._http.post(path, encode(payload), self._headers(credential)),
        )
        vectors = answer.vectors()
        if len(vectors) != len(request.texts):
            raise ProviderError("overloaded", "the vendor answered with too few vectors")
        return EmbedResult(model=request.model, vectors=vectors, usage=dialect.usage(answer.usage))


class _Entry(msgspec.Struct):
    id: str


class _ModelList(msgspec.Struct):
    data: list[_Entry] = []


_MODEL_LIST: Final = msgspec.json.Decoder(_ModelList)


def _unpriced(model: str) -> ModelInfo:
    """What such a server can usually do. What it costs, only its operator knows."""
    if "embed" in model:
        return ModelInfo(id=model, kind="embedding", capabilities=["embed"])
    return ModelInfo(
        id=model,
        kind="chat",
        capabilities=["chat", "stream", "tools", "json_schema", "count_tokens"],
    )
