"""Execution: an agent version and an input become an output. No database session is in scope.

Each kind of agent has its own executor; they share a :class:`Work`, which carries the caller's
limits and takes what is said on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from time import monotonic
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct

from hub.agents.public import Runnable
from hub.billing.public import Rate
from hub.identity.public import Principal
from hub.kit.errors import LaeliaError
from hub.kit.privacy import Guard
from hub.kit.timebox import TimeBox, TimeBoxes
from hub.runs.costing import Worst, fixed_fee
from hub.runs.family import Kin
from hub.runs.record import NewRun, Result
from hub.runs.routing import Choice
from hub.runs.sessions import Session
from hub.runs.talk import SILENCE, Talk
from hub.runs.unified_route import Route
from providers.contract import Usage


class Asked(Struct, frozen=True):
    """What the caller chose: another model than the agent's own, and their own provider keys;
    and what a conversation brings besides the input.

    `regions` are where the organization lets its data be processed, null for anywhere.

    `kin` are the agents that this one has as steps, as the caller may run them; `route` is what the
    unified agent chose.
    """

    model: str | None = None
    own_keys: Mapping[str, str] = {}
    regions: frozenset[str] | None = None
    talk: Talk = SILENCE
    kin: Mapping[str, Kin] = {}
    route: Route | None = None


class Paused(Exception):
    """The run cannot go on before somebody answers; then it is executed again from there."""


class Emit(Protocol):
    """Takes run events as they happen: a name of the public contract, and its data."""

    async def __call__(self, event: str, data: dict[str, Any], /) -> None: ...


class Recorded(Protocol):
    """One thing that was tried, for the run's record: a model, or a tool."""

    def record(self) -> dict[str, Any]: ...


class ChildOutcome(Protocol):
    """How a child run ended. `error` is set when it did not succeed."""

    @property
    def run(self) -> NewRun: ...

    @property
    def output(self) -> Any: ...

    @property
    def error(self) -> LaeliaError | None: ...


class Children(Protocol):
    """Other agents, as a run reaches them: with its caller's own right, inside its own hold."""

    async def find(self, parent: "Work", agent_id: str) -> Runnable:
        """Raises a LaeliaError when the caller may not run it."""
        ...

    async def invoke(self, parent: "Work", agent_id: str, given: Any) -> ChildOutcome:
        """Raises a LaeliaError when the child may not start."""
        ...


@dataclass(slots=True)
class Work:
    """One run under way. `allowance` is the most it may cost, in micro-credits, of which `spent`
    is gone for certain and `reserved` set aside for children that still run.

    `events` are the tool calls so far that its price is for. `lineage` names the agents above it
    and its own. `child_cost`, `child_usage` and `child_fees` are what its children cost and used,
    and whom that pays. `own_keys` are the organization's own
    provider keys: models reached with one cost it nothing here. `asked_again`: should this process
    end, its parent goes on in another and asks for it there under the same key. `guard` stands
    between the caller's personal data and the agent, where there is anything to keep from it.
    `listed_at` is the price of what is tried, and `tried_of` whose the tried agent is, for all that
    it calls; of a try `child_cost` is what the models of its children cost. `regions` are those
    that the organization allows, `processed_in` those where the run's own models and servers were.
    """

    run: NewRun
    runnable: Runnable
    rate: Rate
    caller: Principal
    input: dict[str, Any]
    deadline: float
    allowance: int
    choice: Choice | None = None
    worst: Worst | None = None
    prompt: tuple[str, str] | None = None
    own_keys: Mapping[str, str] = field(default_factory=dict)
    regions: frozenset[str] | None = None
    processed_in: set[str] = field(default_factory=set)
    kin: Mapping[str, Kin] = field(default_factory=dict)
    talk: Talk = SILENCE
    session: Session | None = None
    route: Route | None = None
    emit: Emit | None = None
    attempts: list[Recorded] = field(default_factory=list)
    first_token_at: float | None = None
    cancelled: bool = False
    cache: bool = False
    stopped: bool = False
    asked_again: bool = False
    children: Children | None = None
    lineage: tuple[str, ...] = ()
    spent: int = 0
    reserved: int = 0
    events: int = 0
    child_cost: int = 0
    child_usage: Usage = field(default_factory=Usage)
    child_fees: list[tuple[str, int]] = field(default_factory=list)
    guard: Guard | None = None
    listed_at: Rate | None = None
    tried_of: str | None = None
    _scope: TimeBox | None = None

    def left(self) -> int:
        """What models and children may still cost: the agent's own fixed fee is not theirs."""
        return self.allowance - fixed_fee(self.rate) - self.spent - self.reserved

    def time_box(self, boxes: TimeBoxes) -> TimeBox:
        """The scope of the execution: it ends at the deadline, or when the run is cancelled."""
        left = 0.0 if self.cancelled else self.deadline - monotonic()
        self._scope = boxes.within(left)
        return self._scope

    def cancel(self) -> None:
        """Ends the execution soon, wherever it is; the run is settled all the same."""
        self.cancelled = True
        if self._scope is not None:
            self._scope.end()

    def stop(self) -> None:
        """The same, because this process ends: nobody asked for the run's end."""
        self.stopped = True
        self.cancel()

    async def say(self, text: str, /) -> None:
        """A piece of the answer, as soon as it is there."""
        if self.first_token_at is None:
            self.first_token_at = monotonic()
        if self.emit is not None:
            await self.emit("output.delta", {"text": text})


