"""Where an organization lets its data be processed, and whether something processes it there.

A model is where its provider says, an agent that sends what it is given elsewhere is where its
publisher says. Whoever says nothing is nowhere that an organization with such a policy allows.
"""

from collections.abc import Collection
from typing import Final

from hub.agents.public import Runnable
from hub.kit.cache import Briefly
from hub.kit.db import Reader
from hub.runs.errors import RegionNotAllowed
from hub.runs.model_catalog import Model

Regions = frozenset[str] | None
"""None: anywhere."""
_READ: Final = "select data_regions from organization_policies where org_id = %s"


class DataRegions:
    """An organization's policy, remembered for less than a second."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known = Briefly[str, tuple[Regions]](self._load)

    async def of(self, org_id: str) -> Regions:
        return (await self._known.get(org_id))[0]

    async def _load(self, org_id: str) -> tuple[Regions]:
        async with self._reader.transaction(org_id) as connection:
            row = await (await connection.execute(_READ, [org_id])).fetchone()
        return (None if row is None or row[0] is None else frozenset(row[0]),)


def within(model: Model, regions: Regions) -> bool:
    return regions is None or model.info.region in regions


def refuse_elsewhere(runnable: Runnable, regions: Regions) -> None:
    """What an agent sends beyond the hub and its models goes where its publisher says.

    Raises:
        RegionNotAllowed: that is elsewhere, or not said.
    """
    if regions is None or not (runnable.hosts or runnable.servers):
        return
    declared = region_of(runnable)
    if declared not in regions:
        raise RegionNotAllowed.of(runnable.manifest.name, [declared], regions)


def region_of(runnable: Runnable) -> str | None:
    """Where it says that it processes what it is given."""
    region: str | None = getattr(runnable.manifest, "region", None)
    return region


def refuse_models(models: Collection[Model], regions: Collection[str]) -> RegionNotAllowed:
    """Of those that would answer, none is in one of these regions."""
    names = ", ".join(model.name for model in models)
    return RegionNotAllowed.of(names, [model.info.region for model in models], regions)
