"""The rules of what an organization asks of whoever acts in it; enforced at authentication."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from hub.audit import public as audit
from hub.identity import rules_repository
from hub.identity.domain import Identity
from hub.identity.errors import WouldLockOut
from hub.identity.models import OrganizationPolicy
from hub.identity.networks import normalize_network, parse_networks, within
from hub.identity.principal import Principal

MOST_HOURS: Final = 14 * 24
MOST_NETWORKS: Final = 200
_TOLD: Final = (
    "second_factor",
    "session_hours",
    "networks",
    "allowed_agents",
    "blocked_agents",
    "data_regions",
)


class Agents(NamedTuple):
    """None: all are allowed, none is blocked."""

    allowed: Sequence[str] | None
    blocked: Sequence[str] | None


async def get(identity: Identity, principal: Principal) -> OrganizationPolicy:
    """The organization's, or that it asks for nothing."""
    async with identity.database.transaction(principal.org_id) as session:
        found = await rules_repository.get_policy(session, principal.org_id)
    return found or OrganizationPolicy(
        org_id=principal.org_id, updated_at=identity.clock(), updated_by=""
    )


async def replace(
    identity: Identity,
    principal: Principal,
    *,
    second_factor: bool,
    session_hours: int | None,
    networks: Sequence[str] | None,
    agents: Agents,
    data_regions: Sequence[str] | None,
    address: str,
) -> OrganizationPolicy:
    """Within a second it holds for every session and key of the organization.

    Raises:
        WouldLockOut: whoever asks does not fulfil it, and could not take it back.
        InvalidInput: a network is none.
    """
    wanted = None if networks is None else sorted({normalize_network(one) for one in networks})
    allowed = parse_networks(wanted)
    if allowed is not None and not within(address, allowed):
        raise WouldLockOut("Your own address is not in these networks.")
    if second_factor and not principal.second_factor:
        raise WouldLockOut("Sign in with a second factor yourself first.")
    policy = OrganizationPolicy(
        org_id=principal.org_id,
        second_factor=second_factor,
        session_hours=session_hours,
        networks=wanted,
        allowed_agents=None if agents.allowed is None else sorted(set(agents.allowed)),
        blocked_agents=None if agents.blocked is None else sorted(set(agents.blocked)),
        data_regions=None if data_regions is None else sorted(set(data_regions)),
        updated_at=identity.clock(),
        updated_by=principal.user_id,
    )
    async with identity.database.transaction(principal.org_id) as session:
        before = await rules_repository.get_policy(session, principal.org_id)
        await rules_repository.set_policy(session, policy)
        entry = audit.Entry(
            "organization_policy.set",
            policy.org_id,
            policy.org_id,
            before=_told(before),
            after=_told(policy),
        )
        await audit.record(session, entry)
    return policy


def _told(policy: OrganizationPolicy | None) -> dict[str, object]:
    return {} if policy is None else {name: getattr(policy, name) for name in _TOLD}
