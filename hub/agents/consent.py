"""Consent to what leaves the hub: which version sends what it is given to which hosts.

Nobody enables, tries or runs another organization's agent that does so before somebody there has
seen where their data goes and has said yes. A version that goes to more hosts asks again, and so
does a server of the publisher's that moved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository
from hub.agents.errors import ConsentRequired
from hub.agents.hosts import hosts_named, servers_named
from hub.agents.models import Agent, AgentVersion, Consent
from hub.agents.runnable import Runnable
from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.db import Connection
from hub.kit.ids import new_id

_REACHED: Final = "select host from agent_hosts({owner}, {hosts}, {servers}) h(host) order by host"
_GIVEN: Final = """
    select distinct host from consents c, unnest(c.hosts) host
    where c.org_id = {org} and c.agent_id = {agent}
      and (c.for_all or (c.user_id = {user} and not {for_all}))
"""
_NAMES: Final = ("owner", "hosts", "servers", "org", "agent", "user", "for_all")
_IN_SESSION: Final = {name: f":{name}" for name in _NAMES} | {
    "hosts": "cast(:hosts as text[])",
    "servers": "cast(:servers as text[])",
}
_ON_CONNECTION: Final = {name: f"%({name})s" for name in _NAMES} | {
    "hosts": "%(hosts)s::text[]",
    "servers": "%(servers)s::text[]",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says yes to: the hosts that they were shown, for this version."""

    version: str
    hosts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller would have to say yes to. `missing` are the hosts nobody has yet."""

    agent_id: str
    agent_name: str
    publisher_id: str
    publisher: str
    version_id: str
    version: str
    hosts: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def text(self) -> str:
        """To show to whoever decides."""
        return in_words(self.agent_name, self.version, self.publisher, self.hosts)

    def shown(self) -> dict[str, Any]:
        return {
            "agent_id": self.agent_id,
            "version": self.version,
            "publisher": {"organization_id": self.publisher_id, "name": self.publisher},
            "hosts": list(self.hosts),
            "missing": list(self.missing),
            "text": self.text,
        }


def in_words(name: str, version: str, publisher: str, hosts: Sequence[str]) -> str:
    if not hosts:
        return f"{name} {version} sends nothing to anybody but the hub and the model it runs on."
    return (
        f"{name} {version} sends what you give it to {', '.join(hosts)}, which {publisher} chose. "
        "With it goes an ID that stands for you there, and neither your name nor your address. "
        "What becomes of your data there is not under the control of this hub."
    )


async def asked(
    session: AsyncSession,
    who: Principal,
    agent: Agent,
    version: AgentVersion,
    *,
    for_all: bool = False,
) -> Asked:
    """What this version asks of this caller, or (`for_all`) of their organization; nothing of its
    owner."""
    hosts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    if agent.org_id != who.org_id:
        values = _values(agent.org_id, version.manifest) | _whose(who.org_id, who.user_id, agent.id)
        values["for_all"] = for_all
        connection = await session.connection()
        reached = await connection.execute(text(_REACHED.format(**_IN_SESSION)), values)
        hosts = tuple(row[0] for row in reached)
        if hosts:
            given = await connection.execute(text(_GIVEN.format(**_IN_SESSION)), values)
            known = {row[0] for row in given}
            missing = tuple(host for host in hosts if host not in known)
    names = await repository.publisher_names(session, [agent.org_id])
    return Asked(
        agent_id=agent.id,
        agent_name=version.manifest["name"],
        publisher_id=agent.org_id,
        publisher=names.get(agent.org_id, ""),
        version_id=version.id,
        version=version.version,
        hosts=hosts,
        missing=missing,
    )


async def require(
    session: AsyncSession,
    who: Principal,
    question: Asked,
    given: Given | None,
    *,
    for_all: bool,
    now: datetime,
) -> None:
    """Records what was said yes to, where anything had to be.

    Raises:
        ConsentRequired: it was not, or to another version, or to fewer hosts.
    """
    if not question.missing:
        return
    if (
        given is None
        or given.version != question.version
        or not set(question.missing) <= set(given.hosts)
    ):
        raise refusal(question.shown())
    row = Consent(
        org_id=who.org_id,
        id=new_id("con"),
        user_id=who.user_id,
        agent_id=question.agent_id,
        version_id=question.version_id,
        version=question.version,
        publisher_id=question.publisher_id,
        hosts=list(question.hosts),
        for_all=for_all,
        created_at=now,
    )
    await repository.add(session, row)
    after = {
        "agent_id": row.agent_id,
        "version": row.version,
        "hosts": row.hosts,
        "for_all": for_all,
    }
    await audit.record(session, audit.Entry("consent.given", who.org_id, row.id, after=after))


async def refuse_unasked(
    connection: Connection, org_id: str, user_id: str, runnable: Runnable
) -> None:
    """For whoever is about to run it.

    Raises:
        ConsentRequired: it goes where nobody has said yes to.
    """
    if runnable.owner_id == org_id or not (runnable.hosts or runnable.servers):
        return
    values = {
        "owner": runnable.owner_id,
        "hosts": list(runnable.hosts),
        "servers": list(runnable.servers),
    } | _whose(org_id, user_id, runnable.agent_id)
    cursor = await connection.execute(_REACHED.format(**_ON_CONNECTION), values)
    hosts = [row[0] for row in await cursor.fetchall()]
    cursor = await connection.execute(_GIVEN.format(**_ON_CONNECTION), values)
    known = {row[0] for row in await cursor.fetchall()}
    missing = [host for host in hosts if host not in known]
    if missing:
        raise refusal(
            {
                "agent_id": runnable.agent_id,
                "version": runnable.version,
                "hosts": hosts,
                "missing": missing,
                "text": in_words(runnable.manifest.name, runnable.version, "its publisher", hosts),
            }
        )


def refusal(shown: dict[str, Any]) -> ConsentRequired:
    return ConsentRequired(
        "Show `text` to whoever decides. Their yes is sent as `consent: {version, hosts}`, or to "
        f"POST /v1/agents/{shown['agent_id']}/consent.",
        **shown,
    )


def _values(owner: str, manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "owner": owner,
        "hosts": list(hosts_named(manifest)),
        "servers": list(servers_named(manifest)),
    }


def _whose(org_id: str, user_id: str, agent_id: str) -> dict[str, Any]:
    return {"org": org_id, "agent": agent_id, "user": user_id, "for_all": False}
