"""What buying causes above billing, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class AccessGiven:
    """Somebody has paid, or tries: these agents are theirs from now.

    `user_ids` None is the whole organization. `run_limit` bounds the runs that are covered; what
    they cost beyond is the agents' usage price, where there is one. `until` is the last moment if
    nothing else ends it before.
    """

    org_id: str
    agent_ids: Sequence[str]
    user_ids: Sequence[str] | None
    source: Literal["order", "subscription", "trial"]
    source_id: str
    run_limit: int | None
    until: datetime | None
    by: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class AccessEnded:
    """What this source gave ends now. `user_ids` None: of everybody."""

    org_id: str
    source_id: str
    user_ids: Sequence[str] | None
    now: datetime


@dataclass(frozen=True, slots=True)
class AgentsOffered:
    """Somebody is about to sell these agents; whoever knows agents refuses what is not theirs."""

    org_id: str
    agent_ids: Sequence[str]
