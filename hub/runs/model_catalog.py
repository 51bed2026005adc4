"""The models of this installation, as its providers list them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Protocol

import msgspec
import structlog

from hub.kit.loops import repeat
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

_LISTING_S: Final = 10.0
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


@dataclass(frozen=True, slots=True)
class ProviderState:
    """How a provider answered when its models were last listed. `latency_ms` is of that listing,
    None before the first; `models` are those that it last had."""

    name: str
    answers: bool
    own_key_only: bool
    models: int
    latency_ms: float | None


class ModelCatalog:
    """What can be asked for, once it is `filled`; renewed every `refresh_s` seconds from then on.

    Each provider is asked on its own: one that cannot list its models keeps those that it last
    had, and is left out, and logged, while there are none. `revision` tells one state from another.

    `regions` are where providers process, as the operator states it.

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
        regions: Mapping[str, str] = MappingProxyType({}),
        refresh_s: float = 60.0,
    ) -> None:
        self.clients: Mapping[str, ModelClient] = {}
        self._open_clients = open_clients
        self._own_key_only = own_key_only
        self._preferred = tuple(preferred)
        self._regions = regions
        self._listed: dict[str, dict[str, Model]] = {}
        self._models: dict[str, Model] = {}
        self._silent: set[str] = set()
        self._took_ms: dict[str, float] = {}
        self._refresh_s = refresh_s
        self.revision = 0
        self._filling: asyncio.Task[None] | None = None
        self._refreshing: asyncio.Task[None] | None = None

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
        tasks = [task for task in (self._filling, self._refreshing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fill(self) -> None:
        self.clients = await self._open_clients()
        listed = asyncio.Event()

        async def refresh() -> bool:
            try:
                await self._refresh()
            finally:
                listed.set()
            return False

        self._refreshing = asyncio.create_task(
            repeat("models", refresh, every_s=self._refresh_s, stopping=asyncio.Event())
        )
        await listed.wait()

    async def _refresh(self) -> None:
        before = self._listed
        lists = await asyncio.gather(*(self._list(name) for name in self.clients))
        self._listed = dict(zip(self.clients, lists, strict=True))
        if self._listed != before:
            self._models = {name: m for listed in lists for name, m in listed.items()}
            self.revision += 1

    async def _list(self, provider: str) -> dict[str, Model]:
        """What it sells now. A model that has not changed is the same object as before."""
        known = self._listed.get(provider, {})
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_LISTING_S):
                listed = await self.clients[provider].models()
        except (ProviderError, TimeoutError) as error:
            if provider not in self._silent:
                self._silent.add(provider)
                reason = error.message if isinstance(error, ProviderError) else "it takes too long"
                log.warning("models.unlisted", provider=provider, error=reason, kept=len(known))
            return known
        finally:
            self._took_ms[provider] = round((time.perf_counter() - began) * 1000, 1)
        self._silent.discard(provider)
        found = {}
        for said in listed.models:
            info, name = self._placed(provider, said), f"{provider}/{said.id}"
            old = known.get(name)
            found[name] = old if old and old.info == info else Model(name, provider, info)
        return found

    def _placed(self, provider: str, info: ModelInfo) -> ModelInfo:
        """With the region that the operator states for the provider, where the model has none."""
        region = self._regions.get(provider)
        if region is None or info.region is not None:
            return info
        return msgspec.structs.replace(info, region=region)

    def states(self) -> list[ProviderState]:
        """Of every provider that there is, by name."""
        return [
            ProviderState(
                name,
                name not in self._silent and name in self._listed,
                name in self._own_key_only,
                len(self._listed.get(name, ())),
                self._took_ms.get(name),
            )
            for name in sorted(self.clients)
        ]

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
