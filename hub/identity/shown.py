"""How a session begins."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """How somebody proved who they are; `second_factor` when it took more than a password.

    `until` is when that is over, where it is before the session would be.
    """

    method: str
    second_factor: bool = False
    until: datetime | None = None
