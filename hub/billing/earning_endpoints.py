"""What publishers earn, and what the platform's administrators do about money, over HTTP."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response
from starlette.requests import Request

from hub.audit import public as audit
from hub.billing import catalog, manual, payees, payouts, refunds, statements, views
from hub.billing.buying_endpoints import replayed
from hub.billing.buying_schemas import OrderView, PaidBody, RefundBody, RefundView
from hub.billing.catalog_models import RevenueShare
from hub.billing.domain import Billing, billing_of
from hub.billing.errors import NotThere
from hub.billing.invoices import percent
from hub.billing.publisher_schemas import (
    AgentEarningsView,
    DecisionBody,
    EarningsList,
    PayoutAccountBody,
    PayoutAccountView,
    PayoutBody,
    PayoutView,
    ShareBody,
    SharesView,
    ShareView,
    StatementView,
    TaxDetailsBody,
    TaxDetailsView,
)
from hub.billing.schemas import ProcessorName, id_of
from hub.billing.selling_endpoints import Asked, cursor
from hub.billing.subscription_models import Payout, PayoutAccount
from hub.billing.tax_ids import masked
from hub.billing.webhooks import receive
from hub.identity.public import (
    PUBLIC,
    Principal,
    administers,
    caller,
    identity_of,
    network_of,
)
from hub.kit.http import Page, at_hand, page
from hub.kit.ratelimit import Quota

router = APIRouter(prefix="/v1")
At = Annotated[Billing, at_hand(billing_of)]
Pays = Annotated[Principal, caller("billing:write")]
Admin = Annotated[Principal, administers("billing.administer")]
Key = Annotated[str | None, Header(max_length=255)]
Months = Annotated[int, Query(ge=1, le=24)]
OrganizationId = Annotated[str, Path(pattern=id_of("org"))]
Month = Annotated[str, Path(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


@router.get("/earnings", tags=["earnings"])
async def get_earnings(who: Pays, at: At) -> EarningsList:
    """What the organization earned and was not paid out yet, by currency."""
    async with at.database.transaction(who.org_id) as session:
        data = await statements.earned(session, who.org_id)
    settings, reason = at.settings, None
    if settings.reserve_percent:
        reason = (
            f"{settings.reserve_percent} percent of what becomes available is held back for"
            f" {settings.reserve_days} days, for refunds and disputes."
        )
    return EarningsList(data=data, settlement_days=settings.settlement_days, reserve_reason=reason)


@router.get("/earnings/statements/{month}", tags=["earnings"])
async def get_statement(month: Month, who: Pays, at: At) -> StatementView:
    """What changed in a month (`2026-11`), in UTC."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    async with at.database.transaction(who.org_id) as session:
        return await statements.statement(session, at, who.org_id, start)


@router.get("/earnings/agents", tags=["earnings"])
async def get_earnings_by_agent(who: Pays, at: At, months: Months = 12) -> AgentEarningsView:
    """What each agent earned in each of the last months, in UTC; the present one too."""
    async with at.database.transaction(who.org_id) as session:
        now = await at.now_of(session, who.org_id)
        end = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return await statements.by_agent(session, who.org_id, end, months)


@router.get("/payout-account", tags=["earnings"])
async def get_account(who: Pays, at: At) -> PayoutAccountView:
    async with at.database.transaction(who.org_id) as session:
        row = await session.get(PayoutAccount, who.org_id)
    if row is None:
        raise NotThere("None is set. PUT /v1/payout-account sets it.")
    return _account(row)


def _account(row: PayoutAccount) -> PayoutAccountView:
    """One that was set before such things were sealed stands in the open; it is not shown so."""
    end = row.destination if row.sealed is not None else masked(row.destination)
    shown = {"method": row.method, "destination": end, "currency": row.currency}
    return PayoutAccountView.model_validate(shown)


@router.put("/payout-account", tags=["earnings"])
async def put_account(body: PayoutAccountBody, who: Pays, at: At) -> PayoutAccountView:
    """Where earnings are paid to."""
    async with at.database.transaction(who.org_id) as session:
        row = await payees.set_account(session, at, who.org_id, body)
    return _account(row)


@router.get("/tax-details", tags=["earnings"])
async def get_tax_details(who: Pays, at: At) -> TaxDetailsView:
    """Who is paid, before the law; the tax number by its end."""
    async with at.database.transaction(who.org_id) as session:
        found = await payees.details_of(session, at, who.org_id)
    if found is None:
        raise NotThere("None are given. PUT /v1/tax-details gives them.")
    return TaxDetailsView.model_validate(payees.shown(found))


