"""Which models a provider sells, what they can do and what they cost.

A closed catalog (a vendor with a price list) refuses a model it does not list before any money
is spent. An open one (the operator's own server) lets the server itself decide.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from providers.contract import (
    Capability,
    ChatRequest,
    ImagePart,
    ModelInfo,
    ModelPrice,
    ModelTier,
    ProviderError,
)


class Catalog:
    """The models by ID. `extra` are the operator's; they replace a listed model of that ID.

    `stated` is the operator's price for models that have none: their own hosts' above all. `region`
    is where those process that state no region of their own.
    """

    stated: ModelPrice | None = None
    region: str | None = None

    def __init__(
        self,
        models: Iterable[ModelInfo],
        *,
        extra: Iterable[ModelInfo] = (),
        open_ended: bool = False,
    ) -> None:
        self._by_id = {model.id: model for model in (*models, *extra)}
        self.open_ended = open_ended

    @property
    def models(self) -> Iterable[ModelInfo]:
        return [self.priced(info) for info in self._by_id.values()]

    def get(self, model: str) -> ModelInfo | None:
        info = self._by_id.get(model)
        return None if info is None else self.priced(info)

    def priced(self, info: ModelInfo) -> ModelInfo:
        """With the operator's price and region, where it has none of its own."""
        if not info.prices and self.stated is not None:
            info = msgspec.structs.replace(info, prices=[self.stated])
        if info.region is None and self.region is not None:
            info = msgspec.structs.replace(info, region=self.region)
        return info

    def require(self, model: str, *capabilities: Capability) -> None:
        """Refuse a model that is not for sale, or that cannot do what is asked."""
        info = self.get(model)
        if info is None:
            if self.open_ended:
                return
            raise ProviderError("model_not_found", f"there is no model {model!r} here")
        for capability in capabilities:
            if capability not in info.capabilities:
                raise ProviderError(
                    "capability_not_supported", f"{model} does not offer {capability}"
                )

    def require_chat(self, request: ChatRequest) -> None:
        needs: list[Capability] = ["chat"]
        if request.tools:
            needs.append("tools")
        if request.response_schema is not None:
            needs.append("json_schema")
        for message in request.messages:
            if not isinstance(message.content, str) and _has_image(message.content):
                needs.append("images")
                break
        self.require(request.model, *needs)


def _has_image(content: list[Any]) -> bool:
    return any(isinstance(part, ImagePart) for part in content)


def parse_models(text: str) -> list[ModelInfo]:
    """The operator's `models` setting: a JSON array of :class:`ModelInfo`."""
    return msgspec.json.decode(text, type=list[ModelInfo]) if text.strip() else []


def chat_model(
    model: str,
    *,
    usd: tuple[float, float] | None,
    cached: float | None = None,
    context: int | None = None,
    output: int | None = None,
    can: Iterable[Capability] = ("chat", "stream", "tools", "json_schema", "images"),
    since: date,
    tier: ModelTier = "standard",
) -> ModelInfo:
    """One row of a vendor's table; `usd` is (input, output) per million tokens."""
    prices = [] if usd is None else [_price(since, usd[0], usd[1], cached)]
    return ModelInfo(
        id=model,
        kind="chat",
        capabilities=list(can),
        tier=tier,
        context_tokens=context,
        max_output_tokens=output,
        prices=prices,
    )


def embedding_model(
    model: str, *, usd: float | None, dimensions: int | None, context: int | None, since: date
) -> ModelInfo:
    prices = [] if usd is None else [_price(since, usd, 0.0, None)]
    return ModelInfo(
        id=model,
        kind="embedding",
        capabilities=["embed"],
        context_tokens=context,
        dimensions=dimensions,
        prices=prices,
    )


def _price(since: date, inputs: float, outputs: float, cached: float | None) -> ModelPrice:
    return ModelPrice(
        effective_from=since,
        input_usd_per_million=inputs,
        output_usd_per_million=outputs,
        cached_input_usd_per_million=cached,
    )
