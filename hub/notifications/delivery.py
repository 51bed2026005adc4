"""The worker's job: messages that wait go to the mail server, and are tried again when it is away.

A message is claimed for a while, sent outside of any transaction, and then marked. A worker that
dies in between leaves it to the next one: it may be sent twice, under one Message-ID.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from hub.kit.clock import Clock
from hub.kit.db import Reader
from hub.kit.errors import LaeliaError
from hub.kit.metrics import Counter
from hub.kit.people import People, opened
from hub.kit.sealing import Sealer
from hub.notifications.models import Message
from hub.notifications.service import place_of
from hub.notifications.smtp import Letter, MailNotSent, Post

_AT_ONCE: Final = 10
_ATTEMPTS: Final = 12
_CLAIM: Final = timedelta(minutes=10)
_FIRST_PAUSE: Final = timedelta(seconds=15)
_LONGEST_PAUSE: Final = timedelta(hours=2)
_DUE: Final = """
with due as (
    select id from notification_messages
    where status in ('waiting', 'sending') and next_at <= %s
    order by next_at limit %s
    for update skip locked
)
update notification_messages m
set status = 'sending', attempts = m.attempts + 1, next_at = %s
from due where m.id = due.id
returning m.id, m.org_id, m.user_id, m.recipient, m.subject, m.sealed, m.body, m.attempts,
          m.created_at, m.expires_at,
          exists (select from notification_preferences p
                  where p.user_id = m.user_id and p.category = m.category and not p.email) as muted
"""
_OVER: Final = """
update notification_messages
set status = %s, error = %s, body = null, sent_at = %s
where id = %s and status = 'sending'
"""
_AGAIN: Final = """
update notification_messages set status = 'waiting', error = %s, next_at = %s
where id = %s and status = 'sending'
"""
_GIVEN_UP: Final = """
update notification_messages set status = 'failed', error = %s
where id = %s and status = 'sending'
"""

log = structlog.get_logger()
_mails = Counter("laelia_mails", "Messages by what became of each try.", ("status",))


@dataclass(frozen=True, slots=True)
class Delivery:
    """`finder` is connected as the worker's role, which sees every organization's messages."""

    finder: Reader
    post: Post
    sealer: Sealer
    people: People
    clock: Clock

    async def step(self) -> bool:
        """Whether more may be due."""
        now = self.clock()
        async with self.finder.transaction() as connection:
            cursor = await connection.execute(_DUE, [now, _AT_ONCE, now + _CLAIM])
            due = await cursor.fetchall()
        await asyncio.gather(*(self._deliver(row) for row in due))
        return len(due) == _AT_ONCE

    async def _deliver(self, row: Any) -> None:
        now = self.clock()
        if row.expires_at is not None and row.expires_at <= now:
            await self._over(row.id, "expired")
        elif row.muted:
            await self._over(row.id, "muted")
        else:
            await self._send(row, now)

    async def _send(self, row: Any, now: datetime) -> None:
        try:
            body = self.sealer.open(place_of(row.org_id, row.id), row.body)
            recipient, subject = await self._addressed(row)
            if not recipient:
                await self._over(row.id, "expired")
                return
            letter = Letter(row.id, recipient, subject, body, row.created_at)
            await asyncio.to_thread(self.post.send, letter)
        except MailNotSent as error:
            await self._not_sent(row, str(error), now, lasting=error.lasting)
        except LaeliaError as error:  # it was sealed under a key that is lost
            await self._not_sent(row, error.code, now, lasting=True)
        else:
            await self._over(row.id, "sent", sent_at=self.clock())
            log.info("mail.sent", message_id=row.id, attempts=row.attempts)

    async def _addressed(self, row: Any) -> tuple[str, str]:
        """To whom and about what; nobody, where they were erased meanwhile."""
        if row.sealed is None:
            return row.recipient or "", row.subject or ""
        said = await opened(self.people, Message, row._asdict(), row.sealed)
        return said.get("recipient", ""), said.get("subject", "")

    async def _not_sent(self, row: Any, why: str, now: datetime, *, lasting: bool) -> None:
        if lasting or row.attempts >= _ATTEMPTS:
            await self._write(_GIVEN_UP, [why, row.id])
            _mails.add("failed")
            log.error("mail.failed", message_id=row.id, attempts=row.attempts, error=why)
            return
        pause = min(_FIRST_PAUSE * 2 ** (row.attempts - 1), _LONGEST_PAUSE)
        await self._write(_AGAIN, [why, now + pause, row.id])
        _mails.add("retried")
        log.warning("mail.not_sent", message_id=row.id, error=why, again_in_s=pause.total_seconds())

    async def _over(self, message_id: str, status: str, *, sent_at: datetime | None = None) -> None:
        await self._write(_OVER, [status, None, sent_at, message_id])
        _mails.add(status)

    async def _write(self, statement: str, values: list[Any]) -> None:
        async with self.finder.transaction() as connection:
            await connection.execute(statement, values)
