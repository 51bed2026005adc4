"""Members who may not buy ask those who may: a request, a decision, and the order it led to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import catalog, money
from hub.billing.asking_models import PurchaseRequest
from hub.billing.asking_schemas import DecisionBody, RequestBody, RequestView
from hub.billing.catalog_models import Product, ProductPrice
from hub.billing.domain import Billing
from hub.billing.errors import AlreadyAsked, NotThere, ProductNotFound, RequestState
from hub.billing.notices import tell
from hub.billing.views import of_money
from hub.identity.public import Principal, people_of
from hub.kit.ids import new_id
from hub.notifications.public import Notice


def decides(who: Principal) -> bool:
    """Whoever may buy sees what others ask for; the others see their own."""
    return "billing:write" in who.scopes


async def ask(
    session: AsyncSession, billing: Billing, who: Principal, body: RequestBody
) -> PurchaseRequest:
    """Raises ProductNotFound for what is not sold to the organization, AlreadyAsked."""
    price = await catalog.get_price(session, body.price_id)
    product = await catalog.get_product(session, price.product_id)
    sold = product.status == "active" and price.archived_at is None
    if not sold or product.buyer_org_id not in (None, who.org_id):
        raise ProductNotFound("It is no longer sold.")
    row = PurchaseRequest(
        id=new_id("prq"),
        org_id=who.org_id,
        user_id=who.user_id,
        price_id=price.id,
        quantity=body.quantity,
        note=body.note.strip(),
        created_at=billing.clock(),
    )
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError as error:
        raise AlreadyAsked("It waits for an administrator.") from error
    await audit.record(
        session, audit.Entry("purchase_request.made", who.org_id, row.id, after=row.model_dump())
    )
    cost = money.priced(price.scheme, price.unit_amount, price.tiers, row.quantity)
    values = {
        "person": (await people_of(session, who.org_id, [who.user_id]))[who.user_id].name,
        "product": product.name,
        "amount": money.in_words(cost, price.currency),
        "note": row.note or "No reason is given.",
    }
    key = f"purchase_asked:{row.id}"
    await tell(session, billing, who.org_id, key=key, template="purchase_asked", values=values)
    return row


async def find(
    session: AsyncSession, who: Principal, request_id: str, *, lock: bool = False
) -> PurchaseRequest:
    """Raises NotThere for what the caller does not see."""
    query = select(PurchaseRequest).where(
        PurchaseRequest.id == request_id, PurchaseRequest.org_id == who.org_id
    )
    if not decides(who):
        query = query.where(PurchaseRequest.user_id == who.user_id)
    if lock:
        query = query.with_for_update()
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotThere("There is no such request that you can see.")
    return found


async def list_requests(
    session: AsyncSession, who: Principal, *, status: str | None, after: str | None, limit: int
) -> Sequence[PurchaseRequest]:
    query = select(PurchaseRequest).where(PurchaseRequest.org_id == who.org_id)
    if not decides(who):
        query = query.where(PurchaseRequest.user_id == who.user_id)
    if status is not None:
        query = query.where(PurchaseRequest.status == status)
    if after is not None:
        query = query.where(col(PurchaseRequest.id) < after)
    return (await session.exec(query.order_by(col(PurchaseRequest.id).desc()).limit(limit))).all()


async def decide(
    session: AsyncSession, billing: Billing, who: Principal, request_id: str, body: DecisionBody
) -> PurchaseRequest:
    """An approval buys nothing yet: a checkout that names the request does.

    Raises:
        RequestState: somebody has decided before, or it was taken back.
    """
    row = await find(session, who, request_id, lock=True)
    if row.status != "open":
        raise RequestState(f"The request is {row.status}.")
    row.status = "approved" if body.decision == "approve" else "declined"
    row.reason = body.reason
    await _decided(session, billing, who, row, now=billing.clock())
    return row


async def _decided(
    session: AsyncSession, billing: Billing, who: Principal, row: PurchaseRequest, *, now: datetime
) -> None:
    row.decided_by, row.decided_at = who.user_id, now
    session.add(row)
    entry = audit.Entry(
        "purchase_request.decided",
        row.org_id,
        row.id,
        before={"status": "open"},
        after={"status": row.status, "reason": row.reason, "order_id": row.order_id},
    )
    await audit.record(session, entry)
    person = (await people_of(session, row.org_id, [row.user_id])).get(row.user_id)
    if person is None:  # has left meanwhile
        return
    shown = await catalog.with_products(session, [row.price_id])
    product = shown[row.price_id][0].name if row.price_id in shown else "What you asked for"
    notice = Notice(
        org_id=row.org_id,
        event_key=f"purchase_decided:{row.id}",
        template=f"purchase_{row.status}",
        email=person.email,
        user_id=row.user_id,
        values={"product": product, "reason": row.reason or "No reason is given."},
    )
    await billing.notifier.tell(session, notice)


async def withdraw(
    session: AsyncSession, billing: Billing, who: Principal, request_id: str
) -> None:
    """By whoever asked. Raises RequestState once it is decided."""
    row = await find(session, who, request_id, lock=True)
    if row.user_id != who.user_id:
        raise NotThere("There is no such request of yours.")
    if row.status == "withdrawn":
        return
    if row.status != "open":
        raise RequestState(f"The request is {row.status}.")
    row.status, row.decided_at = "withdrawn", billing.clock()
    session.add(row)
    await audit.record(session, audit.Entry("purchase_request.withdrawn", row.org_id, row.id))


async def ordered(
    session: AsyncSession, billing: Billing, who: Principal, request_id: str, order_id: str
) -> None:
    """This order is what came of the request; to order it is to approve it."""
    row = await find(session, who, request_id, lock=True)
    if row.status not in ("open", "approved"):
        raise RequestState(f"The request is {row.status}.")
    was_open, row.status, row.order_id = row.status == "open", "approved", order_id
    session.add(row)
    if was_open:
        await _decided(session, billing, who, row, now=billing.clock())


async def shown(
    session: AsyncSession, org_id: str, rows: Sequence[PurchaseRequest]
) -> list[RequestView]:
    sold = await catalog.with_products(session, [row.price_id for row in rows])
    people = await people_of(session, org_id, [row.user_id for row in rows])
    names = {user_id: person.name for user_id, person in people.items()}
    return [_view(row, sold.get(row.price_id), names.get(row.user_id, "")) for row in rows]


def _view(
    row: PurchaseRequest, sold: tuple[Product, ProductPrice] | None, name: str
) -> RequestView:
    of_price: dict[str, object] = {
        "product_id": None,
        "product_name": None,
        "agent_ids": [],
        "amount": None,
        "interval": None,
    }
    if sold is not None:
        product, price = sold
        cost = money.priced(price.scheme, price.unit_amount, price.tiers, row.quantity)
        of_price = {
            "product_id": product.id,
            "product_name": product.name,
            "agent_ids": product.agent_ids,
            "amount": of_money(cost, price.currency),
            "interval": price.interval,
        }
    return RequestView.model_validate(row.model_dump() | of_price | {"user_name": name})
