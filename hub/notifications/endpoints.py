"""A person's inbox and preferences, and the platform's outbox: parse, call, render."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from hub.audit import public as audit
from hub.identity.public import (
    ANY_SCOPE,
    Identity,
    Principal,
    administers,
    caller,
    identity_of,
    require_session,
)
from hub.kit.http import Page, Paging, at_hand, page, paging, problems
from hub.kit.ids import PLATFORM_ORG, is_id
from hub.notifications import repository, schemas
from hub.notifications.errors import MessageNotFound, NotificationNotFound
from hub.notifications.models import Message, Preference
from hub.notifications.service import Notifier, place_of
from hub.notifications.templates import CATEGORIES

REFUSALS: Final = problems(400, 401, 403, 404, 405, 413, 415, 422, 429, 503)
router = APIRouter(prefix="/v1", tags=["notifications"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Admin = Annotated[Principal, administers("outbox.read")]
Asked = Annotated[Paging, at_hand(paging)]


@router.get("/notifications")
async def list_notifications(
    who: Anyone,
    identity: Hub,
    asked: Asked,
    *,
    unread: Annotated[bool, Query(description="Only those not read yet.")] = False,
) -> Page[schemas.NotificationView]:
    """Your inbox, the newest first, whichever organization they are from."""
    require_session(who)
    async with identity.database.transaction(user_id=who.user_id) as session:
        rows = await repository.list_notifications(
            session, who.user_id, unread=unread, after=asked.after, limit=asked.limit + 1
        )
    shown = [schemas.NotificationView.model_validate(row) for row in rows]
    return Page[schemas.NotificationView].model_validate(page(shown, asked))


@router.post("/notifications/{notification_id}/read")
async def mark_read(notification_id: str, who: Anyone, identity: Hub) -> schemas.NotificationView:
    """What was read before stays read at that time."""
    require_session(who)
    if not is_id("ntf", notification_id):
        raise NotificationNotFound("There is no such notification.")
    async with identity.database.transaction(user_id=who.user_id) as session:
        await repository.mark_read(
            session, who.user_id, identity.clock(), notification_id=notification_id
        )
        found = await repository.get_notification(session, who.user_id, notification_id)
    if found is None:
        raise NotificationNotFound("There is no such notification.")
    return schemas.NotificationView.model_validate(found)


@router.post("/notifications/read", status_code=204)
async def mark_all_read(who: Anyone, identity: Hub) -> None:
    require_session(who)
    async with identity.database.transaction(user_id=who.user_id) as session:
        await repository.mark_read(session, who.user_id, identity.clock())


@router.get("/notifications/preferences")
async def get_preferences(who: Anyone, identity: Hub) -> schemas.ChoicesView:
    """How you are told of what; every way, where you have not chosen."""
    require_session(who)
    async with identity.database.transaction(user_id=who.user_id) as session:
        return _choices(await repository.preferences_of(session, who.user_id))


@router.put("/notifications/preferences")
async def set_preferences(body: schemas.Choices, who: Anyone, identity: Hub) -> schemas.ChoicesView:
    require_session(who)
    now = identity.clock()
    async with identity.database.transaction(user_id=who.user_id) as session:
        for choice in body.preferences:
            await repository.set_preference(
                session, Preference(user_id=who.user_id, updated_at=now, **choice.model_dump())
            )
        return _choices(await repository.preferences_of(session, who.user_id))


def _choices(chosen: dict[str, Preference]) -> schemas.ChoicesView:
    return schemas.ChoicesView(
        preferences=[
            schemas.ChoiceView(
                category=category,
                email=chosen[category].email if category in chosen else True,
                inbox=chosen[category].inbox if category in chosen else True,
                description=description,
            )
            for category, description in CATEGORIES.items()
        ]
    )


@router.get("/admin/outbox", tags=["administration"])
async def list_outbox(
    _: Admin,
    identity: Hub,
    asked: Asked,
    status: schemas.Status | None = None,
) -> Page[schemas.MessageView]:
    """Mail of every organization and what became of it, without its content."""
    async with identity.database.transaction(PLATFORM_ORG) as session:
        rows = await repository.list_messages(
            session, status=status, after=asked.after, limit=asked.limit + 1
        )
    shown = [schemas.MessageView.model_validate(row) for row in rows]
    return Page[schemas.MessageView].model_validate(page(shown, asked))


@router.get("/admin/outbox/{message_id}", tags=["administration"])
async def open_message(
    message_id: str, _: Admin, identity: Hub, request: Request, response: Response
) -> schemas.OpenedMessage:
    """A message with its content, which may hold a link that works once: to hand on where there
    is no mail server. That it was opened is recorded."""
    response.headers["cache-control"] = "no-store"
    async with identity.database.transaction(PLATFORM_ORG) as session:
        found = (
            await repository.get_message(session, message_id) if is_id("msg", message_id) else None
        )
        if found is None:
            raise MessageNotFound("There is no such message.")
        after = {"template": found.template, "status": found.status}
        entry = audit.Entry("message.opened", PLATFORM_ORG, found.id, after=after, as_platform=True)
        await audit.record(session, entry)
    return _opened(found, request.app.state.notifier)


def _opened(message: Message, notifier: Notifier) -> schemas.OpenedMessage:
    body = message.body
    place = place_of(message.org_id, message.id)
    shown = schemas.MessageView.model_validate(message)
    return schemas.OpenedMessage.model_validate(
        {
            **shown.model_dump(),
            "org_id": message.org_id,
            "body": None if body is None else notifier.sealer.open(place, body),
        }
    )
