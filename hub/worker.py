"""The worker: one process that does what no caller waits for. Read top to bottom, this is all.

    relay       the outbox's events, to the bus
    queue       asynchronous runs
    schedules   runs that are due
    sweeper     runs whose process is gone, and the holds they had
    waits       runs that wait for people who do not answer
    expiry      credits that nobody drew in time
    billing     renewals, retries, trial ends, payments without an answer, settlement, top-ups
    vectors     what published agents mean, for the unified agent to choose by
    heads       the audit chains' ends of the day, signed
    mail        messages that wait, to the mail server
    retention   content that is older than its organization keeps it
    content     content of erased organizations removed, other sealed anew when that is asked for
    reading     what listings mean, for searches
    placing     the same to Qdrant, where the operator has one
    discovery   events and views that are older than they are kept, deleted
    media       the files of pictures that were taken away, of erased organizations among them
    telling     buyers whose agent has a version that asks for more
    rollouts    versions that some take, ended where they go badly
    outcomes    what organizations said of their runs, counted once a day for the marketplace
    keys        data keys that have sealed long enough, renewed
    departures  organizations whose days of grace are over, ended for good
    directories who has left an organization's LDAP server, and so their seat
    books       whether the ledger balances, and all that is kept beside it agrees

Each is repeated for itself: what fails backs off and goes on, and the others do not notice. Several
workers may run; each job knows how to share. What each job does, `worker_jobs` says.
"""

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog
import uvloop

from hub.agents.vectors import Describing
from hub.assembly import Assembly, assemble, directory_of
from hub.assembly.keys import SettingMissingError
from hub.audit.public import HeadSigner
from hub.billing.runner import Runner
from hub.credits.checking import check_books
from hub.credits.expiry import expire_grants
from hub.identity.directory.looking import LookingAgain
from hub.identity.directory.public import DIRECTORY_PART
from hub.identity.sso.public import SSO_PARTS
from hub.kit import telemetry, tracing
from hub.kit.clock import Clock, system_clock
from hub.kit.db import Database, Reader
from hub.kit.jobs import WRITES_EVERY_S, JobBook
from hub.kit.loops import repeat
from hub.kit.maintenance import Gate
from hub.kit.metrics import process_name
from hub.kit.people.jobs import PEOPLE, Lapsing, Rewrapping, Sealing
from hub.kit.relay import Relay
from hub.kit.roles import require_bound
from hub.kit.settings import Settings
from hub.kit.vault.jobs import ContentJobs, Work, Works
from hub.kit.vault.renewal import Renewal
from hub.kit.vault.resealing import REENCRYPT, Resealing
from hub.marketplace.public import (
    Clearing,
    Counting,
    Forgetting,
    MediaStore,
    Placing,
    QdrantVectors,
    Reading,
    Telling,
    Watching,
)
from hub.notifications.delivery import Delivery
from hub.notifications.smtp import Post
from hub.runs.content import FILES, PARTS
from hub.runs.departing import Departing
from hub.runs.queue import RunQueue
from hub.runs.removing import ERASE, Erasing, Expiring, Remover
from hub.runs.reviving import Waits
from hub.runs.schedules import Scheduler
from hub.runs.sweeper import Sweeper
from hub.tools.public import SECRET_PARTS

_POLL_S = 0.1
_SCHEDULES_EVERY_S = 1.0
_WAITS_EVERY_S = 1.0
_EXPIRY_EVERY_S = 60.0
_BILLING_EVERY_S = 2.0
_VECTORS_EVERY_S = 5.0
_HEADS_EVERY_S = 60.0
_MAIL_EVERY_S = 1.0
_RETENTION_EVERY_S = 600.0
_CONTENT_EVERY_S = 2.0
_MEDIA_EVERY_S = 60.0
_TELLING_EVERY_S = 5.0
_ROLLOUTS_EVERY_S = 15.0
_OUTCOMES_EVERY_S = 60.0
_DISCOVERY_EVERY_S = 3600.0
_KEYS_EVERY_S = 3600.0
_PEOPLE_EVERY_S = 60.0
_DEPARTURES_EVERY_S = 60.0
_BOOKS_EVERY_S = 3600.0
_DIRECTORIES_EVERY_S = 300.0

