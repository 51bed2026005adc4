"""Buyers ask for a refund, and the platform's finance decides: a request, a word, and the refund
that it led to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import console, invoices, orders, refunds
from hub.billing.buying_schemas import RefundBody
from hub.billing.console import Wanted
from hub.billing.domain import Billing
from hub.billing.errors import (
    AlreadyAsked,
    NotThere,
    OrderState,
    RefundTooLarge,
    RefundTooLate,
    RequestState,
)
from hub.billing.keys import Once
from hub.billing.money import in_words
from hub.billing.order_models import Order, OrderItem, Refund
from hub.billing.refund_asking_models import RefundRequest
from hub.billing.refund_asking_schemas import RefundDecisionBody, RefundRequestBody
from hub.billing.views import of_money
from hub.identity.public import (
    Principal,
    administrators_with,
    names_of_organizations,
    people_of,
)
from hub.kit.errors import InvalidInput
from hub.kit.ids import PLATFORM_ORG, new_id
from hub.notifications.public import Notice


def until(billing: Billing, order: Order) -> datetime | None:
    """Until when a refund of it may be asked for; None where nothing is to be had back."""
    if order.paid_at is None or order.status not in ("paid", "partially_refunded"):
        return None
    days = billing.settings.refund_days
    return order.paid_at + timedelta(days=days) if days and orders.refundable(order) > 0 else None


async def ask(
    billing: Billing, who: Principal, body: RefundRequestBody, *, key: str | None
) -> tuple[RefundRequest, bool]:
    """The request, and whether it answers an earlier one with this key.

    Raises:
        OrderState: nothing was paid for it, or its payment is disputed.
        RefundTooLate: the days in which one may ask are over.
        RefundTooLarge: more than is left of what was paid.
        AlreadyAsked: a request for this order waits.
    """
    once = Once(who.org_id, key, "refund request", body.model_dump(mode="json"))
    async with billing.database.transaction([who.org_id, PLATFORM_ORG]) as session:
        known = await once.known(session)
        if known is not None:
            return await find(session, who.org_id, known), True
        now = await billing.now_of(session, who.org_id)
        order = await orders.get(session, who.org_id, await _order_id(session, who, body))
        row = await _made(session, billing, who, order, body, now=now)
        once.done(session, row.id, now)
        entry = audit.Entry("refund_request.made", who.org_id, row.id, after=row.model_dump())
        await audit.record(session, entry)
        await _tell_finance(session, billing, row)
        return row, False


async def _order_id(session: AsyncSession, who: Principal, body: RefundRequestBody) -> str:
    if body.order_id is not None:
        return body.order_id
    assert body.invoice_id is not None
    return (await invoices.get(session, who.org_id, body.invoice_id)).order_id


async def _made(
    session: AsyncSession,
    billing: Billing,
    who: Principal,
    order: Order,
    body: RefundRequestBody,
    *,
    now: datetime,
) -> RefundRequest:
    ends = until(billing, order)
    if ends is None:
        raise OrderState("Nothing of it can be given back.")
    if now > ends:
        days = billing.settings.refund_days
        raise RefundTooLate(f"A refund can be asked for within {days} days of the payment.")
    if await refunds.disputed(session, order.id):
        raise OrderState("Its payment is disputed: the processor decides on the money.")
    items = await orders.items_of(session, order.id)
    asked, described = _wanted(items, body)
    left = await refunds.left_of(session, order)
    amount = min(left, asked) if asked is not None and body.amount is None else body.amount or left
    if not 0 < amount <= (left if asked is None else min(left, asked)):
        raise RefundTooLarge(f"{in_words(left, order.currency)} can be refunded.")
    row = RefundRequest(
        id=new_id("rrq"),
        org_id=who.org_id,
        user_id=who.user_id,
        order_id=order.id,
        line=body.line,
        description=described,
        amount=amount,
        currency=order.currency,
        reason=body.reason,
        created_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
            await session.flush()
    except IntegrityError as error:
        raise AlreadyAsked("A request for this order waits to be decided.") from error
    return row


def _wanted(items: Sequence[OrderItem], body: RefundRequestBody) -> tuple[int | None, str]:
    """What was asked for the line, if it is about one, and what the request is about in words."""
    if body.line is None:
        return None, ", ".join(item.description for item in items)
    line = next((item for item in items if item.line == body.line), None)
    if line is None:
        raise InvalidInput.at("/line", "is no line of this order")
    return line.amount - line.discount + (0 if line.tax_included else line.tax), line.description


async def find(
    session: AsyncSession, org_id: str, request_id: str, *, lock: bool = False
) -> RefundRequest:
    """Raises NotThere."""
    query = select(RefundRequest).where(
        RefundRequest.id == request_id, RefundRequest.org_id == org_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(query)).one_or_none()
    if found is None:
        raise NotThere("There is no such request of yours.")
    return found


async def list_own(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[RefundRequest]:
    query = select(RefundRequest).where(RefundRequest.org_id == org_id)
    if after is not None:
        query = query.where(col(RefundRequest.id) < after)
    return (await session.exec(query.order_by(col(RefundRequest.id).desc()).limit(limit))).all()


async def list_all(
    billing: Billing, *, status: str | None, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """Of everybody, as they are shown to the platform's administrators."""
    async with console.reading(billing) as session:
        wanted = Wanted(status)
        rows = await console.newest(session, RefundRequest, wanted, after=after, limit=limit)
        names = await console.names(session, rows)
        plain = await shown(session, rows)
    return [one | _whose(row, names) for one, row in zip(plain, rows, strict=True)]


