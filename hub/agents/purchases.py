"""What was bought becomes entitlements, in the transaction that learns of the payment."""

from dataclasses import asdict

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import service
from hub.agents.models import Agent
from hub.agents.schemas import public_part
from hub.audit import public as audit
from hub.billing import public as billing
from hub.entitlements import public as entitlements
from hub.kit.events import Events

log = structlog.get_logger()


def register(events: Events) -> None:
    events.on(billing.AgentsOffered, _offered)
    events.on(billing.AccessGiven, _given)
    events.on(billing.AccessEnded, _ended)


async def _offered(session: AsyncSession, event: billing.AgentsOffered) -> None:
    """Raises AgentNotFound for an agent that is not the seller's own."""
    for agent_id in event.agent_ids:
        await service.own(session, event.org_id, agent_id)


async def _given(session: AsyncSession, event: billing.AccessGiven) -> None:
    for agent_id in event.agent_ids:
        agent = await session.get(Agent, agent_id)
        version = await service.current_version(session, agent) if agent is not None else None
        if agent is None or version is None:
            log.warning("purchase.without_agent", agent_id=agent_id, source=event.source_id)
            continue
        overage = await _overage(session, agent.id) if event.run_limit is not None else None
        for user_id in event.user_ids if event.user_ids is not None else [None]:
            terms = entitlements.Terms(
                org_id=event.org_id,
                user_id=user_id,
                agent_id=agent.id,
                source=event.source,
                source_id=event.source_id,
                channels=list(public_part(version.manifest)["channels"]),
                run_limit=event.run_limit,
                overage_price_id=overage,
                active_to=event.until,
                created_by=event.by,
            )
            made = await entitlements.enable(session, terms, now=event.now)
            entry = audit.Entry("entitlement.made", made.org_id, made.id, after=asdict(made))
            await audit.record(session, entry)


async def _overage(session: AsyncSession, agent_id: str) -> str | None:
    price = await billing.current_price(session, agent_id)
    return price.id if price is not None and price.unit_amount else None


async def _ended(session: AsyncSession, event: billing.AccessEnded) -> None:
    ended = await entitlements.end_source(
        session,
        org_id=event.org_id,
        source_id=event.source_id,
        user_ids=event.user_ids,
        now=event.now,
    )
    for one in ended:
        entry = audit.Entry("entitlement.ended", one.org_id, one.id, before=asdict(one))
        await audit.record(session, entry)