log = structlog.get_logger()


class Worker:
    """The jobs of one worker over one assembly. Each `step` can be taken by itself."""

    def __init__(self, parts: Assembly, worker_url: str, finder: Reader) -> None:
        settings = parts.settings.runs
        self._parts = parts
        self._finding = Database(worker_url, pool_size=1, people=parts.people)
        self.heads = HeadSigner(
            self._finding, parts.key, issuer=parts.settings.base_url, clock=parts.clock
        )
        self.relay = Relay(worker_url, parts.bus)
        self.queue = RunQueue(
            finder=finder,
            reader=parts.reader,
            runs=parts.runs,
            bus=parts.bus,
            process_id=parts.live.process_id,
            at_once=settings.at_once,
            longest_wait_s=settings.queue_s,
            clock=parts.clock,
        )
        self.sweeper = Sweeper(
            finder=finder,
            reader=parts.reader,
            runs=parts.runs,
            lease_s=settings.process_lease_s,
            queue_s=settings.queue_s,
            clock=parts.clock,
        )
        self.waits = Waits(
            finder=finder,
            reader=parts.reader,
            runs=parts.runs,
            forget=parts.graphs.forget,
            longest=timedelta(days=settings.input_required_days),
            clock=parts.clock,
        )
        self.scheduler = Scheduler(
            finder=finder,
            reader=parts.reader,
            runs=parts.runs,
            vault=parts.vault,
            rejections=parts.rejections,
            gate=Gate(parts.settings.maintenance, parts.clock),
            clock=parts.clock,
        )
        self.billing = Runner(self._finding, parts.billing)
        self.describing = Describing(finder, parts.vectors)
        self.mail = _mail(parts, finder)
        self.reading = Reading(finder, parts.vectors.embed)
        self.placing = _placing(parts, finder)
        self.discovery = Forgetting(finder, parts.settings.discovery, parts.clock)
        self.media = Clearing(finder, MediaStore(parts.settings.home))
        self.telling = Telling(finder, parts.database, parts.notifier)
        self.watching = Watching(finder, parts.database, parts.notifier, parts.clock)
        self.outcomes = Counting(finder, parts.clock)
        remover = Remover(parts.reader, parts.files, parts.clock)
        self.expiring = Expiring(finder, remover, parts.clock)
        self.content = ContentJobs(
            finder=finder,
            reader=parts.reader,
            works=_works(parts, remover, finder),
            clock=parts.clock,
        )
        self.sealing = Sealing(finder, parts.people)
        self.lapsing = Lapsing(finder, parts.clock)
        self.renewal = Renewal(
            finder, parts.vault, days=parts.settings.keys.data_key_days, clock=parts.clock
        )
        self.departing = Departing(finder, parts.identity, parts.retention, parts.clock)
        self.looking = LookingAgain(finder, parts.reader, directory_of(parts))
        self.book = JobBook(finder, parts.live.process_id, parts.clock)

    async def expire(self) -> bool:
        ended = await expire_grants(self._finding, self._parts.database, self._parts.clock())
        if ended:
            log.info("credits.expired", grants=ended)
        return False

    async def check_books(self) -> bool:
        await check_books(self._finding, self._parts.clock())
        return False

    async def close(self) -> None:
        await self.relay.close()
        await self._finding.close()

    async def work(self, stopping: asyncio.Event) -> None:
        jobs = [
            ("relay", self.relay.step, _POLL_S),
            ("queue", self.queue.step, _POLL_S),
            ("schedules", self.scheduler.step, _SCHEDULES_EVERY_S),
            ("sweeper", self.sweeper.step, self.sweeper.every_s),
            ("waits", self.waits.step, _WAITS_EVERY_S),
            ("expiry", self.expire, _EXPIRY_EVERY_S),
            ("billing", self.billing.step, _BILLING_EVERY_S),
            ("vectors", self.describing.step, _VECTORS_EVERY_S),
            ("heads", self.heads.step, _HEADS_EVERY_S),
            ("retention", self.expiring.step, _RETENTION_EVERY_S),
            ("content", self.content.step, _CONTENT_EVERY_S),
            ("reading", self.reading.step, _VECTORS_EVERY_S),
            ("discovery", self.discovery.step, _DISCOVERY_EVERY_S),
            ("media", self.media.step, _MEDIA_EVERY_S),
            ("telling", self.telling.step, _TELLING_EVERY_S),
            ("rollouts", self.watching.step, _ROLLOUTS_EVERY_S),
            ("outcomes", self.outcomes.step, _OUTCOMES_EVERY_S),
            ("people", self.sealing.step, _PEOPLE_EVERY_S),
            ("lapsing", self.lapsing.step, _RETENTION_EVERY_S),
            ("keys", self.renewal.step, _KEYS_EVERY_S),
            ("departures", self.departing.step, _DEPARTURES_EVERY_S),
            ("directories", self.looking.step, _DIRECTORIES_EVERY_S),
            ("books", self.check_books, _BOOKS_EVERY_S),
        ]
        if self.placing is not None:
            jobs.append(("placing", self.placing.step, _VECTORS_EVERY_S))
        if self.mail is not None:
            jobs.append(("mail", self.mail.step, _MAIL_EVERY_S))
        async with asyncio.TaskGroup() as group:
            for name, step, every_s in jobs:
                watch = self.book.job(name, every_s)
                group.create_task(
                    repeat(name, step, every_s=every_s, stopping=stopping, watch=watch)
                )
            told = repeat("jobs", self.book.step, every_s=WRITES_EVERY_S, stopping=stopping)
            group.create_task(told)


