"""The look-ups of an address's domain that every sign-in makes. As in `repository`, and apart from
it because that one knows of all that an account has.
"""

from typing import NamedTuple

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


class Realm(NamedTuple):
    """The connection that people of a domain use. `break_glass` are the IDs of users."""

    connection_id: str
    org_id: str
    kind: str
    name: str
    enforced: bool
    break_glass: list[str]


async def find_realm(session: AsyncSession, domain: str) -> Realm | None:
    """Before the organization is known: through the narrow function of the schema."""
    connection = await session.connection()
    found = await connection.execute(
        text("select * from find_sso_realm(:domain)"), {"domain": domain}
    )
    row = found.first()
    return None if row is None else Realm(*row)


async def find_owner(session: AsyncSession, domain: str) -> str | None:
    """The ID of the organization that has shown the domain to be its own; in the same way."""
    connection = await session.connection()
    found = await connection.execute(text("select find_domain_owner(:domain)"), {"domain": domain})
    owner: str | None = found.scalar_one()
    return owner
