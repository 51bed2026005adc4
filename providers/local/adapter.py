"""The bundled model behind llama.cpp's server, and sentence vectors computed in this process."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from providers.catalog import Catalog, chat_model, embedding_model
from providers.contract import EmbedRequest, EmbedResult, ModelInfo, ModelsResult, Usage
from providers.llama.compatible import CompatibleAdapter, CompatibleSettings
from providers.local.sentences import DIMENSIONS, WINDOW, SentenceModel

CHAT_MODEL: Final = "smollm2-135m-instruct"
EMBEDDING_MODEL: Final = "all-minilm-l6-v2"
_SINCE: Final = date(2026, 1, 1)

# They run on the operator's own machine: a price of zero is what they cost, and is said so.
MODELS: Final = (
    chat_model(
        CHAT_MODEL,
        usd=(0.0, 0.0),
        # Its window is 8192; the bundled server gives each of four slots a quarter.
        context=2048,
        can=("chat", "stream", "json_schema", "count_tokens"),
        since=_SINCE,
        tier="demo",
    ),
    embedding_model(EMBEDDING_MODEL, usd=0.0, dimensions=DIMENSIONS, context=WINDOW, since=_SINCE),
)


class LocalSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bundled server listens (ends in `/v1`), and the key that it was started with."""

    base_url: str
    api_key: str | None = None
    models: Sequence[ModelInfo] = ()


class LocalAdapter(CompatibleAdapter):
    def __init__(self, settings: LocalSettings) -> None:
        super().__init__(
            CompatibleSettings(base_url=settings.base_url, api_key=settings.api_key), name="local"
        )
        self.catalog = Catalog(MODELS, extra=settings.models)
        self._sentences = SentenceModel()

    async def models(self, *, credential: str | None) -> ModelsResult:  # noqa: ARG002 - the list is fixed
        return ModelsResult(provider=self.name, models=list(self.catalog.models))

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:  # noqa: ARG002 - nothing leaves the process
        vectors, tokens = await self._sentences.embed(request.texts)
        return EmbedResult(model=request.model, vectors=vectors, usage=Usage(input_tokens=tokens))
