"""What the unified agent decided for one request: which agents, in which order, with what input."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.agents.public import Runnable
from hub.runs.costing import fixed_fee
from hub.runs.family import Kin
from hub.runs.routing import Attempt


@dataclass(frozen=True, slots=True)
class Leg:
    """One agent and its part of the request. `extra` are fields that a model read out of it;
    `reserve` is what later agents may need, which this one must leave."""

    kin: Kin
    request: str
    why: str
    quote: int
    deadline_s: float
    extra: Mapping[str, Any] = field(default_factory=dict)
    reserve: int = 0

    @property
    def runnable(self) -> Runnable:
        return self.kin.permitted.runnable

    @property
    def certain(self) -> int:
        """What it costs however little it uses."""
        return fixed_fee(self.kin.permitted.rate)


@dataclass(frozen=True, slots=True)
class Route:
    """`material` is the text to work on; `attempts` are of the model that planned, if one did."""

    legs: tuple[Leg, ...]
    material: str
    fields: Mapping[str, Any]
    attempts: tuple[Attempt, ...] = ()

    @property
    def quote(self) -> int:
        return sum(leg.quote for leg in self.legs)

    @property
    def deadline_s(self) -> float:
        return sum(leg.deadline_s for leg in self.legs)
