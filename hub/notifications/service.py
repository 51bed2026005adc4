"""The one way to tell people something: `tell`, in the transaction of what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.clock import Clock
from hub.kit.ids import new_id
from hub.kit.sealing import Place, Sealer
from hub.notifications import repository
from hub.notifications.models import Message, Notification
from hub.notifications.templates import TEMPLATES, filled

_BODY: Final = "notification_messages.body"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Notice:
    """`event_key` names what happened: told again, it is told once. `user_id` is whose address it
    is, if somebody's; only they have an inbox."""

    org_id: str
    event_key: str
    template: str
    email: str
    user_id: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Notifier:
    """`delivers` says whether there is a mail server; without one messages wait."""

    sealer: Sealer
    clock: Clock
    base_url: str
    delivers: bool

    async def tell(self, session: AsyncSession, notice: Notice) -> None:
        """Writes the notice in this transaction, which must see the notice's organization."""
        template, now = TEMPLATES[notice.template], self.clock()
        words = filled(template, {"base_url": self.base_url, **notice.values})
        message_id = new_id("msg")
        waits = await repository.add_message(
            session,
            Message(
                id=message_id,
                org_id=notice.org_id,
                event_key=notice.event_key,
                template=notice.template,
                category=template.category,
                user_id=notice.user_id,
                recipient=notice.email,
                subject=words.subject,
                body=self.sealer.seal(place_of(notice.org_id, message_id), words.mail),
                status="waiting",
                created_at=now,
                next_at=now,
                expires_at=notice.expires_at,
            ),
        )
        if notice.user_id is not None:
            await repository.add_notification(
                session,
                Notification(
                    id=new_id("ntf"),
                    org_id=notice.org_id,
                    user_id=notice.user_id,
                    event_key=notice.event_key,
                    template=notice.template,
                    category=template.category,
                    subject=words.subject,
                    text=words.inbox,
                    created_at=now,
                ),
            )
        if waits and not self.delivers:
            # That it waits, never what it says
            log.info("mail.waits", message_id=message_id, template=notice.template)


def place_of(org_id: str, message_id: str) -> Place:
    """Where a message's body is sealed to."""
    return Place(org_id, _BODY, message_id)