class Plan(Struct, frozen=True):
    """What an execution will take at most, known before it starts.

    `worst` null means that usage has no bound of its own; `choice` is of the models that may
    answer, where the agent asks models itself, and `prompt` what it tells them: instructions and
    message, filled in; `agents` are those that it may call.
    """

    worst: Worst | None
    deadline_s: float
    choice: Choice | None = None
    prompt: tuple[str, str] | None = None
    agents: tuple[str, ...] = ()


class Executor(Protocol):
    """Runs agents of one kind."""

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        """Raises a LaeliaError when the agent cannot run here, before anything is recorded."""
        ...

    async def execute(self, work: Work) -> Result:
        """Raises a LaeliaError when the run fails, `Paused` when it waits for a person."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """What a parent asks of another agent. `key` is the same when a crash makes it ask again;
    `allowance` is what of the parent's hold it may spend; `model` overrides the agent's own."""

    kin: Kin
    given: dict[str, Any]
    key: str
    allowance: int
    emit: Emit | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """How a step's run ended. `fees` are whom its cost paid, below it too."""

    output: Any
    usage: Usage
    cost: int
    model: str | None
    model_tier: str | None
    fees: tuple[tuple[str, int], ...] = ()


class InvokeChild(Protocol):
    async def __call__(self, parent: Work, child: Child, /) -> ChildEnd:
        """A run of its own inside the parent's hold; a finished one of this key is replayed.

        Raises:
            LaeliaError: it failed, or may not run.
        """
        ...


@runtime_checkable
class Durable(Protocol):
    """An executor that keeps what a run has done, so that another process can go on with it."""

    async def forget(self, run: NewRun) -> None:
        """The run is over: nothing of it is needed any more."""
        ...


def as_durable(executor: Executor) -> Durable | None:
    """The executor, if it is one of those."""
    return executor if _offers(type(executor), Durable) else None  # type: ignore[return-value]


@cache
def _offers(kind: type, protocol: type) -> bool:
    # Asked of every run, and slow to answer: 10 µs by the protocol itself.
    return issubclass(kind, protocol)


@runtime_checkable
class CountsTokens(Protocol):
    """An executor that can say beforehand what a model would count as input."""

    async def count(self, work: Work) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A call that was permitted, before it is planned."""

    caller: Principal
    face: str
    given: dict[str, Any]
    asked: Asked
    max_credits: int | None


@runtime_checkable
class Scout(Protocol):
    """An executor that must look around before it can plan."""

    async def scout(self, errand: Errand) -> Asked:
        """Raises a LaeliaError when there is nothing that it could do."""
        ...


def as_scout(executor: Executor) -> Scout | None:
    """The executor, if it is one of those."""
    return executor if _offers(type(executor), Scout) else None  # type: ignore[return-value]
