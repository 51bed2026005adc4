"""The platform's own agents, brought into the database at every start.

They belong to the platform's organization, are listed for everybody, and have the same IDs in
every installation. A shipped manifest that changed becomes a new version; nothing is overwritten.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository
from hub.agents.manifest import document, manifest_digest, parse
from hub.agents.models import Agent, AgentVersion
from hub.agents.shipped import ShippedAgent, shipped_agents
from hub.agents.versions import compare, next_version
from hub.billing import public as billing
from hub.credits import public as credits_
from hub.identity.public import ensure_platform_organization
from hub.kit.amounts import parse_credits
from hub.kit.db import Database
from hub.kit.ids import PLATFORM_ORG, stable_id

_LOCK: Final = "select pg_advisory_xact_lock(hashtext('laelia/shipped-agents'))"


async def seed_shipped_agents(database: Database, now: datetime) -> int:
    """Returns how many versions were published; zero when everything is as shipped."""
    async with database.transaction(PLATFORM_ORG) as session:
        if await _is_as_shipped(session):
            return 0
        await (await session.connection()).execute(text(_LOCK))
        if await ensure_platform_organization(session, PLATFORM_ORG, now=now):
            await credits_.open_wallet(session, PLATFORM_ORG)
        published = 0
        for shipped in shipped_agents():
            published += await _seed(session, shipped, now)
        return published


async def _is_as_shipped(session: AsyncSession) -> bool:
    """Two queries without a lock, so that starting processes do not wait for each other."""
    shipped = shipped_agents()
    ids = [agent.id for agent in shipped]
    digests = await repository.current_digests(session, ids)
    prices = await billing.current_prices(session, ids)
    return all(
        digests.get(agent.id) == manifest_digest(agent.manifest)
        and (price := prices.get(agent.id)) is not None
        and price.terms == _rate(agent).terms
        for agent in shipped
    )


async def _seed(session: AsyncSession, shipped: ShippedAgent, now: datetime) -> bool:
    agent = await session.get(Agent, shipped.id)
    current = await _current(session, agent)
    digest = manifest_digest(shipped.manifest)
    await _set_price(session, shipped, now)
    if current is not None and current.digest == digest:
        return False
    content = document(shipped.manifest)
    if agent is None:
        agent = Agent(
            id=shipped.id,
            org_id=PLATFORM_ORG,
            slug=shipped.manifest.slug,
            listed=True,
            draft=content,
            created_at=now,
            updated_at=now,
        )
        session.add(agent)
        await session.flush()  # its versions name it
    version = AgentVersion(
        id=stable_id("agv", f"{shipped.id}:{digest}"),
        agent_id=shipped.id,
        org_id=PLATFORM_ORG,
        version=_version_after(current, content),
        manifest=content,
        digest=digest,
        note="Shipped with the platform",
        created_at=now,
    )
    if await session.get(AgentVersion, version.id) is None:
        session.add(version)
    agent.draft = content
    agent.current_version_id = version.id
    agent.updated_at = now
    session.add(agent)
    return True


async def _current(session: AsyncSession, agent: Agent | None) -> AgentVersion | None:
    if agent is None or agent.current_version_id is None:
        return None
    query = select(AgentVersion).where(AgentVersion.id == agent.current_version_id)
    return (await session.exec(query)).one()


async def _set_price(session: AsyncSession, shipped: ShippedAgent, now: datetime) -> None:
    await billing.set_price(
        session, org_id=PLATFORM_ORG, agent_id=shipped.id, rate=_rate(shipped), now=now
    )


def _rate(shipped: ShippedAgent) -> billing.Rate:
    return billing.Rate(
        id=None,
        model=shipped.price.model,
        unit_amount=parse_credits(shipped.price.credits),
        model_cost=shipped.price.model_cost,
    )


def _version_after(current: AgentVersion | None, content: dict[str, Any]) -> str:
    if current is None:
        return "1.0.0"
    return next_version(current.version, compare(parse(current.manifest), parse(content)).level)
