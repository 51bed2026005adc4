"""Enabling: from an agent that one can see to an entitlement that lets one use it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.manifest import parse
from hub.agents.models import Agent, AgentVersion
from hub.billing import public as billing
from hub.credits import public as credits_
from hub.entitlements import public as entitlements
from hub.entitlements.models import Entitlement
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.errors import InvalidInput, PaymentRequired


@dataclass(frozen=True, slots=True)
class Wanted:
    """`for_me` enables it for the caller alone. `version` pins; none follows the current one."""

    agent_id: str
    for_me: bool = False
    version: str | None = None


async def enable(
    session: AsyncSession, caller: Principal, wanted: Wanted, *, now: datetime, base_url: str
) -> Entitlement:
    """Raises:
    AgentNotFound: there is none that the caller could see.
    PaymentRequired: it has a price, and the organization cannot pay for a single call.
    InvalidInput: there is no such version.
    """
    agent = await session.get(Agent, wanted.agent_id)
    if agent is None or agent.status != "active" or agent.current_version_id is None:
        raise entitlements.AgentNotFound("There is no agent with this ID.")
    version = await _version(session, agent, wanted.version)
    price = await billing.current_price(session, agent.id)
    own = agent.org_id == caller.org_id
    priced = price is not None and price.unit_amount > 0 and not own
    if price is not None and priced:
        balance = await credits_.get_balance(session, caller.org_id, now)
        if balance.available < price.unit_amount:
            raise _payment_required(agent.id, price.model, price.unit_amount, balance, base_url)
    return await entitlements.enable(
        session,
        entitlements.Terms(
            org_id=caller.org_id,
            user_id=caller.user_id if wanted.for_me else None,
            agent_id=agent.id,
            version_id=version.id if wanted.version else None,
            price_id=price.id if price is not None and not own else None,
            source="priced" if priced else "free",
            channels=parse(version.manifest).channels,
            created_by=caller.user_id,
        ),
        now=now,
    )


async def _version(session: AsyncSession, agent: Agent, wanted: str | None) -> AgentVersion:
    query = select(AgentVersion).where(AgentVersion.agent_id == agent.id)
    if wanted is None:
        query = query.where(AgentVersion.id == agent.current_version_id)
    else:
        query = query.where(AgentVersion.version == wanted)
    version = (await session.exec(query)).one_or_none()
    if version is None:
        raise InvalidInput.at("/version", "is not a published version of this agent")
    return version


def _payment_required(
    agent_id: str, model: str, unit_amount: int, balance: credits_.Balance, base_url: str
) -> PaymentRequired:
    offers: list[dict[str, Any]] = [
        {
            "type": "credits",
            "price_model": model,
            "credits": format_credits(unit_amount),
            "missing_credits": format_credits(unit_amount - balance.available),
        }
    ]
    return PaymentRequired(
        "This agent has a price and your organization has too few credits for one call. "
        "Add credits, or ask your administrator for a grant.",
        agent_id=agent_id,
        checkout_url=f"{base_url}/billing/checkout?agent={agent_id}",
        offers=offers,
    )
