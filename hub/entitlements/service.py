"""Who may use what, as functions over values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.entitlements.errors import AgentNotEnabled, RunLimitReached
from hub.kit.errors import LaeliaError

# In place of an entitlement's ID, for what everybody may run: there is no row to end.
ALWAYS: Final = "always"


@dataclass(frozen=True, slots=True)
class Access:
    """A live entitlement. Without `version_id` it follows the agent's current version. `blocked`:
    the organization's policy forbids the agent, whatever was enabled."""

    id: str
    agent_id: str
    version_id: str | None
    price_id: str | None
    channels: frozenset[str]
    payment_mode: str
    run_limit: int | None
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The right of an organization, or of one person in it (`user_id`), to use an agent.

    Without `version_id` it follows the agent's current version, or stays at `held_version_id` while
    `offered_version_id` asks for more than that; without `price_id` the agent's own fee is waived.
    `channels` are those chosen here: the version may allow fewer.
    """

    id: str
    org_id: str
    user_id: str | None
    agent_id: str
    version_id: str | None
    price_id: str | None
    source: str
    reason: str
    channels: Sequence[str]
    payment_mode: str
    run_limit: int | None
    runs_used: int
    active_from: datetime
    active_to: datetime | None
    ended_at: datetime | None
    created_by: str | None
    created_at: datetime
    source_id: str | None = None
    overage_price_id: str | None = None
    held_version_id: str | None = None
    offered_version_id: str | None = None

    @property
    def is_bought(self) -> bool:
        """Whether an order or a subscription says how long it lasts."""
        return self.source in ("order", "subscription", "trial")

    def holds(self, now: datetime) -> bool:
        """Whether it lets anybody run anything now."""
        return (
            self.ended_at is None
            and self.active_from <= now
            and (self.active_to is None or self.active_to > now)
            and (
                self.run_limit is None
                or self.overage_price_id is not None
                or self.runs_used < self.run_limit
            )
        )


@dataclass(frozen=True, slots=True)
class Hold:
    """Another version of an agent is current. Where it `asks_for_more` than the one before, whoever
    followed that stays there; those who stayed at one of `released` go on to the new one."""

    agent_id: str
    before: str
    after: str
    asks_for_more: bool
    released: Sequence[str]


def admit(
    entitlement_ids: Sequence[str],
    live: dict[str, tuple[int | None, int, bool]],
    *,
    beyond: Sequence[bool],
) -> list[LaeliaError | None]:
    """For each run in order, why it may not start, if so."""
    admitted: dict[str, int] = {}
    refusals: list[LaeliaError | None] = []
    for entitlement_id, pays in zip(entitlement_ids, beyond, strict=True):
        if entitlement_id == ALWAYS:
            refusals.append(None)
            continue
        held = live.get(entitlement_id)
        if held is None:
            refusals.append(AgentNotEnabled("The right to use this agent ended a moment ago."))
            continue
        limit, used, overage = held
        if overage and pays:
            refusals.append(None)
            continue
        if limit is not None and used + admitted.get(entitlement_id, 0) >= limit:
            refusals.append(RunLimitReached(f"All {limit} runs that were granted are used."))
            continue
        admitted[entitlement_id] = admitted.get(entitlement_id, 0) + 1
        refusals.append(None)
    return refusals
