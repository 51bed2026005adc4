"""Every SQL statement of sign-in through providers. As in identity's own `repository`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import any_, delete, exists, literal, or_, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import DOMAIN, Membership, Session, User
from hub.identity.sso.errors import DomainNotFound, DomainTaken, SsoConnectionNotFound
from hub.identity.sso.models import Connection, Flow, Link, OwnDomain, SeenAssertion, SsoSession
from hub.identity.subjects import either
from hub.kit.db import Table
from hub.kit.ids import is_id
from hub.kit.people import domain_of, people_of


async def save(session: AsyncSession, *rows: Table) -> None:
    session.add_all(rows)
    await session.flush()


async def owner_of(session: AsyncSession, connection_id: str) -> str | None:
    """Whose connection it is; in a transaction that need not see them."""
    connection = await session.connection()
    found = await connection.execute(
        text("select org_id from find_sso_connection(:id)"), {"id": connection_id}
    )
    row = found.first()
    return None if row is None else str(row.org_id)


async def get_connection(
    session: AsyncSession, org_id: str, connection_id: str, *, lock: bool = False
) -> Connection:
    """Raises SsoConnectionNotFound."""
    found = None
    if is_id("sso", connection_id):
        statement = select(Connection).where(
            col(Connection.org_id) == org_id, col(Connection.id) == connection_id
        )
        found = (await session.exec(statement.with_for_update() if lock else statement)).first()
    if found is None:
        raise SsoConnectionNotFound("There is no such connection.")
    return found


async def list_connections(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Connection]:
    """Newest first."""
    statement = select(Connection).where(col(Connection.org_id) == org_id)
    if after is not None:
        statement = statement.where(col(Connection.id) < after)
    return (await session.exec(statement.order_by(col(Connection.id).desc()).limit(limit))).all()


async def connections_of_domain(
    session: AsyncSession, org_id: str, domain: str
) -> Sequence[Connection]:
    statement = select(Connection).where(
        col(Connection.org_id) == org_id, literal(domain) == any_(col(Connection.domains))
    )
    return (await session.exec(statement)).all()


async def mark_proven(
    session: AsyncSession, org_id: str, connection_id: str, *, since: datetime, now: datetime
) -> None:
    """Unless its settings have changed since they were read."""
    await session.exec(
        update(Connection)
        .where(
            col(Connection.org_id) == org_id,
            col(Connection.id) == connection_id,
            col(Connection.updated_at) == since,
            col(Connection.proven_at).is_(None),
        )
        .values(proven_at=now)
    )


async def remove_connection(session: AsyncSession, org_id: str, connection_id: str) -> None:
    for table in (SsoSession, SeenAssertion, Flow, Link):
        await session.exec(
            delete(table).where(
                col(table.org_id) == org_id, col(table.connection_id) == connection_id
            )
        )
    await session.exec(
        delete(Connection).where(
            col(Connection.org_id) == org_id, col(Connection.id) == connection_id
        )
    )


async def end_sessions(
    session: AsyncSession, org_id: str, connection_id: str, now: datetime
) -> int:
    """Those that began through the connection. How many there were."""
    begun = select(SsoSession.session_id).where(
        col(SsoSession.org_id) == org_id, col(SsoSession.connection_id) == connection_id
    )
    done = await session.exec(
        update(Session)
        .where(
            col(Session.org_id) == org_id,
            col(Session.id).in_(begun),
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now,
        )
        .values(revoked_at=now)
    )
    return done.rowcount


async def end_other_sessions(
    session: AsyncSession,
    org_id: str,
    domains: Sequence[str],
    *,
    kept: Sequence[str],
    but: str,
    now: datetime,
) -> int:
    """Those of the domains' people that did not begin through a connection. How many.

    `kept` are people whose sessions stay, `but` is the session that asks.
    """
    keys = people_of(session)
    indexes = [keys.index(DOMAIN, domain_of(f"@{one}")) for one in domains]
    people = (
        select(User.id)
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(
            col(Membership.org_id) == org_id,
            or_(
                col(User.domain_index).in_(indexes),
                text("split_part(lower(users.email::text), '@', 2) = any(:domains)"),
            ),
        )
    )
    through = exists().where(col(SsoSession.session_id) == col(Session.id))
    done = await session.exec(
        update(Session)
        .where(
            col(Session.org_id) == org_id,
            col(Session.user_id).in_(people),
            col(Session.user_id).not_in(list(kept)),
            col(Session.id) != but,
            col(Session.revoked_at).is_(None),
            col(Session.expires_at) > now,
            ~through,
        )
        .values(revoked_at=now),
        params={"domains": list(domains)},
    )
    return done.rowcount


async def admins_among(session: AsyncSession, org_id: str, user_ids: Sequence[str]) -> set[str]:
    """Which of these are admins here."""
    statement = select(Membership.user_id).where(
        col(Membership.org_id) == org_id,
        col(Membership.user_id).in_(list(user_ids)),
        col(Membership.role) == "admin",
        col(Membership.status) == "active",
    )
    return set((await session.exec(statement)).all())


async def get_domain(session: AsyncSession, org_id: str, domain_id: str) -> OwnDomain:
    """Raises DomainNotFound."""
    found = None
    if is_id("dmn", domain_id):
        statement = select(OwnDomain).where(
            col(OwnDomain.org_id) == org_id, col(OwnDomain.id) == domain_id
        )
        found = (await session.exec(statement)).first()
    if found is None:
        raise DomainNotFound("There is no such domain of yours.")
    return found


async def domain_named(session: AsyncSession, org_id: str, domain: str) -> OwnDomain | None:
    statement = select(OwnDomain).where(
        col(OwnDomain.org_id) == org_id, col(OwnDomain.domain) == domain
    )
    return (await session.exec(statement)).first()


async def verified_domains(session: AsyncSession, org_id: str) -> set[str]:
    statement = select(OwnDomain.domain).where(
        col(OwnDomain.org_id) == org_id, col(OwnDomain.verified_at).is_not(None)
    )
    return set((await session.exec(statement)).all())


async def list_domains(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[OwnDomain]:
    statement = select(OwnDomain).where(col(OwnDomain.org_id) == org_id)
    if after is not None:
        statement = statement.where(col(OwnDomain.id) < after)
    return (await session.exec(statement.order_by(col(OwnDomain.id).desc()).limit(limit))).all()


async def verify_domain(session: AsyncSession, row: OwnDomain) -> None:
    """Raises DomainTaken: another organization has shown that it is theirs."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise DomainTaken("Another organization has verified this domain.") from error


