"""Whom invoices are made out to. Names and addresses are sealed, and outlive the data keys of an
erased organization on invoices alone, which the law wants kept."""

from typing import Any, Final

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing.buying_schemas import ProfileBody
from hub.billing.domain import Billing
from hub.billing.order_models import BillingProfile
from hub.billing.totals import TaxTable
from hub.kit.sealing import Place

_COLUMN: Final = "billing_profiles.details"
_SEALED: Final = ("name", "email", "address", "tax_id")


async def read(session: AsyncSession, billing: Billing, org_id: str) -> dict[str, Any]:
    """As it was put; of empty members before."""
    row = await session.get(BillingProfile, org_id)
    if row is None:
        return dict.fromkeys((*_SEALED, "country", "region"))
    place = Place(org_id, _COLUMN, org_id)
    opened: dict[str, Any] = msgspec.json.decode(billing.sealer.open(place, row.details))
    return opened | {"country": row.country, "region": row.region}


async def put(
    session: AsyncSession, billing: Billing, org_id: str, body: ProfileBody
) -> dict[str, Any]:
    given = body.model_dump()
    sealed = msgspec.json.encode({name: given[name] for name in _SEALED}).decode()
    row = await session.get(BillingProfile, org_id) or BillingProfile(
        org_id=org_id, details=b"", updated_at=billing.clock()
    )
    before = {"country": row.country, "region": row.region}
    row.country, row.region = body.country, body.region
    row.details = billing.sealer.seal(Place(org_id, _COLUMN, org_id), sealed)
    row.updated_at = billing.clock()
    session.add(row)
    after = {"country": body.country, "region": body.region}
    entry = audit.Entry("billing_profile.set", org_id, org_id, before=before, after=after)
    await audit.record(session, entry)
    return given


async def tax_rate(session: AsyncSession, billing: Billing, org_id: str) -> int:
    row = await session.get(BillingProfile, org_id)
    if row is None:
        return 0
    return TaxTable(billing.settings.tax_percent).rate(row.country, row.region)
