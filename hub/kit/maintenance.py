"""While the installation is under maintenance: reading goes on, and nothing new begins.

What is asked is a value in memory, which every process follows: no request waits for it.
"""

from datetime import datetime
from typing import Any, Final

from hub.kit.clock import Clock
from hub.kit.errors import Unavailable
from hub.kit.settings import Maintenance

_AGAIN_S: Final = 120.0
_LONGEST_S: Final = 3600.0
_USUAL: Final = "The hub is under maintenance. Reading works; try again later to change something."


class UnderMaintenance(Unavailable):
    code = "maintenance"
    title = "The hub is under maintenance"

    def __init__(self, detail: str, *, retry_after_s: float, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        return {"retry-after": str(round(self.retry_after_s))}


class Gate:
    """`settings` change in place, as the platform's administrators apply them."""

    def __init__(self, settings: Maintenance, clock: Clock) -> None:
        self.settings = settings
        self._clock = clock

    @property
    def open(self) -> bool:
        return not self.settings.on

    @property
    def message(self) -> str:
        return self.settings.message or _USUAL

    @property
    def told(self) -> dict[str, Any] | None:
        """What everybody may know of it while it lasts."""
        return None if self.open else {"message": self.message, "until": self.settings.until}

    def refuse(self, platform_role: str | None) -> None:
        """Before something changes or begins.

        Raises:
            UnderMaintenance: it is on, and they have no role on the platform.
        """
        if not self.open and platform_role is None:
            until = self.settings.until
            told = {} if until is None else {"until": until.isoformat()}
            raise UnderMaintenance(self.message, retry_after_s=self._after(until), **told)

    def _after(self, until: datetime | None) -> float:
        """It may end early, and late: nobody is sent away for longer than an hour."""
        left = 0.0 if until is None else (until - self._clock()).total_seconds()
        return min(left, _LONGEST_S) if left > 1 else _AGAIN_S
