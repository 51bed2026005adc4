"""`tools/call` of an agent: a run, and all the ways in which one can answer."""

import asyncio
from functools import partial
from time import monotonic
from typing import Any, Final

import structlog

from hub.entitlements.public import AgentNotEnabled, AgentNotFound
from hub.gateway.calls import Calls
from hub.gateway.mcp import approving, results
from hub.gateway.mcp.asking import Underway
from hub.gateway.mcp.calling import arguments_of, invocation
from hub.gateway.mcp.catalog import CHANNEL, Tool
from hub.gateway.mcp.exchange import Exchange
from hub.gateway.mcp.parsing import check_parameters
from hub.gateway.mcp.protocol import InvalidParams, Result, UnknownTool
from hub.gateway.mcp.sealing import StateSealer
from hub.gateway.mcp.sessions import Sessions, SessionUnknown
from hub.gateway.mcp.tasks import Tasks, declared
from hub.kit.errors import LaeliaError
from hub.runs.public import Approvals, Outcome, RunRecord, cancel_run
from hub.tools.public import UpstreamError

_STATE_S: Final = 7 * 24 * 3600
_WAIT_S: Final = 110.0
_LOOK_S: Final = 0.25

log = structlog.get_logger()


class AgentCalls:
    def __init__(
        self,
        calls: Calls,
        *,
        approvals: Approvals,
        sealer: StateSealer,
        tasks: Tasks,
        sessions: Sessions,
        underway: Underway,
    ) -> None:
        self._calls = calls
        self._reader = calls.reader
        self._approvals = approvals
        self._sealer = sealer
        self._tasks = tasks
        self._sessions = sessions
        self._underway = underway
        self._calling_off: set[asyncio.Task[None]] = set()

    async def call(self, exchange: Exchange, tool: Tool) -> Result:
        """Raises:
        UnknownTool: the right to use it ended a moment ago.
        LaeliaError: the call could not become a run.
        """
        if "requestState" in exchange.request.params:
            return await self._go_on(exchange, tool)
        try:
            return await self._run(exchange, tool)
        except (AgentNotFound, AgentNotEnabled) as error:
            raise UnknownTool(f"Unknown tool: {tool.name}") from error
        except LaeliaError as error:
            if not results.is_execution_failure(error):
                raise
            if "run_id" not in error.extra:
                await self._calls.reject(exchange.principal, CHANNEL, tool.agent_id, error)
            return results.failed(error)

    async def _run(self, exchange: Exchange, tool: Tool) -> Result:
        request = exchange.request
        arguments = arguments_of(request)
        if tool.repeats:
            schema = tool.permitted.runnable.manifest.input_schema
            check_parameters(request, schema, arguments)
        call = invocation(exchange, tool, arguments)
        exchange.abandons(partial(self._calls.runs.cancel, call.run_id))
        tells = request.progress_token is not None and exchange.reply.streams
        if declared(request) and not tells:
            begun = await self._tasks.begin(exchange, tool, call)
            if isinstance(begun, RunRecord):
                return self._tasks.created(begun)
            answer = begun
        else:
            emit = partial(_tell, exchange) if tells else None
            answer = await self._calls.runs.invoke(call, emit)
        if isinstance(answer, Outcome):
            if answer.error is not None:
                return results.failed(answer.error)
            return results.finished(answer.body(), modern=request.modern)
        body = await self._calls.record_of(exchange.caller, answer)
        return await self._shown(exchange, tool, body)

    async def _shown(self, exchange: Exchange, tool: Tool, body: dict[str, Any]) -> Result:
        if body["status"] != "input_required":
            return results.finished(body, modern=exchange.request.modern)
        if declared(exchange.request):
            return self._tasks.created(await self._reader.get(exchange.principal, body["id"]))
        if not exchange.request.modern:
            return await self._ask(exchange, tool, body)
        if "elicitation" not in exchange.request.capabilities:
            return results.waiting(body)
        state = self._sealer.seal(exchange.principal, _purpose(tool), body["id"], seconds=_STATE_S)
        return {
            "resultType": "input_required",
            "inputRequests": approving.questions(body["input_required"]),
            "requestState": state,
            "_meta": {"laelia/run_id": body["id"]},
        }

    async def _go_on(self, exchange: Exchange, tool: Tool) -> Result:
        """A further round: what the person decided goes to the run, which then goes on."""
        params = exchange.request.params
        run_id = self._sealer.open(exchange.principal, _purpose(tool), params["requestState"])
        responses = params.get("inputResponses") or {}
        if not isinstance(responses, dict):
            raise InvalidParams("params.inputResponses holds the answers.")
        await approving.answer(self._approvals, exchange.principal, run_id, responses)
        return await self._follow(exchange, tool, run_id)

    async def _ask(self, exchange: Exchange, tool: Tool, body: dict[str, Any]) -> Result:
        """In the handshake era the client is asked in the middle of the call, if it can be."""
        responses: dict[str, Any] = {}
        try:
            said = self._sessions.capabilities(exchange.principal, exchange.request.session)
            if "elicitation" in said:
                for request_id, question in approving.questions(body["input_required"]).items():
                    responses[request_id] = await self._underway.ask(
                        exchange, question["method"], question["params"]
                    )
        except (SessionUnknown, UpstreamError):
            return results.waiting(body)
        if not approving.is_decided(responses):
            return results.waiting(body)
        await approving.answer(self._approvals, exchange.principal, body["id"], responses)
        return await self._follow(exchange, tool, body["id"])

    async def _follow(self, exchange: Exchange, tool: Tool, run_id: str) -> Result:
        """What becomes of a run that goes on elsewhere. Hanging up ends it there."""
        exchange.abandons(partial(self._call_off, exchange, run_id))
        until = monotonic() + _WAIT_S
        while True:
            body = await self._reader.answer(exchange.principal, run_id)
            if body["status"] not in ("queued", "running"):
                return await self._shown(exchange, tool, body)
            if monotonic() > until:
                return results.waiting(body)
            await asyncio.sleep(_LOOK_S)

    def _call_off(self, exchange: Exchange, run_id: str) -> None:
        exchange.own_task.cancel()
        task = asyncio.create_task(self._cancel(exchange, run_id), name=f"cancel {run_id}")
        self._calling_off.add(task)
        task.add_done_callback(self._calling_off.discard)

    async def _cancel(self, exchange: Exchange, run_id: str) -> None:
        try:
            await cancel_run(self._calls.runs, self._reader, exchange.principal, run_id)
        except LaeliaError as error:
            log.warning("mcp.not_cancelled", run_id=run_id, code=error.code)


async def _tell(exchange: Exchange, event: str, data: dict[str, Any], /) -> None:
    """A run's events as progress: what the agent says, piece by piece, in the message."""
    if event == "output.delta":
        await exchange.progress(data["text"])
    elif event == "tool.called":
        await exchange.progress(f"calling {data.get('name', 'a tool')}")


def _purpose(tool: Tool) -> str:
    return f"approval/{tool.agent_id}"