async def remove_domain(session: AsyncSession, org_id: str, domain_id: str) -> None:
    await session.exec(
        delete(OwnDomain).where(col(OwnDomain.org_id) == org_id, col(OwnDomain.id) == domain_id)
    )


async def add_flow(session: AsyncSession, flow: Flow, now: datetime) -> None:
    """And forget the organization's that are over, with the assertions that are."""
    for table in (Flow, SeenAssertion):
        await session.exec(
            delete(table).where(col(table.org_id) == flow.org_id, col(table.expires_at) <= now)
        )
    await save(session, flow)


async def find_flow(
    session: AsyncSession, org_id: str, connection_id: str, state_hash: bytes
) -> Flow | None:
    statement = select(Flow).where(
        col(Flow.org_id) == org_id,
        col(Flow.connection_id) == connection_id,
        col(Flow.state_hash) == state_hash,
    )
    return (await session.exec(statement)).first()


async def get_flow(session: AsyncSession, org_id: str, flow_id: str) -> Flow | None:
    statement = select(Flow).where(col(Flow.org_id) == org_id, col(Flow.id) == flow_id)
    return (await session.exec(statement)).first()


async def advance(
    session: AsyncSession, flow: Flow, *, before: str, after: str, outcome: bytes | None = None
) -> bool:
    """Whether nobody was faster."""
    values: dict[str, object] = {"status": after}
    if outcome is not None:
        values["outcome"] = outcome
    done = await session.exec(
        update(Flow)
        .where(col(Flow.org_id) == flow.org_id, col(Flow.id) == flow.id, col(Flow.status) == before)
        .values(**values)
    )
    return done.rowcount == 1


async def end_flow(session: AsyncSession, flow: Flow, outcome: bytes) -> None:
    await session.exec(
        update(Flow)
        .where(col(Flow.org_id) == flow.org_id, col(Flow.id) == flow.id)
        .values(status="used", outcome=outcome)
    )


async def count_attempt(session: AsyncSession, flow: Flow) -> None:
    await session.exec(
        update(Flow)
        .where(col(Flow.org_id) == flow.org_id, col(Flow.id) == flow.id)
        .values(attempts=col(Flow.attempts) + 1)
    )


async def use_assertion(session: AsyncSession, seen: SeenAssertion) -> bool:
    """Whether it was not used before."""
    statement = (
        insert(SeenAssertion)
        .values(**seen.model_dump())
        .on_conflict_do_nothing()
        .returning(col(SeenAssertion.assertion_hash))
    )
    connection = await session.connection()
    return (await connection.execute(statement)).first() is not None


async def link_of(
    session: AsyncSession, org_id: str, connection_id: str, subject: str
) -> Link | None:
    statement = select(Link).where(
        col(Link.org_id) == org_id,
        col(Link.connection_id) == connection_id,
        col(Link.subject).in_(either(session, connection_id, subject)),
    )
    return (await session.exec(statement)).first()


async def link_of_user(
    session: AsyncSession, org_id: str, connection_id: str, user_id: str
) -> Link | None:
    statement = select(Link).where(
        col(Link.org_id) == org_id,
        col(Link.connection_id) == connection_id,
        col(Link.user_id) == user_id,
    )
    return (await session.exec(statement)).first()


async def any_membership(session: AsyncSession, org_id: str, user_id: str) -> Membership | None:
    """Also one that is suspended."""
    statement = select(Membership).where(
        col(Membership.org_id) == org_id, col(Membership.user_id) == user_id
    )
    return (await session.exec(statement)).first()
