"""Child runs: an agent asked by another, in the name of the original caller, from the same hold."""

from collections.abc import Iterable
from typing import Final

import msgspec

from hub.kit.db import Reader
from hub.kit.errors import LaeliaError
from hub.kit.vault import Place, Vault
from hub.runs.batches import Replay
from hub.runs.errors import ChildFailed
from hub.runs.executor import Child, ChildEnd, Work
from hub.runs.record import total
from hub.runs.sealing import OUTPUT
from hub.runs.service import Runs
from providers.contract import Usage

_ENDED: Final = """
    select status, output, error_detail, input_tokens, output_tokens, cost, model, model_tier
    from runs where org_id = %s and id = %s
"""
_FEES: Final = """
    with recursive family as (
      select id, agent_owner_id, publisher_fee, status
      from runs where org_id = %(org)s and id = %(run)s
      union all
      select r.id, r.agent_owner_id, r.publisher_fee, r.status
      from runs r join family f on r.org_id = %(org)s and r.parent_run_id = f.id
      where f.status <> 'lost'
    )
    select agent_owner_id, publisher_fee from family
"""


class Children:
    """Runs them in this process, beside their parents."""

    def __init__(self, runs: Runs, reader: Reader, vault: Vault) -> None:
        self._runs = runs
        self._vault = vault
        self._reader = reader

    async def invoke(self, parent: Work, child: Child, /) -> ChildEnd:
        """Raises:
        ChildFailed: it did, now or when a request of this key came first.
        """
        slug = child.kin.permitted.runnable.manifest.slug
        try:
            answer = await self._runs.invoke_child(parent, child)
        except LaeliaError as error:
            raise _failed(slug, error.code, error.detail) from error
        if isinstance(answer, Replay):
            return await self._ended(parent, slug, answer.run_id)
        done = answer.done
        fees = _paid(((answer.run.agent_owner_id, done.publisher_fee), *done.child_fees))
        end = ChildEnd(answer.output, done.usage, done.taken, done.model, done.model_tier, fees)
        if answer.error is not None:
            _account(parent, end)
            raise _failed(slug, answer.error.code, answer.error.detail) from answer.error
        return end

    async def _ended(self, parent: Work, slug: str, run_id: str) -> ChildEnd:
        async with self._reader.transaction(parent.run.org_id) as connection:
            cursor = await connection.execute(_ENDED, [parent.run.org_id, run_id])
            row = await cursor.fetchone()
            cursor = await connection.execute(_FEES, {"org": parent.run.org_id, "run": run_id})
            fees = [(owner, fee) for owner, fee in await cursor.fetchall()]
        assert row is not None
        status, output, error_detail, input_tokens, output_tokens, cost, model, tier = row
        usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
        if output is not None:
            output = await self._vault.open(parent.run.org_id, Place(OUTPUT, run_id), output)
        made = msgspec.json.decode(output) if output else None
        end = ChildEnd(made, usage, cost, model, tier, _paid(fees))
        if status != "succeeded":
            _account(parent, end)
            raise _failed(slug, status, error_detail or "it did not succeed")
        return end


def _account(parent: Work, failed: ChildEnd) -> None:
    """A child that failed costs what those below it cost that succeeded before."""
    parent.child_cost += failed.cost
    parent.child_usage = total(parent.child_usage, failed.usage)
    parent.child_fees.extend(failed.fees)


def _paid(fees: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((publisher, fee) for publisher, fee in fees if fee)


def _failed(slug: str, code: str, detail: str) -> ChildFailed:
    return ChildFailed(f"The step '{slug}' failed: {detail}", step=slug, step_code=code)
