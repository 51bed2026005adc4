"""Personal data kept from an agent: between the plan of a run and whoever executes it.

What the executor sees of the input and the conversation is masked as the policy says; what it
answers, in pieces or whole, gets its values back before anybody else sees it. The record of the run
says how many values of which kind there were.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from hub.agents.public import PromptAgent, Runnable, worded
from hub.kit.privacy import Guard, Mode, Restorer
from hub.runs.executor import Asked, Emit, Executor, Plan, Work
from hub.runs.privacy import Policies
from hub.runs.prompting import Prompter
from hub.runs.record import Result
from hub.runs.talk import Talk
from providers.contract import Message, TextPart

_LARGE: Final = 64 * 1024  # reading this much takes milliseconds, which the loop has not
_DELTA: Final = "output.delta"


@dataclass(frozen=True, slots=True)
class Found:
    """For the record of the run: kinds and counts, never what they were."""

    mode: Mode
    kinds: dict[str, int]

    def record(self) -> dict[str, Any]:
        return {"personal_data": self.kinds, "mode": self.mode.value}


class Guarded:
    """An executor behind the guard: it plans with what there is, and executes with what it may see.

    Graphs and the unified agent need none: every step of theirs that asks a model or a publisher's
    server is executed by one that has it.
    """

    def __init__(self, inner: Executor, policies: Policies) -> None:
        self._inner = inner
        self._policies = policies

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        return self._inner.plan(runnable, given, asked)

    async def execute(self, work: Work) -> Result:
        policy = await self._policies.of(work.run.org_id)
        mode = policy.mode(work.runnable, work.run.org_id)
        if mode is Mode.OFF:
            return await self._inner.execute(work)
        guard = Guard(mode)
        hidden = await _hidden(guard, work)
        try:
            if hidden is None:
                return await self._inner.execute(work)
            return await _behind(guard, hidden, self._inner, work)
        finally:
            if guard.found:
                work.attempts.append(Found(mode, guard.found))


class GuardedPrompter(Guarded):
    """The same for the executor that can also count beforehand."""

    def __init__(self, inner: Prompter, policies: Policies) -> None:
        super().__init__(inner, policies)
        self._prompter = inner

    async def count(self, work: Work) -> int:
        return await self._prompter.count(work)


@dataclass(frozen=True, slots=True)
class _Hidden:
    input: dict[str, Any]
    talk: Talk


async def _hidden(guard: Guard, work: Work) -> _Hidden | None:
    """What the executor may see in place of what there is; None where that is the same."""
    if sum(len(value) for value in work.input.values() if isinstance(value, str)) > _LARGE:
        return await asyncio.to_thread(_hide, guard, work)
    return _hide(guard, work)


def _hide(guard: Guard, work: Work) -> _Hidden | None:
    # First what was said first: the turns of a conversation keep their tokens from call to call.
    talk = _talk(guard, work.talk)
    hidden = _Hidden(guard.tree(work.input), talk)
    changes = guard.mode is not Mode.FLAG and (guard.found or guard.reversible)
    # A tool may bring in what the input has not: then there is somebody to hide it from.
    return hidden if changes or _has_tools(work) else None


def _has_tools(work: Work) -> bool:
    agent = work.runnable.manifest
    return isinstance(agent, PromptAgent) and bool(agent.tools or agent.agents)


def _talk(guard: Guard, talk: Talk) -> Talk:
    if not talk.earlier and not talk.later:
        return talk
    return msgspec.structs.replace(
        talk,
        earlier=tuple(_message(guard, message) for message in talk.earlier),
        later=tuple(_message(guard, message) for message in talk.later),
    )


def _message(guard: Guard, message: Message) -> Message:
    content = message.content
    shown = (
        guard.text(content)
        if isinstance(content, str)
        else [
            TextPart(text=guard.text(part.text)) if isinstance(part, TextPart) else part
            for part in content
        ]
    )
    calls = [
        msgspec.structs.replace(call, arguments=guard.tree(call.arguments))
        for call in message.tool_calls
    ]
    return msgspec.structs.replace(message, content=shown, tool_calls=calls)


async def _behind(guard: Guard, hidden: _Hidden, executor: Executor, work: Work) -> Result:
    """Executes with the hidden data in place; the work is afterwards what it was."""
    given, talk, prompt, emit = work.input, work.talk, work.prompt, work.emit
    work.input, work.talk, work.guard = hidden.input, hidden.talk, guard
    agent = work.runnable.manifest
    if isinstance(agent, PromptAgent) and prompt is not None:
        instructions = worded(agent.instructions, hidden.input)
        work.prompt = (instructions, worded(agent.message, hidden.input))
    shown = _Shown(guard, emit) if emit is not None else None
    work.emit = shown
    try:
        result = await executor.execute(work)
        if shown is not None:
            await shown.flush()
    finally:
        work.input, work.talk, work.prompt, work.emit = given, talk, prompt, emit
        work.guard = None
    result.output = guard.restored(result.output)
    return result


class _Shown:
    """Takes a run's events and passes them on with values for tokens."""

    def __init__(self, guard: Guard, emit: Emit) -> None:
        self._guard = guard
        self._emit: Callable[[str, dict[str, Any]], Awaitable[None]] = emit
        self._restorer: Restorer = guard.restorer()

    async def __call__(self, event: str, data: dict[str, Any], /) -> None:
        if event != _DELTA or data.keys() != {"text"}:
            await self.flush()
            await self._emit(event, self._guard.restored(data))
        elif text := self._restorer.feed(data["text"]):
            await self._emit(event, {"text": text})

    async def flush(self) -> None:
        if text := self._restorer.flush():
            await self._emit(_DELTA, {"text": text})
