"""The rules of asking for an agent that is not there."""

import re
from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import OrganizationDeleted, PersonErased, PersonExported, Principal
from hub.kit.errors import Conflict, InvalidInput
from hub.kit.events import Events
from hub.kit.ids import is_id, new_id
from hub.marketplace.errors import WantedAgentNotFound
from hub.marketplace.wanted import repository
from hub.marketplace.wanted.models import WantedAgent

MOST: Final = 50
_NO_WORD: Final = re.compile(r"[\W_]+")


def words_of(text: str) -> str:
    """The words alone: neither case nor marks make another wish."""
    return _NO_WORD.sub(" ", text.casefold()).strip()


async def ask(session: AsyncSession, who: Principal, text: str, *, now: datetime) -> WantedAgent:
    """Keeps a wish; the same words again are the same wish.

    Raises:
        InvalidInput: there is no word in it.
        Conflict: they have as many as anybody may have.
    """
    words = words_of(text)
    if not words:
        raise InvalidInput.at("/text", "must say something in words")
    row = WantedAgent(
        id=new_id("wnt"),
        org_id=who.org_id,
        user_id=who.user_id,
        text=text,
        words=words,
        created_at=now,
    )
    if not await repository.keep(session, row):
        return await repository.same(session, row)
    if await repository.count(session, who.org_id, who.user_id) > MOST:
        raise Conflict(f"You have asked for {MOST} agents. Withdraw one before you ask for more.")
    await audit.record(session, audit.Entry("wanted_agent.asked", who.org_id, row.id))
    return row


async def withdraw(session: AsyncSession, who: Principal, wanted_id: str) -> None:
    """Raises WantedAgentNotFound: there is none of theirs."""
    known = is_id("wnt", wanted_id)
    if not known or not await repository.remove(session, who.org_id, who.user_id, wanted_id):
        raise WantedAgentNotFound("You have asked for no agent under this ID.")
    await audit.record(session, audit.Entry("wanted_agent.withdrawn", who.org_id, wanted_id))


def register(events: Events) -> None:
    """What follows when a person or an organization is no more, or asks what is kept."""
    events.on(PersonErased, _person_erased)
    events.on(PersonExported, _person_exported)
    events.on(OrganizationDeleted, _organization_deleted)


async def _person_erased(session: AsyncSession, event: PersonErased) -> None:
    await repository.forget_person(session, event.user_id)


async def _person_exported(session: AsyncSession, event: PersonExported) -> None:
    event.found["wanted_agents"] = await repository.of_person(session, event.user_id)


async def _organization_deleted(session: AsyncSession, event: OrganizationDeleted) -> None:
    await repository.forget_organization(session, event.org_id)
