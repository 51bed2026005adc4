"""Runs whose execution a face carries out itself, because it speaks with both ends at once."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hub.agents.public import McpAgent, Runnable
from hub.runs.errors import CapabilityNotSupported
from hub.runs.executor import Asked, Executor, Plan, Work
from hub.runs.record import Result
from hub.runs.tool_agents import plan_elsewhere

Conversation = Callable[[Work], Awaitable[Result]]


class Conversations:
    """The executor of mcp agents: the face's conversation where it holds one, else `alone`."""

    def __init__(self, alone: Executor | None = None) -> None:
        self._alone = alone
        self._held: dict[str, Conversation] = {}

    @contextmanager
    def holding(self, run_id: str, conversation: Conversation) -> Iterator[None]:
        """While the block lasts, this run is executed by the conversation."""
        self._held[run_id] = conversation
        try:
            yield
        finally:
            self._held.pop(run_id, None)

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        """No model of ours is asked: what bounds such a run is its time."""
        if self._alone is not None:
            return self._alone.plan(runnable, given, asked)
        agent = runnable.manifest
        assert isinstance(agent, McpAgent)
        return plan_elsewhere(agent.timeout_s)

    async def execute(self, work: Work) -> Result:
        conversation = self._held.get(work.run.id)
        if conversation is not None:
            return await conversation(work)
        if self._alone is None:
            raise CapabilityNotSupported("Call this agent over MCP, at its own address.")
        return await self._alone.execute(work)
