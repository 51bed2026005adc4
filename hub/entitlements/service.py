"""Who may use what, as functions over values."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.entitlements.errors import AgentNotEnabled, RunLimitReached
from hub.kit.errors import LaeliaError


@dataclass(frozen=True, slots=True)
class Access:
    """A live entitlement. Without `version_id` it follows the agent's current version."""

    id: str
    agent_id: str
    version_id: str | None
    price_id: str | None
    channels: frozenset[str]
    payment_mode: str
    run_limit: int | None


def admit(
    entitlement_ids: Sequence[str], live: dict[str, tuple[int | None, int]]
) -> list[LaeliaError | None]:
    """For each run in order, why it may not start, if so."""
    admitted: dict[str, int] = {}
    refusals: list[LaeliaError | None] = []
    for entitlement_id in entitlement_ids:
        held = live.get(entitlement_id)
        if held is None:
            refusals.append(AgentNotEnabled("The right to use this agent ended a moment ago."))
            continue
        limit, used = held
        if limit is not None and used + admitted.get(entitlement_id, 0) >= limit:
            refusals.append(RunLimitReached(f"All {limit} runs that were granted are used."))
            continue
        admitted[entitlement_id] = admitted.get(entitlement_id, 0) + 1
        refusals.append(None)
    return refusals
