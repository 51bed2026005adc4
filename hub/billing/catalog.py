"""What is for sale: products, their prices, private offers, discounts, revenue shares."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing.catalog_models import Discount, Product, ProductPrice, RevenueShare
from hub.billing.errors import DiscountRefused, NotForSale, NotThere, ProductNotFound
from hub.billing.order_models import Order
from hub.billing.publisher_schemas import ShareBody
from hub.billing.schemas import DiscountBody, PriceBody, ProductBody, ProductChange, TrialBody
from hub.credits import public as credits_
from hub.kit.amounts import parse_credits
from hub.kit.errors import Conflict, InvalidInput
from hub.kit.ids import PLATFORM_ORG, new_id

_MAX_PRICES: Final = 50


async def get_product(session: AsyncSession, product_id: str) -> Product:
    """Raises ProductNotFound for what this transaction does not see."""
    found = await session.get(Product, product_id)
    if found is None:
        raise ProductNotFound("There is no such product that you can see.")
    return found


async def get_price(session: AsyncSession, price_id: str) -> ProductPrice:
    found = await session.get(ProductPrice, price_id)
    if found is None:
        raise ProductNotFound("There is no such price that you can see.")
    return found


async def with_products(
    session: AsyncSession, price_ids: Sequence[str]
) -> dict[str, tuple[Product, ProductPrice]]:
    """Each price and what it is of, by its ID, as far as this transaction sees both."""
    query = (
        select(Product, ProductPrice)
        .join(ProductPrice, col(ProductPrice.product_id) == col(Product.id))
        .where(col(ProductPrice.id).in_(price_ids))
    )
    return {price.id: (product, price) for product, price in (await session.exec(query)).all()}


async def own_product(session: AsyncSession, sellers: Sequence[str], product_id: str) -> Product:
    query = select(Product).where(Product.id == product_id, col(Product.org_id).in_(sellers))
    found = (await session.exec(query.with_for_update())).one_or_none()
    if found is None:
        raise ProductNotFound("There is no such product of yours.")
    return found


async def list_products(
    session: AsyncSession,
    sellers: Sequence[str],
    *,
    mine: bool,
    agent_id: str | None,
    kind: str | None,
    after: str | None,
    limit: int,
    now: datetime,
) -> Sequence[Product]:
    """Newest first: one's own (`sellers` begins with the caller), or what one can buy `now`."""
    query = select(Product)
    if mine:
        query = query.where(col(Product.org_id).in_(sellers))
    else:
        private = col(Product.buyer_org_id)
        offered = or_(private.is_(None), private == sellers[0])
        lasting = or_(col(Product.expires_at).is_(None), col(Product.expires_at) > now)
        query = query.where(Product.status == "active", offered, lasting)
    if agent_id is not None:
        query = query.where(col(Product.agent_ids).contains([agent_id]))
    if kind is not None:
        query = query.where(Product.kind == kind)
    if after is not None:
        query = query.where(col(Product.id) < after)
    return (await session.exec(query.order_by(col(Product.id).desc()).limit(limit))).all()


async def prices_of(
    session: AsyncSession, product_ids: Sequence[str]
) -> dict[str, list[ProductPrice]]:
    """Those of today, by product, in the order in which they were made."""
    query = (
        select(ProductPrice)
        .where(
            col(ProductPrice.product_id).in_(product_ids),
            col(ProductPrice.archived_at).is_(None),
        )
        .order_by(col(ProductPrice.id))
    )
    found: dict[str, list[ProductPrice]] = {product_id: [] for product_id in product_ids}
    for price in (await session.exec(query)).all():
        found[price.product_id].append(price)
    return found


async def create_product(
    session: AsyncSession, org_id: str, body: ProductBody, *, now: datetime
) -> tuple[Product, list[ProductPrice]]:
    """Whoever calls has checked that the agents are the organization's own.

    Raises:
        NotForSale: credits by somebody else than the platform, or prices that do not fit.
    """
    _refuse_past(body.expires_at, now)
    product = Product(
        id=new_id("prd"),
        # Credits are the platform's to sell, whoever of its administrators offers them
        org_id=PLATFORM_ORG if body.kind == "credits" else org_id,
        kind=body.kind,
        name=body.name,
        description=body.description,
        agent_ids=list(body.agent_ids),
        buyer_org_id=body.buyer_organization_id,
        trial_days=body.trial.days if body.trial else 0,
        trial_credits=_trial_credits(body),
        trial_needs_method=body.trial.needs_payment_method if body.trial else False,
        grace_days=body.grace_days,
        expires_at=body.expires_at,
        created_at=now,
    )
    session.add(product)
    given = enumerate(body.prices)
    prices = [_price(product, price, at=f"/prices/{i}", now=now) for i, price in given]
    session.add_all(prices)
    await session.flush()
    await audit.record(
        session, audit.Entry("product.created", org_id, product.id, after=_kept(product))
    )
    return product, prices