def _mail(parts: Assembly, finder: Reader) -> Delivery | None:
    """Without a mail server messages wait in the outbox."""
    settings = parts.settings.mail
    if settings.host is None:
        return None
    return Delivery(finder, Post(settings), parts.notifier.sealer, parts.people, parts.clock)


def _placing(parts: Assembly, finder: Reader) -> Placing | None:
    """Without a Qdrant PostgreSQL looks for meaning by itself."""
    settings = parts.settings.marketplace
    return Placing(finder, QdrantVectors(settings)) if settings.qdrant_url else None


def _works(parts: Assembly, remover: Remover, finder: Reader) -> Works:
    """What is done to all content of an organization, by job and part."""
    secrets = parts.tools.sealer
    resealed: dict[tuple[str, str], Work] = {
        (REENCRYPT, part.name): Resealing(parts.reader, parts.vault, part) for part in PARTS
    }
    resealed |= {
        (REENCRYPT, part.name): Resealing(parts.reader, parts.vault, part, secrets.read)
        for part in (*SECRET_PARTS, DIRECTORY_PART, *SSO_PARTS)
    }
    return {
        **resealed,
        (REENCRYPT, FILES): parts.files,
        (REENCRYPT, PEOPLE): Rewrapping(finder, parts.people),
        (ERASE, "content"): Erasing(remover, parts.clock),
    }


async def run(settings: Settings, stopping: asyncio.Event, *, clock: Clock = system_clock) -> None:
    """Works until `stopping`, then lets runs under way end.

    Raises:
        SettingMissingError: there is no URL for the worker's own role.
        DatabaseRoleUnsafeError: row-level security would not bind one of our roles.
    """
    url = settings.database_worker_url
    if url is None:
        raise SettingMissingError(
            "LAELIA_DATABASE_WORKER_URL is not set. `laelia up` starts the engines and sets it."
        )
    async with AsyncExitStack() as stack:
        await require_bound(url, "LAELIA_DATABASE_WORKER_URL")
        parts = await stack.enter_async_context(assemble(settings, kind="worker", clock=clock))
        finder = Reader(url)
        await finder.open()
        stack.push_async_callback(finder.close)
        worker = Worker(parts, url, finder)
        stack.push_async_callback(worker.close)
        parts.catalog.begin()
        log.info("worker.ready", process_id=parts.live.process_id)
        await worker.work(stopping)
        log.info("worker.draining")
        await parts.runs.close(settings.runs.drain_s)
        # What those runs' ends had to say
        await worker.relay.step()


async def _until_told() -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    settings = Settings()
    telemetry.configure(settings.telemetry, os.environ)
    tracing.configure(settings.telemetry.otlp_endpoint, process=process_name("worker"))
    await run(settings, stopping)


def main() -> None:
    """`laelia worker`."""
    uvloop.run(_until_told())


if __name__ == "__main__":
    main()
