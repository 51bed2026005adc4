"""Enabling: from an agent that one can see to an entitlement that lets one use it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import consent, service
from hub.agents.consent import Given
from hub.agents.errors import AgentSuspended, EntitlementNotFound, NotPublished
from hub.agents.models import Agent, AgentVersion
from hub.agents.schemas import public_part
from hub.audit import public as audit
from hub.billing import public as billing
from hub.credits import public as credits_
from hub.entitlements import public as entitlements
from hub.identity.public import Principal, is_member
from hub.kit.amounts import format_credits
from hub.kit.errors import InvalidInput, NotFound, PaymentRequired


@dataclass(frozen=True, slots=True)
class Wanted:
    """`for_me` enables it for the caller alone. `version` pins; none follows the current one.
    `consent` is to where it sends what it is given.

    What is None stays as it is where the agent is enabled already, and else is the widest.
    """

    agent_id: str
    for_me: bool = False
    version: str | None = None
    channels: Sequence[str] | None = None
    payment_mode: str | None = None
    consent: Given | None = None

    @property
    def is_plain(self) -> bool:
        return self.version is None and self.channels is None and self.payment_mode is None


async def enable(
    session: AsyncSession, who: Principal, wanted: Wanted, *, now: datetime, base_url: str
) -> entitlements.Entitlement:
    """The live entitlement, as it is or superseded by one on other terms.

    Whoever has the agent keeps its price when they change something else; disabling and enabling
    again takes today's.

    Raises:
        AgentNotFound: there is none that the caller could see.
        AgentSuspended: the platform's moderators took it out of use.
        PaymentRequired: it has a price, and the organization cannot pay for a single call.
        EnablingNotAllowed: the caller is a member, and this is for admins and staff.
        GrantStands: an administrator granted it, on terms that only they change.
        AgentBlocked: the organization's policies do not allow it.
        MeteringNotAllowed: creator or administrator did not allow to pay later.
        ConsentRequired: it sends what it is given to where nobody here has said yes to.
    """
    agent, current = await _usable(session, who, wanted.agent_id)
    user_id = who.user_id if wanted.for_me else None
    held = await entitlements.find_live(
        session, org_id=who.org_id, user_id=user_id, agent_id=agent.id
    )
    if held is not None and not held.holds(now):
        held = None  # it ran out, and is superseded
    price = await _price(session, who, agent, held)
    await _authorize(session, who, wanted, price)
    version = await _version(session, wanted, agent, current=current, held=held)
    await _ask(session, who, wanted, agent, version, now=now)
    if held is None and wanted.for_me:
        held = await _bought_for_all(session, who.org_id, agent.id, now)
    if held is not None and (held.source == "admin_grant" or held.is_bought):
        if not wanted.is_plain:
            raise entitlements.GrantStands("Disable it first if you want it on other terms.")
        return held
    if held is None:
        await _refuse_unpaid(session, who, agent, price, now=now, base_url=base_url)
    terms = await _terms(session, who, wanted, agent=agent, current=current, held=held, price=price)
    if held is not None and _says_the_same(held, terms):
        return held
    if price is not None:
        await _require_funds(
            session, who.org_id, price, terms.payment_mode, now=now, base_url=base_url
        )
    made = await entitlements.enable(session, terms, now=now)
    await _record(session, "made", made, before=held)
    return made


async def _usable(
    session: AsyncSession, who: Principal, agent_id: str
) -> tuple[Agent, AgentVersion]:
    """What the caller sees and nobody forbids, with the version that is current."""
    agent = await service.visible(session, who.org_id, agent_id)
    current = await service.current_version(session, agent)
    if agent.suspended_reason is not None and agent.org_id != who.org_id:
        raise AgentSuspended(agent.suspended_reason)
    if current is None or agent.status != "active":
        raise NotPublished("It has no version that could run.")
    await entitlements.refuse_blocked(session, org_id=who.org_id, agent_id=agent.id)
    return agent, current


async def _version(
    session: AsyncSession,
    wanted: Wanted,
    agent: Agent,
    *,
    current: AgentVersion,
    held: entitlements.Entitlement | None,
) -> AgentVersion:
    """The one that will run: that which is wanted, pinned or held, or else the current one."""
    if wanted.version is not None:
        return await service.version_of(session, agent, wanted.version)
    stays = held and (held.version_id or held.held_version_id)
    return (await service.pinned(session, agent, stays) if stays else None) or current


async def _ask(
    session: AsyncSession,
    who: Principal,
    wanted: Wanted,
    agent: Agent,
    version: AgentVersion,
    *,
    now: datetime,
) -> None:
    for_all = not wanted.for_me
    question = await consent.asked(session, who, agent, version, for_all=for_all)
    await consent.require(session, who, question, wanted.consent, for_all=for_all, now=now)


async def _bought_for_all(
    session: AsyncSession, org_id: str, agent_id: str, now: datetime
) -> entitlements.Entitlement | None:
    """What the organization has paid for covers this person too."""
    held = await entitlements.find_live(session, org_id=org_id, user_id=None, agent_id=agent_id)
    return held if held is not None and held.is_bought and held.holds(now) else None


async def _refuse_unpaid(
    session: AsyncSession,
    who: Principal,
    agent: Agent,
    price: billing.Price | None,
    *,
    now: datetime,
    base_url: str,
) -> None:
    """What is sold is not had for nothing; where a call has a price too, that is a way in.

    Raises:
        PaymentRequired: with what can be bought.
    """
    if agent.org_id == who.org_id or (price is not None and price.unit_amount):
        return
    offers = await _products(session, who.org_id, agent.id, now)
    if offers:
        raise PaymentRequired(
            "This agent is sold. Buy it, or ask your administrator.",
            agent_id=agent.id,
            checkout_url=_checkout_url(base_url, agent.id),
            offers=offers,
        )


async def _products(
    session: AsyncSession, org_id: str, agent_id: str, now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "type": "product",
            "product_id": offer.product_id,
            "name": offer.name,
            "price_id": offer.price_id,
            "price_type": offer.price_type,
            "interval": offer.interval,
            "amount": {"amount": offer.amount, "currency": offer.currency},
            "per_seat": offer.per_seat,
            "trial_days": offer.trial_days,
        }
        for offer in await billing.offers_of(session, org_id, agent_id, now=now)
    ]


def _checkout_url(base_url: str, agent_id: str) -> str:
    return f"{base_url}/billing/checkout?agent={agent_id}"


async def _record(
    session: AsyncSession,
    verb: str,
    after: entitlements.Entitlement,
    *,
    before: entitlements.Entitlement | None = None,
    as_platform: bool = False,
) -> None:
    entry = audit.Entry(
        f"entitlement.{verb}",
        after.org_id,
        after.id,
        before={} if before is None else asdict(before),
        after=asdict(after),
        as_platform=as_platform,
    )
    await audit.record(session, entry)


async def _price(
    session: AsyncSession,
    who: Principal,
    agent: Agent,
    held: entitlements.Entitlement | None,
) -> billing.Price | None:
    """What it costs this caller; None for one's own."""
    if agent.org_id == who.org_id:
        return None
    if held is not None and held.price_id is not None:
        return await billing.get_price(session, held.price_id)
    return await billing.current_price(session, agent.id)


