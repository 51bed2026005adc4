"""Children that were cut off with their parents, and that keep what they have done.

Such a child waits as `queued`, which no worker takes: its parent, once it goes on, asks for it
again under the same key, and the child goes on in the same process. It does so as it was or not
at all: under another version, price or right its key is given to a new run.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from hub.kit.db import Connection
from hub.runs.record import NewRun

# After a batch of unknown fate, it may have been taken by this very process.
_TAKE: Final = """
    update runs r
    set status = 'running', process_id = n.process_id, max_credits = n.max_credits
    from unnest(
      %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
      %s::text[], %s::bytea[], %s::bigint[]
    ) as n(
      id, org_id, parent_run_id, idempotency_key, process_id, agent_version_id, entitlement_id,
      price_id, request_hash, max_credits
    )
    where r.org_id = n.org_id and r.idempotency_key = n.idempotency_key
      and r.parent_run_id = n.parent_run_id and r.finished_at is null
      and (r.status = 'queued' or (%s and r.process_id = n.process_id))
      and r.cancel_requested_at is null and r.request_hash = n.request_hash
      and r.agent_version_id = n.agent_version_id and r.entitlement_id = n.entitlement_id
      and r.price_id is not distinct from n.price_id
    returning n.id as asked_under, r.id, r.created_at
"""
_GIVE_UP: Final = """
    update runs r set idempotency_key = null
    from unnest(%s::text[], %s::text[], %s::text[]) as n(id, org_id, idempotency_key)
    where r.org_id = n.org_id and r.idempotency_key = n.idempotency_key
      and r.parent_run_id is not null and r.status = 'queued' and r.finished_at is null
      and r.cancel_requested_at is null
    returning n.id
"""


async def take_again(
    connection: Connection, asked: Sequence[NewRun], *, again: bool
) -> tuple[dict[str, NewRun], set[str]]:
    """Those of the children that go on, as the runs that they are, by the IDs they were asked
    under; and the IDs of those that begin anew, for which their keys are free now."""
    columns = [
        [run.id for run in asked],
        [run.org_id for run in asked],
        [run.parent_run_id for run in asked],
        [run.idempotency_key for run in asked],
        [run.process_id for run in asked],
        [run.agent_version_id for run in asked],
        [run.entitlement_id for run in asked],
        [run.price_id for run in asked],
        [run.request_hash for run in asked],
        [run.max_credits for run in asked],
    ]
    cursor = await connection.execute(_TAKE, [*columns, again])
    rows = {row[0]: row[1:] for row in await cursor.fetchall()}
    taken = {
        run.id: replace(run, id=rows[run.id][0], created_at=rows[run.id][1])
        for run in asked
        if run.id in rows
    }
    left = [run for run in asked if run.id not in taken]
    if not left:
        return taken, set()
    columns = [
        [run.id for run in left],
        [run.org_id for run in left],
        [run.idempotency_key for run in left],
    ]
    cursor = await connection.execute(_GIVE_UP, columns)
    return taken, {row[0] for row in await cursor.fetchall()}
