"""Which organizations take a version while it is rolled out."""

from hashlib import sha256
from typing import Final

WHOLE: Final = 100


def takes(rollout_id: str, org_id: str, percent: int) -> bool:
    """Whether this organization is in the share; in a larger share it is too."""
    drawn = sha256(f"{rollout_id}:{org_id}".encode()).digest()
    return int.from_bytes(drawn[:4], "big") % WHOLE < percent
