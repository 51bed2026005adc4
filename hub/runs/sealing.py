"""What runs hold of their callers' content, sealed on its way to the record and opened from it.

The committers below stand between whoever records runs and the batches: what reaches a batch is
sealed already, so a batch never waits for keys, and one organization's keys never delay another's.
"""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from msgspec.structs import replace

from hub.kit.groupcommit import GroupCommitter
from hub.kit.vault import ContentErased, Envelope, Place, Vault
from hub.runs.batches import Replay, Started
from hub.runs.models import RunApproval
from hub.runs.record import Finished, NewRun
from hub.runs.sessions import kept

INPUT: Final = "runs.input"
OUTPUT: Final = "runs.output"
QUESTION: Final = "run_approvals.question"
ANSWER: Final = "run_approvals.value"
SCHEDULE: Final = "schedules.input"

Item_contra = TypeVar("Item_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


class Committer(Protocol[Item_contra, Result_co]):
    """What takes items to be recorded, each answered after its commit."""

    async def submit(self, item: Item_contra, /) -> Result_co:
        """Raises a LaeliaError when the rules refuse it, or it could not be recorded."""
        ...


class SealingStarter:
    def __init__(self, committer: GroupCommitter[NewRun, Started], vault: Vault) -> None:
        self._committer = committer
        self._vault = vault

    async def submit(self, run: NewRun, /) -> Started:
        """Raises:
        ContentErased: the organization can store nothing any more.
        LaeliaError: the run may not start.
        """
        envelope = await self._vault.ready(run.org_id)
        sealed = envelope.seal(INPUT, run.id, run.input)
        started = await self._committer.submit(replace(run, input=sealed))
        if isinstance(started, Replay):
            return started
        if started.id == run.id and started.paid_by is None:
            return run
        return replace(started, input=run.input)


class SealingFinisher:
    def __init__(self, committer: GroupCommitter[Finished, bool], vault: Vault) -> None:
        self._committer = committer
        self._vault = vault

    async def submit(self, done: Finished, /) -> bool:
        """An end without content needs no key: it is recorded whatever became of them.

        Raises a LaeliaError when it could not be recorded.
        """
        if done.output is None and done.said is None:
            return await self._committer.submit(done)
        try:
            envelope = await self._vault.ready(done.run.org_id)
        except ContentErased:  # while it ran: what it made has nowhere to go, what it cost has
            return await self._committer.submit(replace(done, output=None, said=None))
        return await self._committer.submit(_sealed(envelope, done))


def _sealed(envelope: Envelope, done: Finished) -> Finished:
    output = done.output
    if output is not None:
        output = envelope.seal(OUTPUT, done.run.id, output)
    said = None if done.said is None else kept(done.said, envelope)
    return replace(done, output=output, said=said)


async def open_requests(vault: Vault, requests: Sequence[RunApproval]) -> None:
    """Puts what runs ask people where it is read, in rows that no session holds any more."""
    for request in requests:
        if request.sealed_question is not None:
            place = Place(QUESTION, request.id)
            found = await vault.open(request.org_id, place, request.sealed_question)
            request.question = (found or b"").decode()