def _refuse_past(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise InvalidInput.at("/expires_at", "must be in the future")


def _trial_credits(body: ProductBody | ProductChange) -> int:
    if body.trial is None or body.trial.credits is None:
        return 0
    return parse_credits(body.trial.credits, pointer="/trial/credits")


def refuse_generosity(trial: TrialBody | None, most: Decimal) -> None:
    """What a trial gives is the platform's expense. Raises InvalidInput for more than `most`."""
    if trial is not None and trial.credits is not None and Decimal(trial.credits) > most:
        raise InvalidInput.at("/trial/credits", f"must be {most} at most")


def _kept(product: Product) -> dict[str, Any]:
    return product.model_dump() | {"buyer_organization_id": product.buyer_org_id}


async def change_product(
    session: AsyncSession,
    sellers: Sequence[str],
    product_id: str,
    body: ProductChange,
    *,
    now: datetime,
) -> Product:
    """Raises InvalidInput for an end of what is no private offer, or one in the past."""
    _refuse_past(body.expires_at, now)
    product = await own_product(session, sellers, product_id)
    before = _kept(product)
    given = body.model_fields_set
    for name in ("name", "description", "status", "grace_days"):
        value = getattr(body, name)
        if name in given and value is not None:
            setattr(product, name, value)
    if "expires_at" in given:
        if product.buyer_org_id is None:
            raise InvalidInput.at("/expires_at", "is of private offers")
        product.expires_at = body.expires_at
    if "trial" in given:
        product.trial_days = body.trial.days if body.trial else 0
        product.trial_credits = _trial_credits(body)
        product.trial_needs_method = body.trial.needs_payment_method if body.trial else False
    session.add(product)
    changed = audit.changes(before, _kept(product))
    if changed[0] or changed[1]:
        entry = audit.Entry("product.changed", sellers[0], product.id, *changed)
        await audit.record(session, entry)
    return product


async def add_price(
    session: AsyncSession,
    sellers: Sequence[str],
    product_id: str,
    body: PriceBody,
    *,
    replaces: str | None,
    now: datetime,
) -> ProductPrice:
    """One more price, or one in the place of another, which stays with those who have it."""
    product = await own_product(session, sellers, product_id)
    if product.status != "active":
        raise NotForSale.at("", "is about a product that is archived")
    current = (await prices_of(session, [product.id]))[product.id]
    if replaces is None and len(current) >= _MAX_PRICES:
        raise NotForSale.at("", f"would be more than {_MAX_PRICES} prices")
    price = _price(product, body, at="", now=now)
    session.add(price)
    await session.flush()
    if replaces is not None:
        old = next((p for p in current if p.id == replaces), None)
        if old is None:
            raise InvalidInput.at("/replaces", "is not a price of this product today")
        if _terms(old) != _terms(price):
            raise InvalidInput.at("/replaces", "is of another currency, type, interval or tax")
        old.archived_at, old.successor_id = now, price.id
        session.add(old)
    after = price.model_dump() | {"replaces": replaces}
    await audit.record(session, audit.Entry("product_price.set", sellers[0], price.id, after=after))
    return price


def _terms(price: ProductPrice) -> tuple[Any, ...]:
    """What a new price keeps: amounts and runs alone are compared when who subscribes is moved to
    it."""
    return price.currency, price.type, price.interval, price.per_seat, price.tax_behavior


def _price(product: Product, body: PriceBody, *, at: str, now: datetime) -> ProductPrice:
    if (product.kind == "credits") != (body.credits is not None):
        raise NotForSale.at(f"{at}/credits", "is for packs of credits, and each has them")
    if product.kind == "credits" and body.type != "one_time":
        raise NotForSale.at(f"{at}/type", "of a pack of credits is one_time")
    held = parse_credits(body.credits, pointer=f"{at}/credits") if body.credits else None
    if held == 0:
        raise NotForSale.at(f"{at}/credits", "must be more than zero")
    return ProductPrice(
        id=new_id("prc"),
        org_id=product.org_id,
        product_id=product.id,
        buyer_org_id=product.buyer_org_id,
        type=body.type,
        currency=body.currency,
        unit_amount=body.unit_amount,
        interval=body.interval,
        scheme=body.scheme,
        tiers=[[t.up_to, t.unit_amount, t.flat_amount] for t in body.tiers],
        per_seat=body.per_seat,
        tax_behavior=body.tax_behavior,
        credits=held,
        allowance_runs=body.allowance_runs,
        effective_from=now,
        created_at=now,
    )


async def offers_of(
    session: AsyncSession, org_id: str, agent_id: str, *, now: datetime
) -> list[tuple[Product, ProductPrice]]:
    """What this organization could buy to use the agent."""
    products = await list_products(
        session,
        [org_id],
        mine=False,
        agent_id=agent_id,
        kind="agents",
        after=None,
        limit=20,
        now=now,
    )
    prices = await prices_of(session, [product.id for product in products])
    return [(product, price) for product in products for price in prices[product.id]]


async def create_discount(
    session: AsyncSession, org_id: str, body: DiscountBody, *, now: datetime
) -> Discount:
    _refuse_past(body.expires_at, now)
    row = Discount(
        id=new_id("dsc"),
        org_id=org_id,
        code=body.code.upper(),
        percent_off=int(body.percent_off * 100) if body.percent_off is not None else None,
        amount_off=body.amount_off.amount if body.amount_off else None,
        currency=body.amount_off.currency if body.amount_off else None,
        duration=body.duration,
        months=body.months,
        product_ids=list(body.product_ids),
        max_redemptions=body.max_redemptions,
        max_per_buyer=body.max_per_buyer,
        expires_at=body.expires_at,
        created_at=now,
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("There is a discount with this code already.") from error
    entry = audit.Entry("discount.created", org_id, row.id, after=row.model_dump())
    await audit.record(session, entry)
    return row


async def list_discounts(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Discount]:
    query = select(Discount).where(Discount.org_id == org_id)
    if after is not None:
        query = query.where(col(Discount.id) < after)
    return (await session.exec(query.order_by(col(Discount.id).desc()).limit(limit))).all()


async def archive_discount(session: AsyncSession, org_id: str, discount_id: str) -> None:
    """Nobody uses it any more; subscriptions that have it keep it."""
    query = select(Discount).where(Discount.id == discount_id, Discount.org_id == org_id)
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None:
        raise NotThere("There is no such discount.")
    if row.status == "active":
        row.status = "archived"
        session.add(row)
        await audit.record(session, audit.Entry("discount.archived", org_id, row.id))


async def find_discount(
    session: AsyncSession, seller_id: str, code: str, *, buyer_id: str, now: datetime
) -> Discount:
    """Locked, so that the last redemption goes to one buyer.

    Raises:
        DiscountRefused: there is none, it is over, or it was used as often as it may be.
    """
    query = select(Discount).where(
        Discount.org_id == seller_id, Discount.code == code.upper(), Discount.status == "active"
    )
    row = (await session.exec(query.with_for_update())).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        raise DiscountRefused.at("/discount_code", "is not a code of this seller today")
    if row.max_redemptions is not None and row.redeemed >= row.max_redemptions:
        raise DiscountRefused.at("/discount_code", "was used as often as it may be")
    if (
        row.max_per_buyer is not None
        and await _used_by(session, row, buyer_id) >= row.max_per_buyer
    ):
        raise DiscountRefused.at("/discount_code", "was used by you as often as you may")
    return row


async def _used_by(session: AsyncSession, row: Discount, buyer_id: str) -> int:
    """Orders that came to nothing count not."""
    query = select(func.count()).where(
        col(Order.org_id) == buyer_id,
        col(Order.discount_id) == row.id,
        col(Order.reason) == "purchase",
        col(Order.status) != "void",
    )
    return int((await session.exec(query)).one())


async def share_of(
    session: AsyncSession, seller_id: str, product_id: str, *, default_bps: int, now: datetime
) -> int:
    """The publisher's part in basis points: of the product, else of the publisher, else of all."""
    if seller_id == PLATFORM_ORG:
        return 0
    query = (
        select(RevenueShare)
        .where(
            RevenueShare.org_id == seller_id,
            col(RevenueShare.effective_from) <= now,
            or_(col(RevenueShare.product_id).is_(None), col(RevenueShare.product_id) == product_id),
        )
        .order_by(
            col(RevenueShare.product_id).nulls_last(),
            col(RevenueShare.effective_from).desc(),
            col(RevenueShare.id).desc(),
        )
        .limit(1)
    )
    found = (await session.exec(query)).first()
    return found.share_bps if found is not None else default_bps


async def shares_of(session: AsyncSession, seller_id: str, *, now: datetime) -> list[RevenueShare]:
    """All that was set, the newest first. Raises OrganizationNotFound."""
    await credits_.get_balance(session, seller_id, now)  # says whether there is one
    query = select(RevenueShare).where(RevenueShare.org_id == seller_id)
    return list((await session.exec(query.order_by(col(RevenueShare.id).desc()).limit(100))).all())


def share_at(rows: Sequence[RevenueShare], now: datetime) -> RevenueShare | None:
    """Of a publisher's shares the one that counts for whatever has none of its own."""
    begun = [row for row in rows if row.product_id is None and row.effective_from <= now]
    return max(begun, key=lambda row: (row.effective_from, row.id), default=None)


async def set_share(
    session: AsyncSession, body: ShareBody, *, by: str, now: datetime
) -> RevenueShare:
    """Raises InvalidInput for a share of the past: what was sold keeps the share it had."""
    start = body.effective_from or now
    if start < now:
        raise InvalidInput.at("/effective_from", "must not be in the past")
    await credits_.get_balance(session, body.organization_id, now)  # says whether there is one
    row = RevenueShare(
        id=new_id("shr"),
        org_id=body.organization_id,
        product_id=body.product_id,
        share_bps=int(body.percent * 100),
        reason=body.reason,
        effective_from=start,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row
