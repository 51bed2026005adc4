"""The rules of publishers: who applies, who is let in, and what they say of themselves."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal, organization_type
from hub.kit.errors import Conflict
from hub.kit.ids import new_id
from hub.marketplace import moderation, repository, states
from hub.marketplace.errors import (
    ProofTaken,
    PublisherExists,
    PublisherNotActive,
    PublisherNotFound,
    StorefrontNameTaken,
)
from hub.marketplace.models import Publisher
from hub.marketplace.schemas import PublisherBody, PublisherContent

_MISSING = "There is no such publisher."


async def apply(
    session: AsyncSession, who: Principal, body: PublisherBody, *, now: datetime
) -> Publisher:
    """The organization's publisher, with a case for moderation to let it in.

    Raises:
        PublisherExists: it is one already.
        StorefrontNameTaken: the slug is another's.
    """
    if await repository.find_publisher(session, who.org_id) is not None:
        raise PublisherExists("Your organization has applied already.")
    personal = await organization_type(session, who.org_id) == "personal"
    publisher = Publisher(
        id=new_id("pub"),
        org_id=who.org_id,
        owner_type="person" if personal else "organization",
        **_said(body),
        proof_token=secrets.token_hex(16),
        status="review",
        terms_accepted_at=now,
        created_by=who.user_id,
        created_at=now,
        updated_at=now,
    )
    await _save(session, publisher)
    await moderation.open_case(
        session,
        moderation.Subject("publishers", publisher.id, publisher.org_id),
        findings=[],
        opened_by="application",
        now=now,
    )
    await _record(session, "applied", publisher, {})
    return publisher


def _said(body: PublisherContent) -> dict[str, Any]:
    said = body.model_dump(mode="json", exclude={"accept_terms"}, exclude_unset=True)
    return {name: value for name, value in said.items() if value is not None}


async def _save(session: AsyncSession, publisher: Publisher) -> None:
    try:
        await repository.add(session, publisher)
    except IntegrityError as error:
        if "org_id" in str(error.orig):
            raise PublisherExists("Your organization has applied already.") from error
        raise StorefrontNameTaken(f"Choose another slug than {publisher.slug}.") from error


async def _record(
    session: AsyncSession, verb: str, publisher: Publisher, before: dict[str, Any]
) -> None:
    names = ("slug", "status", "domain", "verified_domain", "repository", "verified_repository")
    after = {name: getattr(publisher, name) for name in names}
    entry = audit.Entry(
        f"publisher.{verb}", publisher.org_id, publisher.id, before=before, after=after
    )
    await audit.record(session, entry)


async def edit(
    session: AsyncSession,
    who: Principal,
    publisher_id: str,
    body: PublisherContent,
    *,
    now: datetime,
) -> Publisher:
    """Raises PublisherNotFound."""
    publisher = await own(session, who, publisher_id, lock=True)
    before = {"domain": publisher.domain}
    for name, value in _said(body).items():
        setattr(publisher, name, value)
    if publisher.domain != publisher.verified_domain:
        publisher.verified_domain = None
    if publisher.repository != publisher.verified_repository:
        publisher.verified_repository = None
    publisher.updated_at = now
    await _save(session, publisher)
    await _record(session, "edited", publisher, before)
    return publisher


async def proven(
    session: AsyncSession, who: Principal, looked_at: Publisher, what: str, *, now: datetime
) -> Publisher:
    """What was looked at, a moment ago, was there.

    Raises:
        PublisherNotFound.
        Conflict: it says something else of itself by now.
        ProofTaken: another publisher was first.
    """
    publisher = await own(session, who, looked_at.id, lock=True)
    value = getattr(publisher, what)
    if value is None or value != getattr(looked_at, what):
        raise Conflict("The profile has changed meanwhile. Look again.")
    if await repository.is_proven_by_other(session, publisher, what):
        raise ProofTaken(f"{value} is another publisher's.")
    setattr(publisher, f"verified_{what}", value)
    publisher.updated_at = now
    await _save(session, publisher)
    await _record(session, "verified", publisher, {})
    return publisher


async def own(
    session: AsyncSession, who: Principal, publisher_id: str, *, lock: bool = False
) -> Publisher:
    """Raises PublisherNotFound."""
    if "\0" in publisher_id:
        raise PublisherNotFound(_MISSING)
    found = await repository.find_publisher(session, publisher_id, lock=lock)
    if found is None or found.org_id != who.org_id:
        raise PublisherNotFound(_MISSING)
    return found


async def shown(session: AsyncSession, who: Principal | None, name: str) -> Publisher:
    """One that is active, or one's own. Raises PublisherNotFound."""
    found = None if "\0" in name else await repository.find_publisher(session, name)
    own_ = found is not None and who is not None and found.org_id == who.org_id
    if found is None or not (own_ or found.status in ("active", "snoozed")):
        raise PublisherNotFound(_MISSING)
    return found


async def applied(session: AsyncSession, org_id: str) -> Publisher:
    """Raises PublisherNotFound."""
    found = await repository.find_publisher(session, org_id)
    if found is None:
        raise PublisherNotFound("Apply first: POST /v1/publishers.")
    return found


async def active(session: AsyncSession, org_id: str) -> Publisher:
    """The organization's publisher, which may offer something.

    Raises:
        PublisherNotFound: it has not applied.
        PublisherNotActive: it has not been let in, or is no more.
    """
    found = await applied(session, org_id)
    if found.status not in ("active", "snoozed"):
        raise PublisherNotActive(f"Your publisher is {found.status}.", status_now=found.status)
    return found


async def move(
    session: AsyncSession, publisher: Publisher, status: str, reason: str, *, now: datetime
) -> None:
    """Raises MoveNotAllowed."""
    states.check(states.PUBLISHER_STATES, publisher.status, status)
    publisher.status = status
    publisher.status_reason = reason or None
    publisher.updated_at = now
    await repository.add(session, publisher)
