"""What is due for children whose parent ends without its own execution to account for them.

A parent that was cancelled or refused while it waited pays for those that succeeded. For the
children of a lost parent nobody pays: the same request is tried again and makes others, and is to
be charged once. What the usage says that they cost is taken back there, line by line.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from hub.kit.db import Connection
from hub.runs.record import Finished
from providers.contract import Usage

# A child's cost and tokens hold those of its own children already.
_TAKEN: Final = """
    select parent_run_id, sum(cost)::bigint as cost, sum(input_tokens)::bigint as input_tokens,
           sum(output_tokens)::bigint as output_tokens
    from runs where org_id = any(%s) and parent_run_id = any(%s) group by 1
"""
_FEES: Final = """
    with recursive family as (
      select parent_run_id as root, org_id, id, status, agent_owner_id, publisher_fee
      from runs where org_id = any(%s) and parent_run_id = any(%s)
      union all
      select f.root, r.org_id, r.id, r.status, r.agent_owner_id, r.publisher_fee
      from runs r join family f on r.org_id = f.org_id and r.parent_run_id = f.id
      where f.status <> 'lost'
    )
    select root, agent_owner_id, publisher_fee from family where publisher_fee > 0
"""
_WAIVE: Final = """
    insert into usage_events (
      org_id, id, time, run_id, parent_run_id, user_id, key_id, face, mode, agent_id,
      agent_version, model_requested, model, status, input_tokens, output_tokens, cost, end_user,
      tags
    )
    select
      r.org_id, 'use' || substr(r.id, 4) || 'W', d.time, r.id, r.parent_run_id, r.user_id,
      r.key_id, r.face, r.mode, r.agent_id, r.agent_version, r.model_requested, r.model, 'waived',
      0, 0, -r.cost, r.metadata ->> 'end_user', r.metadata
    from unnest(%s::text[], %s::text[], %s::timestamptz[]) as d(org_id, id, time)
    join runs r on r.org_id = d.org_id and r.parent_run_id = d.id and r.cost > 0
    on conflict do nothing
"""


async def with_children(connection: Connection, items: Sequence[Finished]) -> list[Finished]:
    """The same ends; those that are to pay for their children do."""
    runs = [done.run for done in items if done.pays_children]
    asked = [[run.org_id for run in runs], [run.id for run in runs]]
    cursor = await connection.execute(_TAKEN, asked)
    taken = {row[0]: row[1:] for row in await cursor.fetchall()}
    if not taken:
        return list(items)
    cursor = await connection.execute(_FEES, asked)
    fees: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for root, publisher, fee in await cursor.fetchall():
        fees[root].append((publisher, fee))
    return [
        _paying(done, taken[done.run.id], fees[done.run.id])
        if done.pays_children and done.run.id in taken
        else done
        for done in items
    ]


def _paying(
    done: Finished, taken: tuple[int, int, int], fees: Sequence[tuple[str, int]]
) -> Finished:
    cost, input_tokens, output_tokens = taken
    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
    return replace(
        done,
        usage=usage,
        child_usage=usage,
        cost=cost,
        child_cost=cost,
        child_fees=tuple(fees) if cost else (),
    )


async def waive(connection: Connection, lost: Sequence[Finished]) -> None:
    """A usage line for each child that had cost something, which takes that back."""
    columns = [
        [done.run.org_id for done in lost],
        [done.run.id for done in lost],
        [done.finished_at for done in lost],
    ]
    await connection.execute(_WAIVE, columns)
