"""The part of a run between its two transactions: an agent executes, and the run has an outcome."""

from time import monotonic
from typing import Protocol

import structlog

from hub.kit import tracing
from hub.kit.errors import LaeliaError
from hub.kit.timebox import TimeBoxes
from hub.runs import errors, observing
from hub.runs.ending import Ending
from hub.runs.executor import Paused, Work, as_durable
from hub.runs.invocation import Outcome
from hub.runs.planning import Planner
from hub.runs.record import NewRun, Result
from hub.runs.response_cache import ResponseCache
from hub.runs.settling import run_lost

log = structlog.get_logger()


class Park(Protocol):
    async def __call__(self, run: NewRun, /) -> bool:
        """Records that the run waits for a person; false when nobody need be waited for.

        Raises:
            RunCancelled: its end has been asked for.
        """
        ...


class Execution:
    """Executes what was recorded, within its time, from the cache where the caller allows it."""

    def __init__(self, planner: Planner, cache: ResponseCache, park: Park, ending: Ending) -> None:
        self._planner = planner
        self._cache = cache
        self._park = park
        self._ending = ending
        self._boxes = TimeBoxes()

    async def of(self, work: Work) -> Outcome:
        """What came of it: a failure is an outcome too.

        Raises:
            Paused: the run waits for a person and is recorded so, or for another process.
        """
        began = monotonic()
        with tracing.span("execute") as current:
            if current is not None:
                observing.describe(current, work)
            result, error = await self._execute(work)
            outcome = self._ending.of(work, result, error, began)
            if current is not None:
                observing.describe_end(current, outcome.done)
        return outcome

    async def _execute(self, work: Work) -> tuple[Result | None, LaeliaError | None]:
        try:
            async with work.time_box(self._boxes):
                return await self._answer(work), None
        except Paused:
            raise
        except TimeoutError:
            if work.stopped:
                if self.goes_on_elsewhere(work):
                    raise Paused from None
                return None, run_lost()
            if work.cancelled:
                return None, errors.RunCancelled("The run was cancelled.")
            return None, errors.DeadlineExceeded("The run's time was over.")
        except LaeliaError as error:
            return None, error
        except Exception:
            # An edge: whatever an agent does, its run is settled and its hold released.
            log.exception("run.failed", run_id=work.run.id, agent_id=work.run.agent_id)
            return None, LaeliaError("The run failed on our side. It costs nothing.")

    def goes_on_elsewhere(self, work: Work) -> bool:
        """Left as it is, a run that keeps what it has done is found and taken by a worker, or by
        its parent where that does the same."""
        durable = as_durable(self._planner.executor(work.runnable, work.caller))
        return durable is not None and (work.run.parent_run_id is None or work.asked_again)

    async def _answer(self, work: Work) -> Result:
        if work.cancelled and not work.stopped:  # before it began
            raise errors.RunCancelled("The run was cancelled.")
        if not work.cache:
            return await self._until_parked(work)
        found = await self._cache.find(work)
        if found is not None:
            if work.emit is not None and isinstance(found.output.get("text"), str):
                await work.say(found.output["text"])
            return found
        result = await self._until_parked(work)
        await self._cache.keep(work, result)
        return result

    async def _until_parked(self, work: Work) -> Result:
        executor = self._planner.executor(work.runnable, work.caller)
        while True:
            try:
                return await executor.execute(work)
            except Paused:
                if await self._park(work.run):
                    raise
