"""How long an organization's content is kept, as it has chosen; and its end for good."""

from typing import Final

from hub.agents.public import PLATFORM_ORG
from hub.audit import public as audit
from hub.identity.public import OrganizationNotFound, Principal
from hub.kit.clock import Clock
from hub.kit.db import Database, Reader
from hub.kit.errors import Conflict
from hub.kit.vault import Vault
from hub.kit.vault.jobs import ask
from hub.kit.vault.keyring import destroy_keys
from hub.runs.models import RetentionPolicy
from hub.runs.removing import ERASE

_EXISTS: Final = "select 1 from organizations where id = %s"


class Retention:
    def __init__(self, database: Database, reader: Reader, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._reader = reader
        self._vault = vault
        self._clock = clock

    async def of(self, org_id: str) -> int | None:
        """Days; None: for as long as the organization is there."""
        async with self._database.transaction(org_id) as session:
            policy = await session.get(RetentionPolicy, org_id)
        return None if policy is None else policy.content_days

    async def choose(self, who: Principal, days: int | None) -> None:
        """From the worker's next look on, within the hour."""
        async with self._database.transaction(who.org_id) as session:
            before = await session.get(RetentionPolicy, who.org_id)
            was = {"content_days": None if before is None else before.content_days}
            await session.merge(
                RetentionPolicy(
                    org_id=who.org_id,
                    content_days=days,
                    updated_at=self._clock(),
                    updated_by=who.user_id,
                )
            )
            now = {"content_days": days}
            entry = audit.Entry("retention.set", who.org_id, who.org_id, before=was, after=now)
            await audit.record(session, entry)

    async def erase(self, org_id: str, reason: str, *, as_platform: bool = True) -> int:
        """Destroys the organization's keys, and with them all that they sealed. The worker then
        removes what is left of it. Returns how many keys there were.

        Raises:
            OrganizationNotFound: there is none.
            Conflict: it is the platform's own.
        """
        if org_id == PLATFORM_ORG:
            raise Conflict("The platform's own organization cannot be erased.")
        async with self._reader.transaction(org_id) as connection:
            if await (await connection.execute(_EXISTS, [org_id])).fetchone() is None:
                raise OrganizationNotFound("There is no organization with this ID.")
            destroyed = await destroy_keys(connection, org_id, self._clock())
            after = {"keys": destroyed, "reason": reason}
            entry = audit.Entry(
                "organization.erased", org_id, org_id, after=after, as_platform=as_platform
            )
            await audit.record_on(connection, entry)
        self._vault.forget(org_id)
        await ask(self._reader, org_id, ERASE, ["content"], self._clock())
        return destroyed