def _whose(row: RefundRequest, names: dict[str, str]) -> dict[str, Any]:
    return {"organization_id": row.org_id, "organization_name": names.get(row.org_id, "")}


async def shown(session: AsyncSession, rows: Sequence[RefundRequest]) -> list[dict[str, Any]]:
    """With how the refund stands that came of it."""
    made = [row.refund_id for row in rows if row.refund_id is not None]
    query = select(Refund.id, Refund.status).where(col(Refund.id).in_(made))
    states: dict[str, str] = dict((await session.exec(query)).all()) if made else {}
    return [
        row.model_dump()
        | {
            "amount": of_money(row.amount, row.currency),
            "granted": of_money(row.granted, row.currency) if row.granted else None,
            "refund_status": states.get(row.refund_id or ""),
        }
        for row in rows
    ]


async def withdraw(billing: Billing, who: Principal, request_id: str) -> None:
    """Raises RequestState once it is decided."""
    async with billing.database.transaction(who.org_id) as session:
        row = await find(session, who.org_id, request_id, lock=True)
        if row.status == "withdrawn":
            return
        if row.status != "open":
            raise RequestState(f"The request is {row.status}.")
        row.status, row.decided_at = "withdrawn", await billing.now_of(session, who.org_id)
        session.add(row)
        await audit.record(session, audit.Entry("refund_request.withdrawn", who.org_id, row.id))


async def decide(
    billing: Billing,
    who: Principal,
    request_id: str,
    body: RefundDecisionBody,
    *,
    key: str | None,
) -> tuple[dict[str, Any], bool]:
    """The request as it is shown, and whether an earlier request with this key decided it.

    Raises:
        RequestState: somebody has decided before, or it was taken back.
        RefundTooLarge: more than is asked for, or than is left of what was paid.
        OrderState, CreditsUsed: it cannot be given back.
    """
    once = Once(who.org_id, key, f"refund request {request_id}", body.model_dump(mode="json"))
    async with console.reading(billing) as session:
        found = await session.get(RefundRequest, request_id)
    if found is None:
        raise NotThere("There is no such request.")
    buyer, seller = await refunds.owner_of(billing, found.order_id)
    async with billing.moving(buyer, seller, who.org_id) as session:
        known = await once.known(session)
        row = await find(session, buyer, request_id, lock=True)
        if known is None:
            now = await billing.now_of(session, buyer)
            await _decide(session, billing, who, row, body, now=now)
            once.done(session, row.id, now)
    if known is None and row.refund_id is not None:
        await refunds.go_on(billing, row.refund_id, buyer, seller)
    async with billing.database.transaction(buyer) as session:
        [plain] = await shown(session, [await find(session, buyer, request_id)])
        names = await names_of_organizations(session, {buyer})
    return plain | _whose(row, names), known is not None


async def _decide(
    session: AsyncSession,
    billing: Billing,
    who: Principal,
    row: RefundRequest,
    body: RefundDecisionBody,
    *,
    now: datetime,
) -> None:
    if row.status != "open":
        raise RequestState(f"The request is {row.status}.")
    if body.decision == "approve":
        amount = body.amount or row.amount
        if amount > row.amount:
            asked = in_words(row.amount, row.currency)
            raise RefundTooLarge(f"No more than what is asked for: {asked}.")
        given = RefundBody(order_id=row.order_id, amount=amount, reason=row.reason)
        refund = await refunds.begin(session, who, row.org_id, given, now=now)
        row.granted, row.refund_id = amount, refund.id
    row.status = "approved" if body.decision == "approve" else "refused"
    row.answer, row.decided_by, row.decided_at = body.reason, who.user_id, now
    session.add(row)
    entry = audit.Entry(
        "refund_request.decided",
        row.org_id,
        row.id,
        before={"status": "open"},
        after=row.model_dump(),
        as_platform=True,
    )
    await audit.record(session, entry)
    await _tell_buyer(session, billing, row)


async def _tell_finance(session: AsyncSession, billing: Billing, row: RefundRequest) -> None:
    """Without a word about who asks: that is for the console, which knows who looks."""
    values = {"amount": in_words(row.amount, row.currency)}
    for user_id, email in await administrators_with(session, "billing.administer"):
        notice = Notice(
            org_id=PLATFORM_ORG,
            event_key=f"refund_asked:{row.id}",
            template="refund_asked",
            email=email,
            user_id=user_id,
            values=values,
        )
        await billing.notifier.tell(session, notice)


async def _tell_buyer(session: AsyncSession, billing: Billing, row: RefundRequest) -> None:
    person = (await people_of(session, row.org_id, [row.user_id])).get(row.user_id)
    if person is None:  # has left meanwhile
        return
    amount = row.granted if row.granted is not None else row.amount
    notice = Notice(
        org_id=row.org_id,
        event_key=f"refund_decided:{row.id}",
        template=f"refund_{row.status}",
        email=person.email,
        user_id=row.user_id,
        values={
            "amount": in_words(amount, row.currency),
            "product": row.description,
            "reason": row.answer or "",
        },
    )
    await billing.notifier.tell(session, notice)
