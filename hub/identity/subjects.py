"""What an identity provider calls a person: compared, never read, and often an address."""

from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.people import people_of

_MARK: Final = "hmac:"


def marked(session: AsyncSession, of: str, subject: str) -> str:
    """How the subject is kept, among those `of` a connection or issuer."""
    return _MARK + people_of(session).index("subject", f"{of}\n{subject}").hex()


def either(session: AsyncSession, of: str, subject: str) -> tuple[str, str]:
    """How it may stand: as it is kept now, or as it was before."""
    return marked(session, of, subject), subject
