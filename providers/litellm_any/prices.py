"""LiteLLM's own cost map as a catalog, read from its file without importing LiteLLM."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec

from providers.catalog import Catalog, chat_model, embedding_model
from providers.contract import Capability, ModelInfo

# The map has no dates: what the installed version says holds for every day.
_SINCE: Final = date(2020, 1, 1)
_FILE: Final = "model_prices_and_context_window_backup.json"


_LEAST: Final[tuple[Capability, ...]] = ("chat", "stream", "count_tokens")


class _Row(msgspec.Struct):
    mode: str | None = None
    input_cost_per_token: float | None = None
    output_cost_per_token: float | None = None
    cache_read_input_token_cost: float | None = None
    max_input_tokens: float | str | None = None
    max_output_tokens: float | str | None = None
    output_vector_size: float | None = None
    supports_function_calling: bool | None = None
    supports_response_schema: bool | None = None
    supports_vision: bool | None = None


_RAW: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ROW: Final = msgspec.json.Decoder(_Row)


class CostMapCatalog(Catalog):
    """Four thousand rows, each parsed only when it is asked for."""

    def __init__(self, offered: Sequence[str], extra: Iterable[ModelInfo]) -> None:
        super().__init__((), extra=extra)
        self._offered = frozenset(offered)

    def get(self, model: str) -> ModelInfo | None:
        known = super().get(model)
        if known is not None or (self._offered and model not in self._offered):
            return known
        raw = self._rows.get(model)
        info = None if raw is None else _model(model, raw)
        if self.stated is None or model not in self._offered:
            return info
        # The operator names the model and its price: then the map need not know it.
        return self.priced(info or chat_model(model, usd=None, can=_LEAST, since=_SINCE))

    @property
    def models(self) -> Iterable[ModelInfo]:
        """The offered models, or every model with a price when none is named."""
        own = {info.id: info for info in super().models}
        found = (self.get(name) for name in self._offered or self._rows if name not in own)
        return [*own.values(), *(info for info in found if info is not None)]

    @cached_property
    def _rows(self) -> dict[str, msgspec.Raw]:
        spec = find_spec("litellm")
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError("litellm is not installed")
        return _RAW.decode((Path(spec.origin).parent / _FILE).read_bytes())


def _model(name: str, raw: msgspec.Raw) -> ModelInfo | None:
    try:
        row = _ROW.decode(raw)
    except msgspec.ValidationError:
        return None  # The map's own commented example has words where numbers belong.
    if row.input_cost_per_token is None:
        return None
    inputs = row.input_cost_per_token * 1e6
    # A zero in the map means a host of one's own, a trial, or that nobody looked: no price.
    if row.mode == "embedding":
        return embedding_model(
            name,
            usd=inputs or None,
            dimensions=_count(row.output_vector_size),
            context=_count(row.max_input_tokens),
            since=_SINCE,
        )
    if row.mode not in {"chat", "responses"} or row.output_cost_per_token is None:
        return None
    outputs = row.output_cost_per_token * 1e6
    cached = row.cache_read_input_token_cost
    return chat_model(
        name,
        usd=(inputs, outputs) if inputs and outputs else None,
        cached=None if cached is None else cached * 1e6,
        context=_count(row.max_input_tokens),
        output=_count(row.max_output_tokens),
        can=_capabilities(row),
        since=_SINCE,
    )


def _capabilities(row: _Row) -> list[Capability]:
    can: list[Capability] = [*_LEAST]
    if row.supports_function_calling:
        can.append("tools")
    if row.supports_response_schema:
        can.append("json_schema")
    if row.supports_vision:
        can.append("images")
    return can


def _count(value: float | str | None) -> int | None:
    return int(value) if isinstance(value, float | int) else None
