"""The model providers of this process: their adapters at once, their MCP clients a moment later.

A provider whose settings cannot be right is left out, and logged; `laelia doctor` names it. Loading
the MCP SDK takes as long as the half of all else, so it waits until the process serves; who asks
for a model before that waits for it too.
"""

import asyncio
import os
import shlex
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

import structlog

from hub.kit import heap
from hub.kit.lazy import lazy, load
from hub.kit.settings import Settings
from hub.kit.timebox import TimeBoxes
from hub.runs.model_catalog import ModelClient
from providers import registry
from providers.adapter import Adapter
from providers.settings import stated_region

if TYPE_CHECKING:
    from providers import client
    from providers.client import ProviderClient
else:
    client = lazy("providers.client")


log = structlog.get_logger()


class Vendors:
    """A client for every provider with a key or an address, for those of the settings, and for the
    vendors that an organization's own key is enough for (`own_key_only`)."""

    def __init__(self, settings: Settings) -> None:
        environment = _environment(settings, os.environ)
        self._makers: dict[str, Callable[[], ProviderClient]] = {}
        for name in registry.configured(environment):
            try:
                self._makers[name] = partial(_in_process, registry.build(name, environment))
            except ValueError as error:
                _leave_out(name, error)
        for name, place in settings.providers.items():
            # With neither it is settings of a provider that the registry made above.
            if url := place.get("url"):
                self._makers[name] = partial(_at_url, url, place.get("token"))
            elif command := shlex.split(place.get("command") or ""):
                self._makers[name] = partial(_started, *command)
        bare = [name for name in registry.for_own_keys(environment) if name not in self._makers]
        self.own_key_only = frozenset(bare)
        for name in bare:  # Nobody may ever need them: they are not built during the start.
            self._makers[name] = partial(_built, name, environment)
        self.regions = _regions(settings)
        self._opened = AsyncExitStack()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._makers)

    async def clients(self) -> Mapping[str, ModelClient]:
        """Opens them; for one call."""
        try:
            await asyncio.to_thread(load, client.__name__)
        finally:
            heap.settle()  # nothing as large is loaded after this
        opened: dict[str, ModelClient] = {}
        for name, make in self._makers.items():
            try:
                opened[name] = await self._opened.enter_async_context(make())
            except ValueError as error:
                _leave_out(name, error)
        return opened

    async def close(self) -> None:
        await self._opened.aclose()


def _regions(settings: Settings) -> dict[str, str]:
    """Where servers elsewhere process, as the operator states it: those made here know it."""
    found = {}
    for name, place in settings.providers.items():
        setting = {f"LAELIA_PROVIDERS__{name.upper()}__REGION": place.get("region") or ""}
        try:
            region = stated_region(setting, name)
        except ValueError as error:
            _leave_out(name, error)
            continue
        if region is not None:
            found[name] = region
    return found


def _leave_out(name: str, error: ValueError) -> None:
    """One provider's setting, missing or unreadable, is no reason to serve nobody."""
    log.warning("provider.left_out", provider=name, error=str(error))


def _in_process(adapter: Adapter) -> "ProviderClient":
    return client.ProviderClient.in_process(adapter, within=TimeBoxes().within)


def _built(name: str, environment: Mapping[str, str]) -> "ProviderClient":
    return _in_process(registry.build(name, environment))


def _at_url(url: str, token: str | None) -> "ProviderClient":
    return client.ProviderClient.at_url(url, token=token)


def _started(program: str, *arguments: str) -> "ProviderClient":
    return client.ProviderClient.command(program, arguments)


def _environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """The vendors' usual names, and the bundled model where the engine runs."""
    found = dict(environment)
    if settings.local_model_url:
        found.setdefault("LOCAL_MODEL_BASE_URL", settings.local_model_url)
        if settings.local_model_api_key is not None:
            found.setdefault("LOCAL_MODEL_API_KEY", settings.local_model_api_key.get_secret_value())
    return found
