"""Whether visitors without an account may try the platform's own agents, as the settings say."""

from datetime import datetime

from hub.agents.public import PLATFORM_ORG, shipped_agents
from hub.kit.db import Database
from hub.runs.trying import repository
from hub.runs.trying.models import TryOffer


async def offer_shipped_agents(database: Database, *, anonymous: bool, now: datetime) -> None:
    """Writes only what is otherwise than it should be."""
    async with database.transaction(PLATFORM_ORG) as session:
        for shipped in shipped_agents():
            known = await repository.offer_of(session, shipped.id)
            if (known.anonymous if known is not None else False) != anonymous:
                offer = TryOffer(
                    agent_id=shipped.id, org_id=PLATFORM_ORG, anonymous=anonymous, updated_at=now
                )
                await repository.set_offer(session, offer)
