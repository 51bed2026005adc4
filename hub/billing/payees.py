"""Who is paid: the legal name, address and tax number of a publisher, and where their money goes.

Both are sealed under the organization's keys and shown by their ends. Without the first no payout
leaves: it is held, and goes by itself once they are there.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import dues
from hub.billing.domain import Billing
from hub.billing.publisher_schemas import PayoutAccountBody, TaxDetailsBody
from hub.billing.subscription_models import Payout, PayoutAccount, TaxDetails
from hub.billing.tax_ids import masked, plain, wanted
from hub.kit.errors import InvalidInput
from hub.kit.sealing import Place

TAX: Final = "tax_details"
WHY_HELD: Final = (
    "We may pay nobody whose tax details we do not have. Fill them in (PUT /v1/tax-details): the"
    " payout then goes by itself."
)
_DETAILS: Final = "tax_details.details"


async def details_of(session: AsyncSession, billing: Billing, org_id: str) -> dict[str, Any] | None:
    """As they were given; None before."""
    row = await session.get(TaxDetails, org_id)
    if row is None:
        return None
    opened: dict[str, Any] = msgspec.json.decode(
        billing.sealer.open(Place(org_id, _DETAILS, org_id), row.details)
    )
    return opened | {"country": row.country, "updated_at": row.updated_at}


def shown(details: dict[str, Any]) -> dict[str, Any]:
    return details | {"tax_id": masked(details["tax_id"])}


async def put(
    session: AsyncSession, billing: Billing, org_id: str, body: TaxDetailsBody
) -> tuple[dict[str, Any], list[str]]:
    """As they were given, and the payouts that waited for them: they go on.

    Raises:
        InvalidInput: the tax number has not the form of its country.
    """
    number = plain(body.tax_id)
    form = wanted(body.country, number)
    if form is not None:
        raise InvalidInput.at("/tax_id", f"must be {form}")
    before = await session.get(TaxDetails, org_id, with_for_update=True)
    was = before.country if before is not None else None
    given = {"legal_name": body.legal_name, "address": body.address, "tax_id": number}
    row = before or TaxDetails(org_id=org_id, country="", details=b"", updated_at=billing.clock())
    row.country, row.updated_at = body.country, billing.clock()
    words = msgspec.json.encode(given).decode()
    row.details = billing.sealer.seal(Place(org_id, _DETAILS, org_id), words)
    session.add(row)
    await session.flush()
    released = await _release(session, org_id, now=await billing.now_of(session, org_id))
    entry = audit.Entry(
        "tax_details.set",
        org_id,
        org_id,
        before={"country": was},
        after={"country": row.country, "released": len(released)},
    )
    await audit.record(session, entry)
    return given | {"country": row.country, "updated_at": row.updated_at}, released


async def _release(session: AsyncSession, org_id: str, *, now: datetime) -> list[str]:
    query = select(Payout).where(
        Payout.org_id == org_id, Payout.status == "held", Payout.held_for == TAX
    )
    rows = (await session.exec(query.with_for_update())).all()
    for row in rows:
        row.status, row.held_for, row.reason = "pending", None, None
        session.add(row)
        await dues.put(session, "payout", row.id, org_id=org_id, at=now)
    return [row.id for row in rows]


async def known(session: AsyncSession, org_id: str) -> bool:
    return await session.get(TaxDetails, org_id) is not None


async def set_account(
    session: AsyncSession, billing: Billing, org_id: str, body: PayoutAccountBody
) -> PayoutAccount:
    billing.processor(body.method)
    row = await session.get(PayoutAccount, org_id) or PayoutAccount(
        org_id=org_id, method="", destination="", currency="", updated_at=billing.clock()
    )
    before = {"method": row.method, "currency": row.currency}
    row.method, row.currency = body.method, body.currency
    seal(billing, row, body.destination)
    row.updated_at = billing.clock()
    session.add(row)
    now = await billing.now_of(session, org_id)
    await dues.put_if_sooner(session, "settle", org_id, org_id=org_id, at=now + timedelta(days=1))
    after = {"method": row.method, "currency": row.currency}
    entry = audit.Entry("payout_account.set", org_id, org_id, before=before, after=after)
    await audit.record(session, entry)
    return row


def seal(billing: Billing, row: PayoutAccount | Payout, destination: str) -> None:
    """Where its money goes to; in the open stands how it ends."""
    row.destination = masked(destination)
    row.sealed = billing.sealer.seal(_place(row), destination)


def destination_of(billing: Billing, row: PayoutAccount | Payout) -> str:
    if row.sealed is None:
        return row.destination  # as it was given before such things were sealed
    return billing.sealer.open(_place(row), row.sealed)


def _place(row: PayoutAccount | Payout) -> Place:
    if isinstance(row, Payout):
        return Place(row.org_id, "payouts.destination", row.id)
    return Place(row.org_id, "payout_accounts.destination", row.org_id)
