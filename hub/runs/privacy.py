"""Which protection a run's data gets, as its organization has chosen, and its agent's publisher.

The stricter of the two holds. An agent of the organization's own, or of the platform, is the
organization's or the platform's machine; any other belongs to somebody who should see no more than
the work needs.
"""

from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from hub.agents.public import PLATFORM_ORG, Runnable
from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.cache import Briefly
from hub.kit.clock import Clock
from hub.kit.db import Database, Reader
from hub.kit.privacy import Mode, strictest
from hub.runs.models import PrivacyPolicy

_POLICY: Final = "select own_agents, other_agents from privacy_policies where org_id = %s"


class Policy(Struct, frozen=True):
    """`own_agents` is for the organization's and the platform's, `other_agents` for the rest."""

    own_agents: Mode = Mode.FLAG
    other_agents: Mode = Mode.TOKENS

    def mode(self, runnable: Runnable, org_id: str) -> Mode:
        own = runnable.owner_id in {org_id, PLATFORM_ORG}
        chosen = self.own_agents if own else self.other_agents
        asked = runnable.manifest.personal_data
        return chosen if asked is None else strictest(chosen, Mode(asked))


def _told(policy: Policy) -> dict[str, str]:
    return {"own_agents": policy.own_agents.value, "other_agents": policy.other_agents.value}


class Policies:
    """Every organization's choice, remembered for less than a second."""

    def __init__(self, database: Database, reader: Reader, clock: Clock) -> None:
        self._database = database
        self._reader = reader
        self._clock = clock
        self._known = Briefly[str, Policy](self._load)

    def of(self, org_id: str) -> Coroutine[Any, Any, Policy]:
        return self._known.get(org_id)

    async def choose(self, who: Principal, policy: Policy) -> datetime:
        """For every run that starts from now on; on other processes within a second."""
        now = self._clock()
        async with self._database.transaction(who.org_id) as session:
            known = await session.get(PrivacyPolicy, who.org_id)
            before = Policy(Mode(known.own_agents), Mode(known.other_agents)) if known else Policy()
            await session.merge(
                PrivacyPolicy(
                    org_id=who.org_id,
                    own_agents=policy.own_agents,
                    other_agents=policy.other_agents,
                    updated_at=now,
                    updated_by=who.user_id,
                )
            )
            entry = audit.Entry(
                "privacy_policy.set",
                who.org_id,
                who.org_id,
                before=_told(before),
                after=_told(policy),
            )
            await audit.record(session, entry)
        self._known.forget(who.org_id)
        return now

    async def _load(self, org_id: str) -> Policy:
        async with self._reader.transaction(org_id) as connection:
            row: Any = await (await connection.execute(_POLICY, [org_id])).fetchone()
        return Policy(Mode(row[0]), Mode(row[1])) if row is not None else Policy()
