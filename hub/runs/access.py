"""What a caller may run: entitlement, definition and price of an agent, together."""

from dataclasses import dataclass
from functools import cache

from hub.agents.public import (
    UNIFIED_ID,
    AgentSuspended,
    ConsentRequired,
    Definitions,
    Runnable,
    consent,
    unified_agent,
)
from hub.billing import public as billing
from hub.billing.public import FREE
from hub.entitlements import public as entitlements
from hub.identity.public import Principal
from hub.kit.cache import Briefly
from hub.kit.clock import Clock
from hub.kit.db import Connection, Reader
from hub.kit.errors import LaeliaError
from hub.runs.record import TRIED, NewRun
from hub.runs.trying.errors import AgentEnabled, TryNotOffered
from hub.runs.trying.fitting import refuse_priced, refuse_unfit

_Listing = tuple[str, str, str, frozenset[str] | None]


@dataclass(frozen=True, slots=True)
class Permitted:
    """Everything that a run of this agent by this caller needs to know beforehand. `listed_at` is
    the price of what is tried: its `rate` asks nothing beyond its models."""

    access: entitlements.Access
    runnable: Runnable
    rate: billing.Rate
    listed_at: billing.Rate | None = None


@cache
def unified() -> Permitted:
    """The unified agent, which everybody may run on every channel, with every key, unless their
    organization blocks it: it has no right of its own, and runs only what its caller may."""
    runnable = unified_agent()
    access = entitlements.Access(
        id=entitlements.ALWAYS,
        agent_id=UNIFIED_ID,
        version_id=runnable.version_id,
        price_id=None,
        channels=frozenset(runnable.manifest.channels),
        payment_mode="prepaid",
        run_limit=None,
    )
    return Permitted(access, runnable, FREE)


