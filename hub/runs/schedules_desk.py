"""What the endpoints of schedules stand on."""

from dataclasses import dataclass

from hub.kit.clock import Clock
from hub.runs.schedules_repository import Schedules
from hub.runs.service import Runs


@dataclass(frozen=True, slots=True)
class Desk:
    """Found by the endpoints at `app.state.schedules`."""

    schedules: Schedules
    runs: Runs
    clock: Clock
