"""What processors tell: verified on the bytes as they came, kept, and answered.

An event says only what to look at (`told.py`). It is kept before it is answered, and what it says
happens at once where that takes a moment, else from the worker: no processor waits for another.
"""

import asyncio
from collections.abc import Mapping

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from hub.billing import told
from hub.billing.domain import Billing
from hub.billing.order_models import ProcessorEvent
from hub.billing.processors.port import Event
from hub.kit.errors import LaeliaError

log = structlog.get_logger()


async def receive(billing: Billing, name: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether it was new.

    Raises:
        WebhookRefused: it is not signed as this processor signs, or no secret is configured.
        ProcessorNotOffered: there is no such processor here.
        ProcessorUnavailable: the processor cannot say now whether it is its own.
    """
    processor = billing.processor(name)
    event = await processor.verify(headers, body)
    if not await keep(billing, name, event):
        return False
    try:
        async with asyncio.timeout(billing.settings.webhook_wait_s):
            await told.take(billing, name, event.id)
    except (LaeliaError, TimeoutError) as error:
        log.warning("billing.told_later", processor=name, event_id=event.id, error=repr(error))
    except Exception as error:  # it is kept, and the worker takes it again
        log.exception("billing.told_later", processor=name, event_id=event.id, error=repr(error))
    return True


async def keep(billing: Billing, name: str, event: Event) -> bool:
    """Whether it was not there yet."""
    now = billing.clock()
    waits = event.subject != "other"
    row = insert(ProcessorEvent).values(
        processor=name,
        event_id=event.id[:200],
        type=event.type[:100],
        subject=event.subject,
        ref=event.ref[:200],
        ours=event.ours[:100] if event.ours else None,
        state="waiting" if waits else "ignored",
        attempts=0,
        next_at=now + told.FIRST if waits else None,
        received_at=now,
    )
    async with billing.database.transaction() as session:
        connection = await session.connection()
        made = row.on_conflict_do_nothing().returning(col(ProcessorEvent.event_id))
        return (await connection.execute(made)).first() is not None
