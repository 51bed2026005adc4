"""Looking at the record. Who may see which part of it, identity decides and names in `Wanted`."""

from collections.abc import Sequence

from hub.audit import repository
from hub.audit.models import AuditEvent, AuditHead
from hub.audit.repository import Wanted
from hub.kit.db import Database


async def list_events(
    database: Database, wanted: Wanted, *, before: str | None, limit: int
) -> Sequence[AuditEvent]:
    """The newest first, from behind the event `before`."""
    async with database.transaction(wanted.org_id) as session:
        return await repository.newest(session, wanted, before=before, limit=limit)


async def list_heads(
    database: Database, org_id: str, *, below: int | None, limit: int
) -> Sequence[AuditHead]:
    """The newest first."""
    async with database.transaction(org_id) as session:
        return await repository.heads(session, org_id, below=below, limit=limit)
