"""Whether somebody signs in from where they have not been: they are told, at once and by mail."""

from datetime import timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity import links_repository
from hub.identity.domain import Identity
from hub.identity.events import PersonTold
from hub.identity.models import User
from hub.identity.networks import network_of
from hub.kit.clock import said
from hub.kit.ids import new_id

_REMEMBERED: Final = timedelta(days=180)
_UNKNOWN: Final = "not known"


async def tell_if_new(
    identity: Identity, session: AsyncSession, user: User, org_id: str, method: str
) -> None:
    """Before the session begins. A person's first sign-in of all is no news to them."""
    came, now = audit.current_origin(), identity.clock()
    network = None if came.address is None else network_of(came.address)
    device = await links_repository.find_device(
        session,
        user.id,
        network=network,
        user_agent=came.user_agent,
        since=now - _REMEMBERED,
    )
    if device.this_before or not device.any_before:
        return
    told = PersonTold(
        org_id=org_id,
        notice="new_device",
        key=f"new_device:{new_id('evt')}",
        email=user.email,
        user_id=user.id,
        values={
            "network": network or _UNKNOWN,
            "program": came.user_agent or _UNKNOWN,
            "method": method.replace("_", " "),
            "when": said(now),
        },
    )
    await identity.events.emit(session, told)
