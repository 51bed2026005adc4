"""The end of a run before its time, wherever it is."""

from hub.identity.public import Principal
from hub.runs.errors import RunCancelled
from hub.runs.record import RunRecord
from hub.runs.repository import RunReader
from hub.runs.service import Runs
from hub.runs.settling import run_of


async def cancel_run(runs: Runs, reader: RunReader, caller: Principal, run_id: str) -> RunRecord:
    """A run that waits ends now, one under way within a second; one that is over stays as it is.

    Raises:
        RunNotFound: there is none, or it is not the caller's to see.
    """
    run = await reader.cancel(caller, run_id)
    if run.finished_at is not None:
        return run
    if run.status not in ("queued", "input_required"):
        runs.cancel(run_id)
        return run
    await runs.settle(run_of(run), "cancelled", RunCancelled("The run was cancelled."))
    return await reader.get(caller, run_id)