class Gatekeeper:
    """Answers for one caller and agent, remembered for less than a second."""

    def __init__(self, reader: Reader, definitions: Definitions, clock: Clock) -> None:
        self._reader = reader
        self._definitions = definitions
        self._clock = clock
        self._lists = Briefly[_Listing, tuple[Permitted, ...]](self._load_all)
        self._known = Briefly[tuple[str, str, str], Permitted | LaeliaError](self._load)

    async def permit(self, caller: Principal, agent_id: str, channel: str) -> Permitted:
        """Raises:
        AgentNotFound: there is none that the caller could see.
        AgentNotEnabled: the caller sees it, and has not enabled it.
        AgentBlocked: the organization's policies do not allow it.
        AgentSuspended: the platform's moderators took it out of use.
        AgentNotAllowed: the caller's key names other agents.
        ChannelNotAllowed: it is enabled, but not for this channel.
        ConsentRequired: it sends what it is given to where nobody here has said yes to.
        """
        key = (caller.org_id, caller.user_id, agent_id)
        found = await self._known.get(key)
        if isinstance(found, LaeliaError):
            self._known.forget(key)  # who enables an agent may use it at once
            raise found
        if agent_id == UNIFIED_ID:
            return found
        if caller.agent_ids is not None and agent_id not in caller.agent_ids:
            raise entitlements.AgentNotAllowed("This API key is limited to other agents.")
        allowed = found.access.channels & frozenset[str](found.runnable.manifest.channels)
        if channel not in allowed:
            self._known.forget(key)
            raise entitlements.ChannelNotAllowed(
                f"This agent is not enabled for the channel '{channel}'.", allowed=sorted(allowed)
            )
        return found

    async def permit_again(self, run: NewRun, caller: Principal, channel: str) -> Permitted:
        """For a run that was permitted before: the caller's rights of now, its version and price.

        Raises what `permit` does.
        """
        now = await self.permit(caller, run.agent_id, channel)
        if run.agent_id == UNIFIED_ID:
            return now
        async with self._reader.transaction(run.org_id) as connection:
            runnable = await self._definitions.find(connection, run.agent_id, run.agent_version_id)
            rate = (
                await billing.find_rate(connection, run.price_id) if run.price_id else billing.FREE
            )
        if runnable is None:
            raise entitlements.AgentNotFound("There is no agent with this ID.")
        return Permitted(now.access, runnable, rate or billing.FREE)

    async def permitted(self, caller: Principal, channel: str) -> tuple[Permitted, ...]:
        """Everything the caller may run on this channel, in the order it was first enabled; before
        it the unified agent.

        While nothing is read anew, the answer is the same object.
        """
        return await self._lists.get((caller.org_id, caller.user_id, channel, caller.agent_ids))

    def forget_lists(self, caller: Principal, channel: str) -> None:
        self._lists.forget((caller.org_id, caller.user_id, channel, caller.agent_ids))

    def forget(self, caller: Principal, agent_id: str) -> None:
        """After a change by the caller, who expects to see it at once."""
        self._known.forget((caller.org_id, caller.user_id, agent_id))

    async def _load(self, key: tuple[str, str, str]) -> Permitted | LaeliaError:
        org_id, user_id, agent_id = key
        async with self._reader.transaction(org_id) as connection:
            if agent_id == UNIFIED_ID:
                blocked = await entitlements.is_blocked(
                    connection, org_id=org_id, agent_id=agent_id
                )
                return _blocked(agent_id) if blocked else unified()
            access = await entitlements.find_access(
                connection, org_id=org_id, user_id=user_id, agent_id=agent_id, now=self._clock()
            )
            runnable = await self._definitions.find(
                connection, agent_id, access.version_id if access else None, org_id
            )
            if runnable is None:
                return entitlements.AgentNotFound("There is no agent with this ID.")
            if access is None:
                return entitlements.AgentNotEnabled(
                    f"Enable it first: POST /v1/agents/{agent_id}/enable.", agent_id=agent_id
                )
            held = await self._definitions.suspended(connection, [agent_id], org_id)
            if agent_id in held:
                return AgentSuspended(held[agent_id])
            refusal: LaeliaError | None = _blocked(agent_id) if access.blocked else None
            refusal = refusal or await _unasked(connection, org_id, user_id, runnable)
            if refusal is not None:
                return refusal
            rate = await billing.find_rate(connection, access.price_id) if access.price_id else FREE
        return Permitted(access, runnable, rate or FREE)

    async def permit_try(self, caller: Principal, agent_id: str) -> Permitted:
        """What somebody may try who has not enabled it.

        Raises:
            AgentNotFound: there is none that the caller could see.
            AgentEnabled: they have it.
            TryNotOffered: it is not listed, is their own, or needs more than a try gives it.
            AgentBlocked, AgentSuspended, AgentNotAllowed, ConsentRequired: as for `permit`.
        """
        org_id, user_id = caller.org_id, caller.user_id
        if caller.agent_ids is not None and agent_id not in caller.agent_ids:
            raise entitlements.AgentNotAllowed("This API key is limited to other agents.")
        async with self._reader.transaction(org_id) as connection:
            runnable = await self._definitions.find(connection, agent_id, None)
            if runnable is None:
                raise entitlements.AgentNotFound("There is no agent with this ID.")
            if runnable.owner_id == org_id:
                raise TryNotOffered("It is your own: enable it, at no cost.")
            if not await self._definitions.is_listed(connection, agent_id):
                raise TryNotOffered("It is not listed.")
            held = await self._definitions.suspended(connection, [agent_id], org_id)
            if agent_id in held:
                raise AgentSuspended(held[agent_id])
            if await entitlements.is_blocked(connection, org_id=org_id, agent_id=agent_id):
                raise _blocked(agent_id)
            access = await entitlements.find_access(
                connection, org_id=org_id, user_id=user_id, agent_id=agent_id, now=self._clock()
            )
            if access is not None:
                raise AgentEnabled(f"Run it: POST /v1/agents/{agent_id}/invoke.")
            refuse_unfit(runnable)
            await consent.refuse_unasked(connection, org_id, user_id, runnable)
            price = await billing.find_current_rate(connection, agent_id)
        return Permitted(_tried(runnable), runnable, FREE, price or FREE)

    async def permit_try_step(self, caller: Principal, agent_id: str, tried_of: str) -> Permitted:
        """What an agent that is tried, of the publisher `tried_of`, may call: for its models alone,
        out of the same budget.

        Raises:
            TryNotOffered: it is not shown to the caller, another publisher sells it, or it waits
                for a person.
            AgentBlocked, AgentSuspended, AgentNotAllowed, ConsentRequired: as for `permit`.
        """
        org_id, user_id = caller.org_id, caller.user_id
        if caller.agent_ids is not None and agent_id not in caller.agent_ids:
            raise entitlements.AgentNotAllowed("This API key is limited to other agents.")
        async with self._reader.transaction(org_id) as connection:
            runnable = await self._definitions.find(connection, agent_id, None)
            if runnable is None:
                raise TryNotOffered("It calls an agent that you cannot see.")
            held = await self._definitions.suspended(connection, [agent_id], org_id)
            if agent_id in held:
                raise AgentSuspended(held[agent_id])
            if await entitlements.is_blocked(connection, org_id=org_id, agent_id=agent_id):
                raise _blocked(agent_id)
            refuse_unfit(runnable)
            await consent.refuse_unasked(connection, org_id, user_id, runnable)
            refuse_priced(runnable, await billing.find_current_rate(connection, agent_id), tried_of)
        return Permitted(_tried(runnable), runnable, FREE)

    async def _load_all(self, key: _Listing) -> tuple[Permitted, ...]:
        org_id, user_id, channel, agent_ids = key
        async with self._reader.transaction(org_id) as connection:
            accesses = [
                access
                for access in await entitlements.find_accesses(
                    connection, org_id=org_id, user_id=user_id, now=self._clock()
                )
                if channel in access.channels
                and (agent_ids is None or access.agent_id in agent_ids)
            ]
            wanted = {access.agent_id: access.version_id for access in accesses}
            for held in await self._definitions.suspended(connection, list(wanted), org_id):
                wanted.pop(held)
            runnables = await self._definitions.find_all(connection, wanted, org_id)
            prices = [access.price_id for access in accesses if access.price_id]
            rates = await billing.find_rates(connection, prices) if prices else {}
            unified_too = not await entitlements.is_blocked(
                connection, org_id=org_id, agent_id=UNIFIED_ID
            )
        enabled = [
            Permitted(access, runnables[access.agent_id], rates.get(access.price_id or "") or FREE)
            for access in accesses
            if access.agent_id in runnables
            and channel in runnables[access.agent_id].manifest.channels
        ]
        return (unified(), *enabled) if unified_too else tuple(enabled)


async def _unasked(
    connection: Connection, org_id: str, user_id: str, runnable: Runnable
) -> LaeliaError | None:
    try:
        await consent.refuse_unasked(connection, org_id, user_id, runnable)
    except ConsentRequired as refused:
        return refused
    return None


def _tried(runnable: Runnable) -> entitlements.Access:
    return entitlements.Access(
        id=TRIED,
        agent_id=runnable.agent_id,
        version_id=None,
        price_id=None,
        channels=frozenset(runnable.manifest.channels),
        payment_mode="prepaid",
        run_limit=None,
    )


def _blocked(agent_id: str) -> entitlements.AgentBlocked:
    return entitlements.AgentBlocked(
        "Your organization's policies do not allow this agent.", agent_id=agent_id
    )
