"""Trials: once for an organization, a person, a means of payment and a product. No surprises."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing import orders, subscriptions
from hub.billing.buying_schemas import CheckoutBody
from hub.billing.catalog_models import Product
from hub.billing.domain import Billing
from hub.billing.errors import NotForSale, TrialUsed
from hub.billing.order_models import PaymentMethod
from hub.billing.subscription_models import Subscription, TrialRedemption
from hub.billing.totals import Line, Totals
from hub.credits import public as credits_


def needs_page(product: Product, body: CheckoutBody, method: PaymentMethod | None) -> bool:
    """Whether it begins where a means of payment is left."""
    wanted = product.trial_needs_method or body.convert_trial
    return wanted and method is None


async def begin(
    session: AsyncSession,
    billing: Billing,
    subscription: Subscription,
    body: CheckoutBody,
    method: PaymentMethod | None,
    *,
    now: datetime,
) -> tuple[Totals, dict[str, Any]]:
    """What its order is made of: a line of nothing, and that it is a trial.

    Raises:
        NotForSale: the product has none, or the processor could not be charged at its end.
        TrialUsed: the organization, the person or the card has had it.
    """
    product, price = await subscriptions.plan_of(session, subscription)
    if not product.trial_days:
        raise NotForSale.at("/trial", "is not offered with this product")
    if needs_page(product, body, method) and not billing.processor(body.processor).saves_unpaid:
        raise NotForSale.at("/processor", "keeps no means of payment without a payment")
    await redeem(session, subscription, f"org:{subscription.org_id}", now=now)
    await redeem(session, subscription, f"user:{subscription.created_by}", now=now)
    if method is not None and method.fingerprint:
        await redeem(session, subscription, _means(method.fingerprint), now=now)
    end = now + timedelta(days=product.trial_days)
    subscription.trial_end, subscription.converts = end, body.convert_trial
    subscription.current_period_start, subscription.current_period_end = now, end
    session.add(subscription)
    line = Line(product, price, f"Trial of {product.name}", 1, 0, period=(now, end))
    return await orders.totals_of(session, billing, subscription.org_id, [line], discount=None), {
        "trial": True
    }


async def give_credits(session: AsyncSession, billing: Billing, subscription: Subscription) -> None:
    """With the trial, when it has begun: where a means of payment is needed, once it is left."""
    product, _ = await subscriptions.plan_of(session, subscription)
    if not product.trial_credits:
        return
    tests = await billing.is_test(session, subscription.org_id)
    terms = credits_.GrantTerms(
        org_id=subscription.org_id,
        amount=product.trial_credits,
        kind="promotional",
        reason=f"Trial of {product.name}",
        idempotency_key=f"trial:{product.id}:{subscription.org_id}",
        expires_at=None if tests else subscription.trial_end,
    )
    await credits_.grant_credits(session, terms, now=billing.clock())


def _means(fingerprint: str) -> str:
    return f"means:{hashlib.sha256(fingerprint.encode()).hexdigest()}"


async def redeem(
    session: AsyncSession, subscription: Subscription, subject: str, *, now: datetime
) -> None:
    """Raises TrialUsed: the constraint knows across organizations, and tells of none."""
    row = insert(TrialRedemption).values(
        product_id=subscription.product_id,
        subject=subject,
        org_id=subscription.org_id,
        subscription_id=subscription.id,
        created_at=now,
    )
    connection = await session.connection()
    made = row.on_conflict_do_nothing().returning(col(TrialRedemption.subject))
    if (await connection.execute(made)).first() is None:
        raise TrialUsed("Buy it, or ask the seller for another offer.")


async def give_back(session: AsyncSession, subscription_id: str) -> None:
    """It never began: it may be had another time."""
    gone = delete(TrialRedemption).where(col(TrialRedemption.subscription_id) == subscription_id)
    await session.exec(gone)


async def expire(
    session: AsyncSession, billing: Billing, subscription: Subscription, *, now: datetime
) -> None:
    """A subscription that never began, with its trial or without one."""
    await give_back(session, subscription.id)
    ended = "incomplete_expired"
    await subscriptions.cancel(session, billing, subscription, reason="", now=now, status=ended)


async def redeem_means(
    session: AsyncSession, subscription: Subscription, method: PaymentMethod, *, now: datetime
) -> bool:
    """Whether this means of payment may have the trial that it was left for."""
    if not method.fingerprint:
        return True
    subject = _means(method.fingerprint)
    known = await session.get(TrialRedemption, (subscription.product_id, subject))
    if known is not None and known.subscription_id == subscription.id:
        return True
    try:
        await redeem(session, subscription, subject, now=now)
    except TrialUsed:
        return False
    return True
