"""What happens below that people are told of, in the transaction in which it happens."""

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import (
    InvitationCreated,
    PersonExported,
    PersonTold,
    find_person,
)
from hub.kit.clock import said_day
from hub.kit.events import Events
from hub.notifications import repository
from hub.notifications.service import Notice, Notifier


def register(events: Events, notifier: Notifier) -> None:
    async def invited(session: AsyncSession, event: InvitationCreated) -> None:
        notice = Notice(
            org_id=event.org_id,
            # An offer that is made again, with another end, is another notice.
            event_key=f"invitation:{event.invitation_id}:{event.expires_at:%Y%m%d%H%M%S%f}",
            template="invitation",
            email=event.email,
            user_id=await find_person(session, event.email),
            values={
                "inviter": event.inviter,
                "organization": event.organization,
                "role": event.role,
                "token": event.token,
                "expires": said_day(event.expires_at),
            },
            expires_at=event.expires_at,
        )
        await notifier.tell(session, notice)

    async def told(session: AsyncSession, event: PersonTold) -> None:
        notice = Notice(
            org_id=event.org_id,
            event_key=event.key,
            template=event.notice,
            email=event.email,
            user_id=event.user_id,
            values=event.values,
            expires_at=event.expires_at,
        )
        await notifier.tell(session, notice)

    async def exported(session: AsyncSession, event: PersonExported) -> None:
        found = await repository.everything_of(session, event.user_id)
        event.found["notifications"] = found

    events.on(PersonExported, exported)
    events.on(InvitationCreated, invited)
    events.on(PersonTold, told)