@router.put("/tax-details", tags=["earnings"])
async def put_tax_details(body: TaxDetailsBody, who: Pays, at: At) -> TaxDetailsView:
    """Needed before a payout: those that wait for them go on."""
    async with at.database.transaction(who.org_id) as session:
        given, released = await payees.put(session, at, who.org_id, body)
    for payout_id in released:
        await payouts.go_on(at, who.org_id, payout_id)
    return TaxDetailsView.model_validate(payees.shown(given))


@router.get("/payouts", tags=["earnings"])
async def list_payouts(who: Pays, at: At, asked: Asked) -> Page[PayoutView]:
    """Newest first."""
    async with at.database.transaction(who.org_id) as session:
        rows = await payouts.list_payouts(
            session, who.org_id, after=cursor(asked, "pyo"), limit=asked.limit + 1
        )
    return Page[PayoutView].model_validate(page([_payout(row) for row in rows], asked))


@router.post("/payouts", status_code=201, tags=["earnings"])
async def ask_payout(
    body: PayoutBody, who: Pays, at: At, response: Response, idempotency_key: Key = None
) -> PayoutView:
    """Pay out what is available, or a part of it. `Idempotency-Key` needed."""
    row, again = await payouts.ask(at, who, body, key=idempotency_key)
    replayed(response, again=again)
    return _payout(row)


def _payout(row: Payout) -> PayoutView:
    amount = views.of_money(row.amount, row.currency)
    return PayoutView.model_validate(row.model_dump() | {"amount": amount})


@router.post("/admin/payouts/{payout_id}/decide", tags=["admin"])
async def decide_payout(payout_id: str, body: DecisionBody, who: Admin, at: At) -> PayoutView:
    """Hold one with a reason that its publisher reads, let it go, or say how it ended."""
    return _payout(await payouts.decide(at, who, payout_id, body))


@router.post("/admin/orders/{order_id}/paid", tags=["admin"])
async def mark_paid(
    order_id: str,
    body: PaidBody,
    who: Admin,
    at: At,
    *,
    response: Response,
    idempotency_key: Key = None,
) -> OrderView:
    """A transfer has arrived, or the order is taken on account. `Idempotency-Key` needed."""
    shown, again = await manual.mark_paid(at, who, order_id, body, key=idempotency_key)
    replayed(response, again=again)
    return shown


@router.post("/admin/refunds", status_code=201, tags=["admin"])
async def refund(
    body: RefundBody, who: Admin, at: At, response: Response, idempotency_key: Key = None
) -> RefundView:
    """Give back what was paid, whole or in part. `Idempotency-Key` needed.

    What the order gave ends with the last of it; the publisher's part is taken back in proportion.
    """
    row, again = await refunds.ask(at, who, body, key=idempotency_key)
    replayed(response, again=again)
    return views.refund_view(row)


@router.post("/admin/revenue-shares", status_code=201, tags=["admin"])
async def set_share(body: ShareBody, who: Admin, at: At) -> ShareView:
    """A publisher's part of what is sold from now on; what was sold keeps the share it had."""
    now = at.clock()
    async with at.database.transaction([who.org_id, body.organization_id]) as session:
        row = await catalog.set_share(session, body, by=who.user_id, now=now)
        entry = audit.Entry(
            "revenue_share.set",
            body.organization_id,
            row.id,
            after=row.model_dump(),
            as_platform=True,
        )
        await audit.record(session, entry)
    return _share(row)


@router.get("/admin/revenue-shares/{organization_id}", tags=["admin"])
async def get_shares(organization_id: OrganizationId, _: Admin, at: At) -> SharesView:
    """A publisher's part of what is sold, and how it came to be."""
    now, standard = at.clock(), int(at.settings.share_percent * 100)
    async with at.database.transaction(organization_id) as session:
        rows = await catalog.shares_of(session, organization_id, now=now)
    counts = catalog.share_at(rows, now)
    return SharesView(
        organization_id=organization_id,
        standard=percent(standard),
        percent=percent(standard if counts is None else counts.share_bps),
        shares=[_share(row) for row in rows],
    )


def _share(row: RevenueShare) -> ShareView:
    shown = row.model_dump() | {
        "organization_id": row.org_id,
        "percent": percent(row.share_bps),
    }
    return ShareView.model_validate(shown)


@router.post("/webhooks/{processor}", status_code=204, tags=["webhooks"], dependencies=[PUBLIC])
async def webhook(processor: ProcessorName, request: Request, at: At) -> None:
    """What a processor tells: verified on its bytes, looked up, and with its effect once."""
    identity, client = identity_of(request), request.client
    quota = Quota("address", identity.limits.webhooks_per_minute)
    await identity.limiter.check(f"webhooks:{network_of(client.host if client else '')}", quota)
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    await receive(at, processor, headers, body)
