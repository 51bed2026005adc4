"""The definitions that runs are made of, read often and therefore remembered."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from hub.agents.manifest import Manifest, parse
from hub.agents.validation import Schema, compile_schema
from hub.kit.db import Connection

_CURRENT: Final = """
    select org_id, slug, listed, current_version_id from agents
    where id = %s and status = 'active'
"""
_VERSION: Final = "select id, version, manifest from agent_versions where id = %s and agent_id = %s"
_MAX_VERSIONS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Runnable:
    """One immutable version, parsed and with its schemas compiled."""

    agent_id: str
    owner_id: str
    version_id: str
    version: str
    manifest: Manifest
    input_schema: Schema
    output_schema: Schema


class Definitions:
    """Versions never change: parsed once, kept. Which one is current is asked every time."""

    def __init__(self) -> None:
        self._versions: OrderedDict[str, Runnable] = OrderedDict()

    async def find(
        self, connection: Connection, agent_id: str, version_id: str | None
    ) -> Runnable | None:
        """The pinned or else the current version, if the connection's organization can see it."""
        cursor = await connection.execute(_CURRENT, [agent_id])
        agent = await cursor.fetchone()
        wanted = version_id or (agent[3] if agent else None)
        if agent is None or wanted is None:
            return None
        known = self._versions.get(wanted)
        if known is not None and known.agent_id == agent_id:
            self._versions.move_to_end(wanted)
            return known
        cursor = await connection.execute(_VERSION, [wanted, agent_id])
        version = await cursor.fetchone()
        if version is None:
            return None
        manifest = parse(version[2])
        runnable = Runnable(
            agent_id=agent_id,
            owner_id=agent[0],
            version_id=version[0],
            version=version[1],
            manifest=manifest,
            input_schema=compile_schema(manifest.input_schema),
            output_schema=compile_schema(manifest.output_schema),
        )
        self._versions[wanted] = runnable
        if len(self._versions) > _MAX_VERSIONS:
            self._versions.popitem(last=False)
        return runnable

    async def is_visible(self, connection: Connection, agent_id: str) -> bool:
        """Whether the connection's organization can see the agent at all."""
        cursor = await connection.execute(_CURRENT, [agent_id])
        return await cursor.fetchone() is not None
