"""The models of this installation, as its providers list them."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from providers.contract import (
    Capability,
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    ModelInfo,
    ModelsResult,
    ModelTier,
    ProviderError,
)

log = structlog.get_logger()

_STRENGTH: Final[Mapping[ModelTier, int]] = {"demo": 0, "standard": 1, "frontier": 2}


class OnDelta(Protocol):
    async def __call__(self, text: str, /) -> None: ...


class ModelClient(Protocol):
    """A provider server, as runs see it."""

    async def chat(
        self,
        request: ChatRequest,
        *,
        credential: str | None = None,
        on_delta: OnDelta | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> ChatResult: ...

    async def embed(
        self, request: EmbedRequest, *, credential: str | None = None
    ) -> EmbedResult: ...

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None = None
    ) -> CountTokensResult: ...

    async def models(self) -> ModelsResult: ...


@dataclass(frozen=True, slots=True)
class Model:
    """One model of one provider. `name` is `provider/model`."""

    name: str
    provider: str
    info: ModelInfo

    def offers(self, needed: frozenset[Capability]) -> bool:
        return needed <= set(self.info.capabilities)

    def reaches(self, tier: ModelTier) -> bool:
        return _STRENGTH[self.info.tier] >= _STRENGTH[tier]


class ModelCatalog:
    """What can be asked for, once it is `filled`. A provider that cannot list its models is left
    out, and logged.

    `own_key_only` are providers for which the operator has no key: their models are there for
    organizations that bring one (`own`), and for nobody else.

    Opening the clients takes longer than a start may, so it is begun when it is first waited for,
    or by a process that has nothing better to do.
    """

    def __init__(
        self,
        open_clients: Callable[[], Awaitable[Mapping[str, ModelClient]]],
        *,
        own_key_only: frozenset[str] = frozenset(),
        preferred: Sequence[str] = (),
    ) -> None:
        self.clients: Mapping[str, ModelClient] = {}
        self._open_clients = open_clients
        self._own_key_only = own_key_only
        self._preferred = tuple(preferred)
        self._models: dict[str, Model] = {}
        self.revision = 0
        self._filling: asyncio.Task[None] | None = None

    def begin(self) -> asyncio.Task[None]:
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill(), name="models")
        return self._filling

    async def filled(self) -> None:
        """Raises what kept the clients from being opened."""
        filling = self._filling or self.begin()
        if filling.done():
            filling.result()
        else:
            # Who goes away while waiting leaves the others their models.
            await asyncio.shield(filling)

    async def close(self) -> None:
        if self._filling is not None:
            self._filling.cancel()
            await asyncio.gather(self._filling, return_exceptions=True)

    async def _fill(self) -> None:
        self.clients = await self._open_clients()
        await self.refresh()

    async def refresh(self) -> None:
        """Ask every provider anew; `revision` counts how often that was done."""
        for provider, client in self.clients.items():
            try:
                listed = await client.models()
            except ProviderError as error:
                log.warning("models.unlisted", provider=provider, error=error.message)
                continue
            for info in listed.models:
                name = f"{provider}/{info.id}"
                self._models[name] = Model(name, provider, info)
        self.revision += 1

    def is_configured(self, provider: str) -> bool:
        """By the operator, for everybody here."""
        return provider in self.clients and provider not in self._own_key_only

    def find(self, name: str, own: Collection[str] = ()) -> Model | None:
        model = self._models.get(name)
        return model if model is not None and self._serves(model, own) else None

    def all(self, own: Collection[str] = ()) -> list[Model]:
        return [m for m in self._models.values() if self._serves(m, own)]

    def _serves(self, model: Model, own: Collection[str]) -> bool:
        return model.provider not in self._own_key_only or model.provider in own

    def defaults(self, own: Collection[str] = ()) -> list[Model]:
        """Chat models in the installation's order: as set, else the strongest first."""
        if self._preferred:
            return [m for name in self._preferred if (m := self.find(name, own))]
        chat = [m for m in self.all(own) if m.info.kind == "chat"]
        return sorted(chat, key=lambda m: -_STRENGTH[m.info.tier])
