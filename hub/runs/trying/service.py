"""The rules of tries: who has how many left, what creators offer, and what they pay in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import public as agents
from hub.audit import public as audit
from hub.credits import public as credits_
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.kit.amounts import format_credits, to_micro
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.errors import IdempotencyKeyRequired, IdempotencyKeyReused, InvalidInput
from hub.kit.ids import VISITORS_ORG, new_id
from hub.kit.settings import Tries as Settings
from hub.runs.trying import repository, returning
from hub.runs.trying.models import TryFunding, TryOffer
from hub.runs.trying.schemas import FundingBody, OfferBody

_DAYS_SHOWN: Final = 90


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody may still try of an agent. `reason` is a code, None while they may."""

    limit: int
    left: int
    reason: str | None
    detail: str | None
    anonymous: bool
    resets_at: datetime | None
    consent: agents.consent.Asked


@dataclass(frozen=True, slots=True)
class Offer:
    terms: TryOffer
    counts: list[repository.Count]


class Tries:
    """Everything of tries that is no run; built once by a root."""

    def __init__(
        self, database: Database, settings: Settings, clock: Clock, usd_per_credit: Decimal
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._usd_per_credit = usd_per_credit

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def most(self) -> int:
        """The most that the models of one try may cost, in micro-credits."""
        return to_micro(self._settings.credits_each)

    async def agree(
        self, who: Principal, agent_id: str, given: agents.consent.Given | None
    ) -> None:
        """Before a try: records what is said yes to, where anything has to be.

        Raises:
            AgentNotFound: there is none that the caller could see.
            ConsentRequired: it was not said.
        """
        async with self._database.transaction(who.org_id, user_id=who.user_id) as session:
            question = await self._question(session, who, agent_id)
            await agents.consent.require(
                session, who, question, given, for_all=False, now=self._clock()
            )

    async def left(self, who: Principal | None, visitor_id: str, agent_id: str) -> Left:
        """Of whoever is signed in, or else of a visitor (whose ID may be empty).

        Raises:
            AgentNotFound: there is none that they could see.
        """
        now = self._clock()
        asking = who or Principal(VISITORS_ORG, visitor_id, "visitor", frozenset())
        async with self._database.transaction(asking.org_id, user_id=asking.user_id) as session:
            agent = await agents.visible(session, asking.org_id, agent_id)
            question = await self._question(session, asking, agent_id)
            terms = await repository.terms_of(session, agent_id, now.date())
            used = await repository.used(
                session,
                org_id=asking.org_id,
                user_id=asking.user_id,
                agent_id=agent_id,
                since=now - timedelta(days=self._settings.days),
                today=now.date(),
            )
            has_it = who is not None and await self._has(session, who, agent_id, now)
        limit, left = self._counted(terms, used, visiting=who is None)
        reason = None
        if agent.org_id == asking.org_id or not (terms.offered and agent.listed):
            reason = "try_not_offered"
        elif has_it:
            reason = "agent_enabled"
        elif who is None and not terms.anonymous:
            reason = "sign_in_to_try"
        elif left == 0:
            reason = "tries_used_up"
        elif terms.creator_left <= 0 and terms.day_used >= self._daily:
            reason = "try_budget_spent"
        first = used.first
        return Left(
            limit=limit,
            left=left if reason is None else 0,
            reason=reason,
            detail=_WHAT_TO_DO.get(reason or ""),
            anonymous=terms.anonymous,
            resets_at=first + timedelta(days=self._settings.days) if first else None,
            consent=question,
        )

    @property
    def _daily(self) -> int:
        return to_micro(self._settings.daily_credits)

    def _counted(
        self, terms: repository.Terms, used: repository.Used, *, visiting: bool
    ) -> tuple[int, int]:
        """How many there are in all, and how many still."""
        settings = self._settings
        if visiting:
            limit = settings.per_visitor
            return limit, max(
                0, min(limit - used.mine_today, settings.visitors_per_day - used.ours_today)
            )
        limit = _or(terms.per_person, settings.per_person)
        left = min(
            limit - used.mine,
            _or(terms.per_organization, settings.per_organization) - used.ours,
            settings.person_per_day - used.mine_today,
            settings.organization_per_day - used.ours_today,
        )
        return limit, max(0, left)

    async def _has(
        self, session: AsyncSession, who: Principal, agent_id: str, now: datetime
    ) -> bool:
        found = await entitlements.find_enabled(
            session, org_id=who.org_id, user_id=who.user_id, agent_ids=[agent_id], now=now
        )
        return agent_id in found

    async def _question(
        self, session: AsyncSession, who: Principal, agent_id: str
    ) -> agents.consent.Asked:
        agent = await agents.visible(session, who.org_id, agent_id)
        version = await agents.current_version(session, agent)
        if version is None:
            raise entitlements.AgentNotFound("It has no version that could run.")
        return await agents.consent.asked(session, who, agent, version)

    async def offer(self, who: Principal, agent_id: str) -> Offer:
        """The owner's view.

        Raises:
            AgentNotFound: there is none, or it is somebody else's.
        """
        async with self._database.transaction(who.org_id) as session:
            agent = await agents.own(session, who.org_id, agent_id)
            return await self._offer(session, agent.org_id, agent.id)

    async def _offer(self, session: AsyncSession, org_id: str, agent_id: str) -> Offer:
        now = self._clock()
        since = now.date() - timedelta(days=_DAYS_SHOWN)
        row = await repository.offer_of(session, agent_id)
        row = row or TryOffer(agent_id=agent_id, org_id=org_id, updated_at=now)
        return Offer(row, await repository.counts(session, org_id, agent_id, since))

    async def set_offer(self, who: Principal, agent_id: str, body: OfferBody) -> Offer:
        """Raises AgentNotFound: there is none, or it is somebody else's."""
        async with self._database.transaction(who.org_id) as session:
            agent = await agents.own(session, who.org_id, agent_id)
            before = await repository.offer_of(session, agent.id)
            known = {} if before is None else before.model_dump()
            row = TryOffer(
                agent_id=agent.id,
                org_id=agent.org_id,
                updated_at=self._clock(),
                **body.model_dump(),
            )
            await repository.set_offer(session, row)
            entry = audit.Entry(
                "try_offer.set", who.org_id, agent.id, before=known, after=body.model_dump()
            )
            made = await self._offer(session, agent.org_id, agent.id)
            await audit.record(session, entry)
            return made

    async def fund(
        self, who: Principal, agent_id: str, body: FundingBody, amount: int, *, key: str | None
    ) -> tuple[Offer, bool]:
        """Sets credits or earnings aside for tries, once per key; and whether that was done before.

        Raises:
            AgentNotFound: there is none, or it is somebody else's.
            IdempotencyKeyRequired: without one a retry would pay twice.
            IdempotencyKeyReused: it was used for something else.
            InsufficientCredits: there is not so much.
        """
        async with self._database.transaction(who.org_id) as session:
            agent = await agents.own(session, who.org_id, agent_id)
            row = self._funding(who, agent.id, body, amount, key)
            await credits_.lock(session, [who.org_id])
            known = await repository.funding(session, who.org_id, row.key)
            if known is None:
                await self._pay(session, row)
            elif (known.agent_id, known.amount, known.source) != (agent_id, amount, body.source):
                raise IdempotencyKeyReused("This key was used to set something else aside.")
            made = await self._offer(session, agent.org_id, agent.id)
            if known is None:
                after = {"credits": format_credits(amount), "source": body.source}
                entry = audit.Entry("try_offer.funded", who.org_id, agent.id, after=after)
                await audit.record(session, entry)
            return made, known is not None

    async def take_back(
        self, who: Principal, agent_id: str, amount: int | None, *, key: str | None
    ) -> tuple[Offer, bool]:
        """What no try has used goes back where it came from, once per key.

        Raises:
            AgentNotFound: there is none, or it is somebody else's.
            IdempotencyKeyRequired: without one a retry would take twice.
            IdempotencyKeyReused: it was used to set something aside.
            TryBudgetTooSmall: there is less.
        """
        async with self._database.transaction(who.org_id) as session:
            agent = await agents.own(session, who.org_id, agent_id)
            if not key:
                raise IdempotencyKeyRequired("Send one, so that a retry takes nothing twice.")
            await credits_.lock(session, [who.org_id])
            known = await repository.funding(session, who.org_id, key)
            if known is not None and (known.amount > 0 or known.agent_id != agent_id):
                raise IdempotencyKeyReused("This key was used to set something aside.")
            if known is None:
                offer = (await self._offer(session, agent.org_id, agent.id)).terms
                back = await returning.take_back(
                    session,
                    offer,
                    amount=amount,
                    key=key,
                    by=who.user_id,
                    usd_per_credit=self._usd_per_credit,
                    now=self._clock(),
                )
                after = {"credits": format_credits(back)}
                entry = audit.Entry("try_offer.reduced", who.org_id, agent.id, after=after)
                await audit.record(session, entry)
            return await self._offer(session, agent.org_id, agent.id), known is not None

    def _funding(
        self, who: Principal, agent_id: str, body: FundingBody, amount: int, key: str | None
    ) -> TryFunding:
        if not key:
            raise IdempotencyKeyRequired("Send one, so that a retry pays nothing twice.")
        if amount <= 0:
            raise InvalidInput.at("/credits", "must be more than 0")
        return TryFunding(
            org_id=who.org_id,
            key=key,
            id=new_id("trf"),
            agent_id=agent_id,
            amount=amount,
            source=body.source,
            created_by=who.user_id,
            created_at=self._clock(),
        )

    async def _pay(self, session: AsyncSession, row: TryFunding) -> None:
        if row.source == "earnings":
            await credits_.fund_tries_from_earnings(
                session,
                org_id=row.org_id,
                funding_id=row.id,
                amount=row.amount,
                usd_per_credit=self._usd_per_credit,
                now=row.created_at,
            )
        else:
            await credits_.fund_tries(
                session,
                org_id=row.org_id,
                funding_id=row.id,
                amount=row.amount,
                now=row.created_at,
            )
        await repository.fund(session, row)


def _or(chosen: int | None, default: int) -> int:
    return default if chosen is None else chosen


_WHAT_TO_DO: Final = {
    "try_not_offered": "It is not tried for nothing. Enable it to use it.",
    "agent_enabled": "You have it: run it.",
    "sign_in_to_try": "Sign up, or in, to try it.",
    "tries_used_up": "The free tries are used up. Enable it to go on.",
    "try_budget_spent": "Today's budget for free tries is spent. Enable it, or come back tomorrow.",
}
