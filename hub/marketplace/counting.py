"""From what organizations said of their runs to what everybody may see of it, as functions.

Nothing shown may tell of one organization:

- Five of them stand behind every number, and no one of them is more than half of it: the most that
  one counts for is twice the median of them all.
- What is shown changes only once what at least five of them said has changed, so that the
  difference of two answers is never about fewer.
- Numbers are rounded: shares to five hundredths, counts to 1, 2 and 5, times and costs to two
  digits at most.
- A run counts for its model and its version, for good, and each source (people, rules, judges) is
  counted by itself. Numbers over all models or versions are made of those shown for each, and so
  say nothing beside them; none is made of two sources.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from hub.kit.proportions import wilson_interval

ORGANIZATIONS: Final = 5
_STEP: Final = 20
_STEPS: Final = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one organization said of a version's runs with a model. `milliseconds` is the median of
    those runs, `cost` their sum in micro-credits."""

    happy: int
    unhappy: int
    milliseconds: float | None = None
    cost: int = 0

    @property
    def said(self) -> int:
        return self.happy + self.unhappy


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a version with a model, or of all of them."""

    happy_share: float
    low: float
    high: float
    runs: int
    median_seconds: float | None
    cost_per_happy: int | None


def may_change(before: Mapping[str, tuple[int, int]], now: Mapping[str, Tally]) -> bool:
    """Whether what is shown may be made anew. `before` is what was said when it was last made."""
    if len(now) < ORGANIZATIONS:
        return False
    said = {org_id: (tally.happy, tally.unhappy) for org_id, tally in now.items()}
    changed = [o for o in {*before, *said} if before.get(o) != said.get(o)]
    return len(changed) >= ORGANIZATIONS


def cell_of(tallies: Mapping[str, Tally]) -> Cell:
    """What is shown of what at least five organizations said."""
    assert len(tallies) >= ORGANIZATIONS
    most = 2 * median(tally.said for tally in tallies.values())
    weights = {org_id: min(tally.said, most) for org_id, tally in tallies.items()}
    total = sum(weights.values())
    happy = sum(weights[o] * t.happy / t.said for o, t in tallies.items())
    share = _stepped(happy / total)
    runs = _floor(int(total))
    low, high = _interval(share, runs)
    times = [t.milliseconds for t in tallies.values() if t.milliseconds is not None]
    per_run = sum(weights[o] * t.cost / t.said for o, t in tallies.items()) / total
    return Cell(
        happy_share=share,
        low=low,
        high=high,
        runs=runs,
        median_seconds=_near(median(times) / 1000) if len(times) >= ORGANIZATIONS else None,
        cost_per_happy=round(_near(per_run / share)) if share else None,
    )


def all_of(cells: Sequence[Cell]) -> Cell | None:
    """Over models or versions, from what is shown of each and nothing else."""
    if not cells:
        return None
    runs = sum(cell.runs for cell in cells)
    share = _stepped(sum(cell.happy_share * cell.runs for cell in cells) / runs)
    low, high = _interval(share, runs)
    times = [cell.median_seconds for cell in cells if cell.median_seconds is not None]
    costs = [cell for cell in cells if cell.cost_per_happy is not None]
    paid = sum((cell.cost_per_happy or 0) * cell.runs for cell in costs)
    return Cell(
        happy_share=share,
        low=low,
        high=high,
        runs=_floor(runs),
        median_seconds=_near(median(times)) if times else None,
        cost_per_happy=round(_near(paid / sum(c.runs for c in costs))) if costs else None,
    )


def _stepped(share: float) -> float:
    return round(share * _STEP) / _STEP


def _interval(share: float, runs: int) -> tuple[float, float]:
    """Wilson's, of the rounded numbers, rounded outwards."""
    low, high = wilson_interval(share, runs)
    return math.floor(low * _STEP) / _STEP, math.ceil(high * _STEP) / _STEP


def _floor(count: int) -> int:
    """1, 2, 5, 10, 20, 50 …: the largest of them that is not more."""
    power = int("1" + "0" * (len(str(count)) - 1))
    return power * max(step for step in (1, 2, 5) if step * power <= count)


def _near(value: float) -> float:
    """The nearest of a few steps to each power of ten."""
    if value <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return float(f"{min((step * power for step in _STEPS), key=lambda s: abs(s - value)):.6g}")
