"""The definitions that runs are made of, read often and therefore remembered."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.agents.hosts import hosts_named, servers_named
from hub.agents.manifest import Manifest, parse
from hub.agents.manifest.unified import UnifiedAgent
from hub.agents.shares import takes
from hub.agents.validation import Schema, compile_schema
from hub.kit.db import Connection

_CURRENT: Final = """
    select a.org_id, a.slug, a.listed, a.current_version_id,
           r.id as rollout_id, r.version_id, r.percent
    from agents a left join rollouts r on r.agent_id = a.id and r.status = 'running'
      and r.ended_at is null
    where a.id = %s and a.status = 'active'
"""
_VERSION: Final = "select id, version, manifest from agent_versions where id = %s and agent_id = %s"
_CURRENTS: Final = """
    select a.id, a.org_id, a.current_version_id, r.id as rollout_id, r.version_id, r.percent
    from agents a left join rollouts r on r.agent_id = a.id and r.status = 'running'
      and r.ended_at is null
    where a.id = any(%s) and a.status = 'active'
"""
_VERSIONS: Final = """
    select id, version, manifest, agent_id from agent_versions where id = any(%s)
"""
_SUSPENDED: Final = """
    select id, suspended_reason from agents
    where id = any(%s) and suspended_reason is not null and org_id <> %s
"""
_MAX_VERSIONS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Runnable:
    """One immutable version, parsed and with its schemas compiled. `hosts` and `servers` are where
    it sends what it is given: addresses that it names, and MCP servers of its publisher's."""

    agent_id: str
    owner_id: str
    version_id: str
    version: str
    manifest: Manifest | UnifiedAgent
    input_schema: Schema
    output_schema: Schema
    hosts: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()


class Definitions:
    """Versions never change: parsed once, kept. Which one is current is asked every time."""

    def __init__(self) -> None:
        self._versions: OrderedDict[str, Runnable] = OrderedDict()

    async def find(
        self,
        connection: Connection,
        agent_id: str,
        version_id: str | None,
        org_id: str | None = None,
    ) -> Runnable | None:
        """The pinned or else the current version, if the connection's organization can see it; with
        `org_id` the one that is rolled out, where this organization takes it."""
        cursor = await connection.execute(_CURRENT, [agent_id])
        agent = await cursor.fetchone()
        wanted = version_id
        if wanted is None and agent is not None:
            wanted = _version_for(org_id, agent[0], agent[3:])
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
        return self._keep(agent_id, agent[0], version)

    async def find_all(
        self, connection: Connection, wanted: Mapping[str, str | None], org_id: str
    ) -> dict[str, Runnable]:
        """For each agent its pinned version, or else the one that this organization takes, where it
        can be seen."""
        cursor = await connection.execute(_CURRENTS, [list(wanted)])
        owners, versions = {}, {}
        for agent_id, owner_id, *current in await cursor.fetchall():
            if version_id := wanted[agent_id] or _version_for(org_id, owner_id, current):
                owners[agent_id], versions[version_id] = owner_id, agent_id
        missing = [version_id for version_id in versions if version_id not in self._versions]
        if missing:
            cursor = await connection.execute(_VERSIONS, [missing])
            for row in await cursor.fetchall():
                if versions[row[0]] == row[3]:
                    self._keep(row[3], owners[row[3]], row)
        known = {agent: self._versions.get(version) for version, agent in versions.items()}
        return {agent: found for agent, found in known.items() if found and found.agent_id == agent}

    def _keep(self, agent_id: str, owner_id: str, version: Sequence[Any]) -> Runnable:
        manifest = parse(version[2])
        runnable = Runnable(
            agent_id=agent_id,
            owner_id=owner_id,
            version_id=version[0],
            version=version[1],
            manifest=manifest,
            input_schema=compile_schema(manifest.input_schema),
            output_schema=compile_schema(manifest.output_schema),
            hosts=hosts_named(version[2]),
            servers=servers_named(version[2]),
        )
        self._versions[runnable.version_id] = runnable
        if len(self._versions) > _MAX_VERSIONS:
            self._versions.popitem(last=False)
        return runnable

    async def suspended(
        self, connection: Connection, agent_ids: Sequence[str], org_id: str
    ) -> dict[str, str]:
        """Of these, those that this organization may not run for now, with the reason. An owner
        may, to put it right."""
        cursor = await connection.execute(_SUSPENDED, [list(agent_ids), org_id])
        return {row[0]: row[1] for row in await cursor.fetchall()}

    async def is_listed(self, connection: Connection, agent_id: str) -> bool:
        """Whether every organization sees the agent."""
        cursor = await connection.execute(_CURRENT, [agent_id])
        agent = await cursor.fetchone()
        return agent is not None and bool(agent[2])

    async def is_visible(self, connection: Connection, agent_id: str) -> bool:
        """Whether the connection's organization can see the agent at all."""
        cursor = await connection.execute(_CURRENT, [agent_id])
        return await cursor.fetchone() is not None


def _version_for(org_id: str | None, owner_id: str, agent: Sequence[Any]) -> str | None:
    """The one that is rolled out, for those in its share; else the current one."""
    current: str | None
    current, rollout_id, rolled_out, percent = agent
    if rollout_id is None or org_id is None or org_id == owner_id:
        return current
    return rolled_out if takes(rollout_id, org_id, percent) else current
