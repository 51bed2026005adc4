"""An organization's credits: opened, granted, told, with every booking."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import repository
from hub.credits.errors import NO_ORGANIZATION
from hub.credits.models import CreditGrant
from hub.credits.service import GrantKind, grant_legs
from hub.kit.errors import IdempotencyKeyReused, InvalidInput, NotFound
from hub.kit.ids import stable_id


async def open_wallet(session: AsyncSession, org_id: str) -> None:
    """In the transaction that makes the organization: there is no organization without one."""
    await repository.add_wallet(session, org_id)


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What to grant. An `idempotency_key` grants once, for ever, in one organization only.

    It begins with what makes it unique in the installation: `welcome:org_…`, `order:ord_…`.
    """

    org_id: str
    amount: int
    kind: GrantKind
    reason: str
    idempotency_key: str
    expires_at: datetime | None = None
    granted_by: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Credits that were granted. `remaining` is what no hold or charge has taken yet.

    `replayed` says that the key was known: nothing was granted this time.
    """

    id: str
    org_id: str
    kind: str
    amount: int
    remaining: int
    reason: str
    created_at: datetime
    expires_at: datetime | None
    replayed: bool = False


async def grant_credits(session: AsyncSession, terms: GrantTerms, *, now: datetime) -> Grant:
    """Adds credits to an organization's wallet; the same terms again answer the first grant.

    Raises:
        NotFound: there is no such organization.
        IdempotencyKeyReused: the key was used for other terms, or for another organization.
        InvalidInput: it would have ended before it began.
    """
    if await repository.lock_wallet(session, terms.org_id) is None:
        raise NotFound(NO_ORGANIZATION)
    known = await repository.find_grant(session, terms.org_id, terms.idempotency_key)
    if known is not None:
        if _terms_of(known) != _terms_of(terms):
            raise IdempotencyKeyReused("This key was used for a grant on other terms.")
        return _grant(known, replayed=True)
    if terms.expires_at is not None and terms.expires_at <= now:
        raise InvalidInput.at("/expires_at", "must be in the future")
    row = CreditGrant(
        # Made from the key and unique everywhere: the same key in another organization collides
        id=stable_id("grt", terms.idempotency_key),
        org_id=terms.org_id,
        kind=terms.kind,
        amount=terms.amount,
        remaining=terms.amount,
        priority=90 if terms.kind == "metered" else 50,
        reason=terms.reason,
        granted_by=terms.granted_by,
        idempotency_key=terms.idempotency_key,
        effective_at=now,
        expires_at=terms.expires_at,
        created_at=now,
    )
    try:
        await repository.add_grant(session, row)
    except IntegrityError as error:
        raise IdempotencyKeyReused("This key was used for another organization.") from error
    legs = grant_legs(terms.org_id, row.id, terms.kind, terms.amount)
    await repository.add_booking(
        session, org_id=terms.org_id, code="granted", cause_id=row.id, legs=legs, now=now
    )
    return _grant(row)


def _terms_of(grant: CreditGrant | GrantTerms) -> tuple[object, ...]:
    return grant.kind, grant.amount, grant.reason, grant.expires_at


def _grant(row: CreditGrant, *, replayed: bool = False) -> Grant:
    return Grant(
        row.id,
        row.org_id,
        row.kind,
        row.amount,
        row.remaining,
        row.reason,
        row.created_at,
        row.expires_at,
        replayed,
    )


@dataclass(frozen=True, slots=True)
class Balance:
    """`available` can be spent now; `held` is set aside for the `running` runs under way."""

    available: int
    held: int
    running: int
    grants: list[Grant]


async def get_balance(session: AsyncSession, org_id: str, now: datetime) -> Balance:
    """The grants come in the order in which they are drawn on."""
    wallet, rows = await repository.read_wallet(session, org_id, now)
    if wallet is None:
        raise NotFound(NO_ORGANIZATION)
    grants = [_grant(row) for row in rows]
    return Balance(sum(g.remaining for g in grants), wallet.held, wallet.running, grants)


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking. `change` is what it did to the credits not set aside, `balance` their sum then.

    `charged` and `expired` say what left the wallet for good; `grant` what a granted or expired
    booking is about.
    """

    id: str
    code: str
    run_id: str | None
    grant_kind: str | None
    grant_reason: str | None
    change: int
    held_change: int
    charged: int
    expired: int
    balance: int
    booked_at: datetime

    @property
    def place(self) -> str:
        """Where the next page goes on: behind this booking, with the balance before it."""
        return f"{self.id}:{self.balance - self.change}"


async def list_entries(
    session: AsyncSession, org_id: str, *, before: str | None, balance: int | None, limit: int
) -> list[Entry]:
    """Bookings, newest first, from behind the one with the ID `before`.

    `balance` is the balance that was right before that booking; the newest page needs none.
    """
    entries = []
    for row in await repository.list_entries(session, org_id, before=before, limit=limit):
        balance = row.total if balance is None else balance
        entries.append(
            Entry(
                id=row.id,
                code=row.code,
                run_id=row.cause_id if row.cause_id.startswith("run_") else None,
                grant_kind=row.kind,
                grant_reason=row.reason,
                change=row.change,
                held_change=row.held_change,
                charged=row.charged,
                expired=row.expired,
                balance=balance,
                booked_at=row.booked_at,
            )
        )
        balance -= row.change
    return entries


async def spent_since(session: AsyncSession, org_id: str, since: datetime) -> int:
    """What the organization's runs cost that ended from then on."""
    return await repository.spent_since(session, org_id, since)
