"""Means of payment that are taken away here, and then at the processor that keeps them."""

from contextlib import suppress
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import dues, payments
from hub.billing.domain import Billing
from hub.billing.errors import NotThere
from hub.billing.order_models import PaymentMethod
from hub.billing.payments import Step
from hub.billing.processors.port import ProcessorRefused
from hub.billing.subscription_models import Due


async def remove(session: AsyncSession, billing: Billing, org_id: str, method_id: str) -> None:
    """It is charged no more from now; the processor is told next, and again until it knows.

    Raises:
        NotThere: there is no such method.
    """
    row = await session.get(PaymentMethod, method_id, with_for_update=True)
    if row is None or row.org_id != org_id or row.status == "revoked":
        raise NotThere("There is no such payment method.")
    row.status, row.is_default = "revoked", False
    session.add(row)
    now = await billing.now_of(session, org_id)
    await dues.put(session, "method", row.id, org_id=org_id, at=now)
    await audit.record(session, audit.Entry("payment_method.removed", org_id, row.id))


async def forget(billing: Billing, org_id: str, method_id: str) -> None:
    """Raises ProcessorUnavailable: it does not know yet."""
    async with billing.database.transaction(org_id) as session:
        row = await session.get(PaymentMethod, method_id)
    if row is not None and row.status == "revoked" and row.processor in billing.processors:
        with suppress(ProcessorRefused):  # it has none of this name, which is what is wanted
            await billing.processors[row.processor].forget(payments.saved(row))
    async with billing.database.transaction(org_id) as session:
        await dues.drop(session, "method", method_id)


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    del now
    await forget(billing, due.org_id, due.object_id)
    return None
