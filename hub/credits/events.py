"""What credits cause above, in the same transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineOpened:
    """The platform let an organization use so much before it pays: a grant of kind `metered`."""

    org_id: str
