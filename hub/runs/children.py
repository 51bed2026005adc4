"""Child runs: an agent asked by another, in the name of the original caller, from the same hold."""

from typing import Final

import msgspec

from hub.kit.db import Reader
from hub.kit.errors import LaeliaError
from hub.runs.batches import Replay
from hub.runs.errors import ChildFailed
from hub.runs.executor import Child, ChildEnd, Work
from hub.runs.service import Runs
from providers.contract import Usage

_ENDED: Final = """
    select status, output, error_detail, input_tokens, output_tokens, cost, model, model_tier
    from runs where org_id = %s and id = %s
"""


class Children:
    """Runs them in this process, beside their parents."""

    def __init__(self, runs: Runs, reader: Reader) -> None:
        self._runs = runs
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
        if answer.error is not None:
            raise _failed(slug, answer.error.code, answer.error.detail) from answer.error
        done = answer.done
        return ChildEnd(answer.output, done.usage, done.cost, done.model, done.model_tier)

    async def _ended(self, parent: Work, slug: str, run_id: str) -> ChildEnd:
        async with self._reader.transaction(parent.run.org_id) as connection:
            cursor = await connection.execute(_ENDED, [parent.run.org_id, run_id])
            row = await cursor.fetchone()
        assert row is not None
        status, output, error_detail, input_tokens, output_tokens, cost, model, tier = row
        if status != "succeeded":
            raise _failed(slug, status, error_detail or "it did not succeed")
        usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
        return ChildEnd(msgspec.json.decode(output), usage, cost, model, tier)


def _failed(slug: str, code: str, detail: str) -> ChildFailed:
    return ChildFailed(f"The step '{slug}' failed: {detail}", step=slug, step_code=code)
