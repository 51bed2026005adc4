"""Agents that run at their publisher's: a REST endpoint, or tools of a remote MCP server.

What goes there is the declared input and an opaque ID of the caller, and the publisher's own
credential to its own origin: never the caller's bearer, address or organization.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, Final, TypeVar

from hub.agents.public import HttpAgent, McpAgent, Runnable
from hub.kit.errors import LaeliaError
from hub.runs.costing import NOTHING, Worst
from hub.runs.errors import DeadlineExceeded, InputInvalid, OutputInvalid, ProviderFailed
from hub.runs.executor import Asked, Plan, Work
from hub.runs.record import Result
from hub.runs.regions import region_of
from hub.tools.public import (
    HttpResult,
    Limits,
    OutboundError,
    OutboundTimeout,
    Reach,
    Server,
    ToolCall,
    UpstreamError,
    call_http,
)
from providers.contract import Usage

CALLER_HEADER: Final = "Laelia-Caller-Id"
_T = TypeVar("_T")
_MAX_ANSWER: Final = 4 * 1024 * 1024


def plan_elsewhere(seconds: float, *, events: int | None = 1) -> Plan:
    """No model of ours is asked: what bounds such a run is its time, and the events it may take."""
    worst = Worst(
        input_tokens=0, output_tokens=0, calls=0, seconds=seconds, rate=NOTHING, events=events
    )
    return Plan(worst=worst, deadline_s=seconds)


def _caller_id(reach: Reach, work: Work) -> str:
    run = work.run
    return reach.tools.caller_id(work.runnable.owner_id, run.org_id, run.user_id)


@dataclass(frozen=True, slots=True)
class HttpCaller:
    """The executor of http agents."""

    reach: Reach

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:  # noqa: ARG002
        agent = runnable.manifest
        assert isinstance(agent, HttpAgent)
        events = 1 if agent.response.events is None else agent.max_events
        return plan_elsewhere(agent.timeout_s, events=events)

    async def execute(self, work: Work) -> Result:
        agent = work.runnable.manifest
        assert isinstance(agent, HttpAgent)
        request = agent.as_request()
        headers = {**request.headers, CALLER_HEADER: _caller_id(self.reach, work)}
        request = replace(request, headers=headers)

        async def send() -> HttpResult:
            credential = None
            if agent.credential is not None:
                owner = work.runnable.owner_id
                credential = await self.reach.credential(owner, agent.credential)
            limits = Limits(deadline_s=work.deadline - monotonic(), max_bytes=_MAX_ANSWER)
            client = self.reach.tools.client
            return await call_http(
                client, request, work.input, credential=credential, limits=limits
            )

        answer = await translated(send)
        _processed(work)
        content = answer.output
        return finished(
            work,
            {"text": content} if isinstance(content, str) else content,
            events=answer.events
            if agent.max_events is None
            else min(answer.events, agent.max_events),
        )


@dataclass(frozen=True, slots=True)
class McpCaller:
    """The executor of mcp agents: one tool, or one of several, of a creator's remote server."""

    reach: Reach

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:  # noqa: ARG002
        agent = runnable.manifest
        assert isinstance(agent, McpAgent)
        _chosen(agent, given)
        return plan_elsewhere(agent.timeout_s)

    async def execute(self, work: Work) -> Result:
        agent = work.runnable.manifest
        assert isinstance(agent, McpAgent)
        tool, arguments = _chosen(agent, work.input)

        async def send() -> dict[str, Any]:
            owner = work.runnable.owner_id
            server = await self.reach.at(owner, agent.url, agent.credential)
            return await self._call(work, server, tool, arguments)

        answer = await translated(send)
        _processed(work)
        return finished(work, _output(answer))

    async def _call(
        self, work: Work, server: Server, tool: str, arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        async def progress(done: float, total: float | None, text: str | None) -> None:
            if work.emit is not None:
                data = {"text": text or "", "progress": done, "total": total}
                await work.emit("output.delta", data)

        return await self.reach.call(
            server,
            ToolCall(
                tool=tool,
                arguments=arguments,
                caller_id=_caller_id(self.reach, work),
                deadline_s=work.deadline - monotonic(),
                on_progress=progress if work.emit is not None else None,
            ),
        )


def _processed(work: Work) -> None:
    region = region_of(work.runnable)
    if region is not None:
        work.processed_in.add(region)


def _chosen(agent: McpAgent, given: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The tool and its arguments.

    Raises:
        InputInvalid: the input names no tool that the agent offers.
    """
    if agent.tools != "all" and len(agent.tools) == 1:
        return agent.tools[0], given
    tool, arguments = given.get("tool"), given.get("arguments", {})
    if not isinstance(tool, str) or (agent.tools != "all" and tool not in agent.tools):
        offered = "" if agent.tools == "all" else f": one of {', '.join(agent.tools)}"
        raise InputInvalid.at("/input/tool", f"must name a tool of this agent{offered}")
    if not isinstance(arguments, dict):
        raise InputInvalid.at("/input/arguments", "must be an object")
    return tool, arguments


def _output(result: Mapping[str, Any]) -> Any:
    """Structured content as it is; else the texts.

    Raises:
        ProviderFailed: the tool says that it failed, or wants to ask somebody first.
    """
    text = text_of(result)
    if result.get("isError"):
        raise ProviderFailed(
            f"The agent's tool failed: {text[:500] or 'it does not say why'}",
            provider_code="tool_failed",
        )
    if result.get("resultType") == "input_required":
        raise ProviderFailed(
            "The agent's server asks for input first, which works at its own MCP address only.",
            provider_code="input_required",
        )
    structured = result.get("structuredContent")
    return {"text": text} if structured is None else structured


def text_of(result: Mapping[str, Any]) -> str:
    """The texts of a tool's result, embedded ones too."""
    texts: list[str] = []
    content = result.get("content")
    for block in content if isinstance(content, list) else ():
        if not isinstance(block, dict):
            continue
        inner = block.get("resource") if block.get("type") == "resource" else block
        if isinstance(inner, dict) and isinstance(inner.get("text"), str):
            texts.append(inner["text"])
    return "\n".join(texts)


async def translated(send: Callable[[], Awaitable[_T]]) -> _T:
    """What `send` answers.

    Raises:
        DeadlineExceeded: it took too long.
        ProviderFailed: the publisher's server could not be used; `provider_code` says why.
    """
    try:
        return await send()
    except OutboundTimeout as error:
        raise DeadlineExceeded("The agent's server did not answer in time.") from error
    except OutboundError as error:
        extra = {"provider_code": error.code}
        if error.answered is not None:
            extra["provider_status"] = str(error.answered)
        raise ProviderFailed(f"The agent's server failed: {error.detail}", **extra) from error
    except UpstreamError as error:
        raise ProviderFailed(
            f"The agent's server answered with an error: {error.message[:500]}",
            provider_code=f"jsonrpc_{error.code}",
        ) from error


def finished(work: Work, output: Any, *, events: int = 1) -> Result:
    """The result, if its output is what the agent declares.

    Raises:
        OutputInvalid: it is not.
    """
    if not isinstance(output, dict):
        raise _misfit("it is not an object")
    if problems := work.runnable.output_schema.problems(output):
        raise _misfit(f"{problems[0].pointer or '/'}: {problems[0].message}")
    return Result(output=output, usage=Usage(), events=events)


def _misfit(why: str) -> LaeliaError:
    return OutputInvalid(f"The server's answer does not fit the agent's output schema: {why}.")
