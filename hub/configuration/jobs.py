"""The jobs of workers, as those who run the installation see them and ask for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.configuration.errors import JobNotFound, JobNotOnRequest
from hub.kit.ids import PLATFORM_ORG
from hub.kit.jobs import newest
from hub.kit.tables import WorkerJob

# A worker writes every five seconds; one that was silent for longer than this is gone.
ALIVE: Final = timedelta(seconds=30)
# Each finds by itself what is due, so that doing it early does nothing twice. The others come round
# within seconds anyway.
ON_REQUEST: Final = frozenset(
    {
        "books",
        "departures",
        "directories",
        "expiry",
        "heads",
        "keys",
        "lapsing",
        "outcomes",
        "people",
        "retention",
    }
)
ABOUT: Final = {
    "billing": "Renewals, retries, trial ends, unanswered payments, settlement, top-ups.",
    "books": "Proves that the ledger balances, and that all kept beside it agrees.",
    "content": "Removes what erased organizations left, and seals anew what is asked for.",
    "departures": "Ends organizations whose days of grace are over.",
    "directories": "Takes the seats of people who have left their organization's LDAP server.",
    "discovery": "Forgets what people looked at, once it is older than it is kept.",
    "expiry": "Ends credits that nobody drew in time.",
    "heads": "Signs the ends of the audit chains, once a day.",
    "keys": "Renews data keys that have sealed for long enough.",
    "lapsing": "Forgets sessions, invitations, links and messages that are long over.",
    "mail": "Hands messages that wait to the mail server.",
    "media": "Takes away pictures and videos that nobody sees any more.",
    "outcomes": "Counts what organizations said of their runs, once a day.",
    "people": "Seals what is plain of people, from before they had keys.",
    "placing": "Puts listings and agents into Qdrant, where there is one.",
    "queue": "Takes up asynchronous runs.",
    "reading": "Reads listings for searches.",
    "relay": "Tells the bus what the outbox holds.",
    "retention": "Removes content older than its organization keeps it.",
    "rollouts": "Watches versions that are rolled out, and ends what goes badly.",
    "schedules": "Starts runs that are due.",
    "sweeper": "Settles runs whose process is gone.",
    "telling": "Tells buyers of versions that ask for more than they said yes to.",
    "vectors": "Reads published agents, for Laelia to choose among.",
    "waits": "Ends runs that wait for people who do not answer.",
}


async def list_jobs(session: AsyncSession) -> list[tuple[WorkerJob, int]]:
    """Each with how many workers have it, by name."""
    rows: Sequence[WorkerJob] = (await session.exec(select(WorkerJob))).all()
    return sorted(newest(rows).values(), key=lambda one: one[0].name)


async def ask(session: AsyncSession, name: str, reason: str, now: datetime) -> WorkerJob:
    """Have it done now, by the worker that was seen last.

    Raises:
        JobNotFound: no worker has such a job.
        JobNotOnRequest: it comes round by itself, within seconds.
    """
    known = {row.name: row for row, _ in await list_jobs(session)}
    row = known.get(name)
    if row is None:
        raise JobNotFound("No worker has a job by this name.")
    if name not in ON_REQUEST:
        raise JobNotOnRequest(f"It comes round by itself: every {row.every_s:g} seconds.")
    await session.exec(
        update(WorkerJob)
        .where(col(WorkerJob.process_id) == row.process_id, col(WorkerJob.name) == name)
        .values(asked_at=now)
    )
    row.asked_at = now
    entry = audit.Entry(
        "job.asked", PLATFORM_ORG, name, after={"job": name, "reason": reason}, as_platform=True
    )
    await audit.record(session, entry)
    return row