async def _authorize(
    session: AsyncSession, who: Principal, wanted: Wanted, price: billing.Price | None
) -> None:
    """Admins and staff enable; a signed-in member does so for themselves, where it is free."""
    if "agents:write" in who.scopes:
        return
    free = price is None or price.unit_amount == 0
    if not (wanted.for_me and free and who.session_id is not None):
        who.require("agents:write")
    if not await entitlements.members_may_enable(session, who.org_id):
        raise entitlements.EnablingNotAllowed("Ask an admin of your organization to enable it.")


async def _terms(
    session: AsyncSession,
    who: Principal,
    wanted: Wanted,
    *,
    agent: Agent,
    current: AgentVersion,
    held: entitlements.Entitlement | None,
    price: billing.Price | None,
) -> entitlements.Terms:
    pinned = held.version_id if held else None
    version = current
    if wanted.version is not None:
        version = await service.version_of(session, agent, wanted.version)
        pinned = version.id
    mode = wanted.payment_mode or (held.payment_mode if held else "prepaid")
    if mode == "metered" and (price is None or not price.metered):
        raise entitlements.MeteringNotAllowed("Its creator sells it against credits only.")
    return entitlements.Terms(
        org_id=who.org_id,
        user_id=who.user_id if wanted.for_me else None,
        agent_id=agent.id,
        version_id=pinned,
        price_id=price.id if price is not None else None,
        source="priced" if price is not None and price.unit_amount > 0 else "free",
        channels=_channels(version, wanted.channels)
        if wanted.channels is not None or held is None
        else held.channels,
        payment_mode=mode,
        created_by=who.user_id,
    )


def _channels(version: AgentVersion, chosen: Sequence[str] | None) -> list[str]:
    """Those of the version, or those chosen from them.

    A channel that a later version adds is used once somebody enables it: more ways in are the
    organization's decision.
    """
    allowed = list(public_part(version.manifest)["channels"])
    if chosen is None:
        return allowed
    for at, channel in enumerate(chosen):
        if channel not in allowed:
            raise InvalidInput.at(f"/channels/{at}", "is not a channel of this version")
    return [channel for channel in allowed if channel in chosen]


