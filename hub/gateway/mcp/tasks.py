"""Long runs as tasks, for clients that declare the extension: the task's ID is the run's.

The hub decides what becomes a task: what is known to take long, what the client asks to be queued,
and what has not finished soon. A task belongs to the person who called, and lives as long as the
run's record.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

from hub.agents.public import GraphAgent
from hub.gateway.calls import Calls
from hub.gateway.mcp import approving, results
from hub.gateway.mcp.catalog import CHANNEL, Tool
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.protocol import CapabilityMissing, InvalidParams, Request, Result
from hub.kit.clock import rfc3339
from hub.runs.public import (
    Approvals,
    Invocation,
    Outcome,
    Replay,
    RunNotFound,
    RunReader,
    RunRecord,
    cancel_run,
)

TASKS: Final = "io.modelcontextprotocol/tasks"
QUEUE: Final = "laelia/async"
_SOON_S: Final = 3.0
_POLL_MS: Final = 1000
_STATUS: Final = {
    "queued": "working",
    "running": "working",
    "input_required": "input_required",
    "succeeded": "completed",
    "failed": "completed",
    "cancelled": "cancelled",
    "lost": "failed",
}
_ACKNOWLEDGED: Final[dict[str, Any]] = {"resultType": "complete"}


class TaskUnknown(InvalidParams):
    code = "task_not_found"


class Tasks:
    def __init__(self, calls: Calls, reader: RunReader, approvals: Approvals) -> None:
        self._calls = calls
        self._reader = reader
        self._approvals = approvals
        self._promoted: set[asyncio.Task[Outcome | Replay]] = set()
        self.methods: Mapping[str, Callable[[Exchange], Awaitable[Result]]] = {
            "tasks/get": self._get,
            "tasks/update": self._update,
            "tasks/cancel": self._cancel,
        }

    async def begin(
        self, exchange: Exchange, tool: Tool, call: Invocation
    ) -> Outcome | Replay | RunRecord:
        """The answer, or the run where it goes on as a task."""
        is_graph = isinstance(tool.permitted.runnable.manifest, GraphAgent)
        if is_graph or exchange.request.meta.get(QUEUE) is True:
            queued = await self._calls.runs.submit(call)
            return await self._reader.get(exchange.principal, queued.run_id)
        running = asyncio.create_task(self._calls.runs.invoke(call))
        self._promoted.add(running)
        running.add_done_callback(self._settled)
        while True:
            done, _ = await asyncio.wait({running}, timeout=_SOON_S)
            if done:
                return running.result()
            try:
                run = await self._reader.get(exchange.principal, call.run_id)
            except RunNotFound:
                continue  # it has not been recorded yet, so that nobody could ask for it
            exchange.abandons(_go_on)
            return run

    def created(self, run: RunRecord) -> dict[str, Any]:
        return {"resultType": "task", **_task(run)}

    def _settled(self, done: "asyncio.Task[Outcome | Replay]") -> None:
        self._promoted.discard(done)
        if not done.cancelled():
            done.exception()  # recorded with the run; whoever asks for the task is told

    async def _get(self, exchange: Exchange) -> Result:
        run = await self._find(exchange)
        task = {"resultType": "complete", **_task(run)}
        body = await self._reader.answer(exchange.principal, run.id)
        if run.status == "input_required":
            task["inputRequests"] = approving.questions(body["input_required"])
        elif run.status == "lost":
            data = {"code": run.error_code or "run_lost", "run_id": run.id}
            task["error"] = {"code": -32603, "message": "The run was lost.", "data": data}
        elif task["status"] == "completed":
            task["result"] = results.finished(body, modern=True)
        return task

    async def _update(self, exchange: Exchange) -> Result:
        run = await self._find(exchange)
        responses = exchange.request.params.get("inputResponses")
        if not isinstance(responses, dict):
            raise InvalidParams("params.inputResponses holds the answers.")
        await approving.answer(self._approvals, exchange.principal, run.id, responses)
        return _ACKNOWLEDGED

    async def _cancel(self, exchange: Exchange) -> Result:
        run = await self._find(exchange)
        await cancel_run(self._calls.runs, self._reader, exchange.principal, run.id)
        return _ACKNOWLEDGED

    async def _find(self, exchange: Exchange) -> RunRecord:
        if not declared(exchange.request):
            raise CapabilityMissing(
                f"Tasks are for clients that declare {TASKS}.",
                requiredCapabilities={"extensions": {TASKS: {}}},
            )
        task_id = exchange.request.params.get("taskId")
        unknown = TaskUnknown("There is no such task.")
        if not isinstance(task_id, str):
            raise unknown
        try:
            run = await self._reader.get(exchange.principal, task_id)
        except RunNotFound as error:
            raise unknown from error
        foreign = exchange.tool is not None and exchange.tool.agent_id != run.agent_id
        if run.user_id != exchange.principal.user_id or run.face != CHANNEL or foreign:
            raise unknown
        return run


def declared(request: Request) -> bool:
    extensions = request.capabilities.get("extensions")
    return request.modern and isinstance(extensions, dict) and TASKS in extensions


def _task(run: RunRecord) -> dict[str, Any]:
    changed: datetime = run.finished_at or run.started_at or run.created_at
    return {
        "taskId": run.id,
        "status": _STATUS[run.status],
        "createdAt": rfc3339(run.created_at),
        "lastUpdatedAt": rfc3339(changed),
        "ttlMs": None,
        "pollIntervalMs": _POLL_MS,
    }


def _go_on() -> None:
    """A task does not end because the client that began it hangs up."""
