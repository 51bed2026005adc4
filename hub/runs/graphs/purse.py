"""What nodes may spend of a run's allowance, also when several run at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Share:
    """What one node took out of the purse, and what it turned out to need."""

    most: int
    used: int = 0


@dataclass(slots=True)
class Purse:
    """Micro-credits of a run that no node has taken."""

    left: int

    @contextmanager
    def share(self, wanted: int) -> Iterator[Share]:
        """At most `wanted` for one node; what it does not use goes back."""
        share = Share(max(0, min(wanted, self.left)))
        self.left -= share.most
        try:
            yield share
        finally:
            self.left += share.most - share.used