def _says_the_same(held: entitlements.Entitlement, terms: entitlements.Terms) -> bool:
    return (
        held.version_id == terms.version_id
        and held.price_id == terms.price_id
        and held.payment_mode == terms.payment_mode
        and set(held.channels) == set(terms.channels)
    )


async def _require_funds(
    session: AsyncSession,
    org_id: str,
    price: billing.Price,
    mode: str,
    *,
    now: datetime,
    base_url: str,
) -> None:
    """A credit line counts only for those who pay later; it is an administrator who opens one."""
    balance = await credits_.get_balance(session, org_id, now)
    line = [grant for grant in balance.grants if grant.kind == "metered"]
    if mode == "metered" and not line and await credits_.line_of(session, org_id, now) is None:
        raise entitlements.MeteringNotAllowed(
            "Your organization has no credit line. An administrator of the platform opens one."
        )
    available = balance.available
    if mode != "metered":
        available -= sum(grant.remaining for grant in line)
    if available < price.unit_amount:
        products = await _products(session, org_id, price.agent_id, now)
        raise _payment_required(price, price.unit_amount - available, base_url, products)


def _payment_required(
    price: billing.Price, missing: int, base_url: str, products: list[dict[str, Any]]
) -> PaymentRequired:
    offers: list[dict[str, Any]] = [
        {
            "type": "credits",
            "price_id": price.id,
            "price_model": price.model,
            "credits": format_credits(price.unit_amount),
            "missing_credits": format_credits(missing),
        }
    ]
    return PaymentRequired(
        "This agent has a price and your organization has too few credits for one call. "
        "Add credits, or ask your administrator for a grant.",
        agent_id=price.agent_id,
        checkout_url=_checkout_url(base_url, price.agent_id),
        offers=offers + products,
    )


async def disable(
    session: AsyncSession, who: Principal, agent_id: str, *, for_me: bool, now: datetime
) -> None:
    """Ends the right at once, a grant too. What is not enabled stays so.

    Raises:
        AgentNotFound: nothing was enabled, and there is no such agent to see.
    """
    if not (for_me and who.session_id is not None):
        who.require("agents:write")
    user_id = who.user_id if for_me else None
    ended = await entitlements.end(
        session, org_id=who.org_id, user_id=user_id, agent_id=agent_id, now=now
    )
    if ended is None:
        await service.visible(session, who.org_id, agent_id)
        return
    entry = audit.Entry("entitlement.ended", ended.org_id, ended.id, before=asdict(ended))
    await audit.record(session, entry)


async def revoke(
    session: AsyncSession, org_id: str, entitlement_id: str, reason: str, *, now: datetime
) -> entitlements.Entitlement:
    """An administrator's end of a right, whatever it came from.

    Raises:
        EntitlementNotFound: none of this organization that has not ended.
    """
    ended = await entitlements.end_by_id(
        session, org_id=org_id, entitlement_id=entitlement_id, now=now
    )
    if ended is None:
        raise EntitlementNotFound("The organization has no such right that has not ended.")
    entry = audit.Entry(
        "entitlement.ended",
        org_id,
        ended.id,
        before=asdict(ended),
        after={"reason": reason},
        as_platform=True,
    )
    await audit.record(session, entry)
    return ended


async def grant(
    session: AsyncSession,
    terms: entitlements.Terms,
    *,
    channels: Sequence[str] | None,
    now: datetime,
    idempotency_key: str,
) -> tuple[entitlements.Entitlement, bool]:
    """An administrator's grant, which supersedes what that organization (or person) has.

    Raises:
        NotFound: there is no such organization, or no such member.
        AgentNotFound: the organization could not see the agent.
    """
    await credits_.get_balance(session, terms.org_id, now)  # says whether there is such a one
    if terms.user_id is not None and not await is_member(session, terms.org_id, terms.user_id):
        raise NotFound("There is no such member.")
    agent = await service.visible(session, terms.org_id, terms.agent_id)
    version = await service.current_version(session, agent)
    if version is None:
        raise NotPublished("It has no version that could run.")
    if terms.active_to is not None and terms.active_to <= now:
        raise InvalidInput.at("/active_to", "is in the past")
    allowed = _channels(version, channels)
    made, replayed = await entitlements.grant(
        session, replace(terms, channels=allowed), now=now, idempotency_key=idempotency_key
    )
    if not replayed:
        await _record(session, "granted", made, as_platform=True)
    return made, replayed
