"""What makes a review or a comment suspicious: then a person looks at it before it is shown.

Never silently away: whoever wrote it sees that it waits, and why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text as sql
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import Principal
from hub.marketplace.checks import Finding
from hub.marketplace.models import Listing
from hub.marketplace.pseudonyms import voice
from hub.marketplace.review_models import Review
from hub.marketplace.wording import faults

__all__ = ["Finding", "Text", "screen"]

SPAM_ABOVE: Final = 0.5
_BURST: Final = 6
_BURST_WITHIN: Final = timedelta(hours=1)
_USUAL_WITHIN: Final = timedelta(days=30)
_LIKE: Final = 0.7
_LIKE_FROM: Final = 40
_OPPOSITE: Final = 0.9
_ALIKE: Final = """
    select exists (
      select from reviews where id <> :id and voice <> :voice and status = 'published'
        and body % :said and similarity(body, :said) >= :like
    )
"""
_RECENT: Final = """
    select count(*) filter (where created_at >= :burst), count(*) from reviews
    where listing_id = :listing and status = 'published' and stars = :stars
      and created_at >= :usual
"""
_OWN: Final = "select id from listings where org_id = :org"


@dataclass(frozen=True, slots=True)
class Text:
    """What was written. `spam` is what the classifier says, from 0 to 1; `happy_share` is what the
    author's own runs say."""

    said: str
    stars: int | None = None
    happy_share: float | None = None
    spam: float = 0.0


async def screen(
    session: AsyncSession,
    who: Principal,
    listing: Listing,
    id_: str,
    text: Text,
    *,
    now: datetime,
) -> list[Finding]:
    """Why a moderator should look first; nothing, mostly."""
    found = [Finding(check, "warning", detail) for check, detail in faults(text.said)]
    found += _of_itself(text)
    if await _is_copy(session, who, listing, id_, text.said):
        found.append(Finding("near_duplicate", "warning", "Others wrote nearly the same."))
    if text.stars is not None:
        found += await _burst(session, listing, text.stars, now)
        found += await _reciprocal(session, who, listing)
    return found


def _of_itself(text: Text) -> Iterator[Finding]:
    if text.spam >= SPAM_ABOVE:
        yield Finding("classifier", "warning", "It reads like advertising or an attack.")
    if text.stars is None or text.happy_share is None:
        return
    opposite = text.happy_share <= 1 - _OPPOSITE and text.stars == 5
    if opposite or (text.happy_share >= _OPPOSITE and text.stars == 1):
        yield Finding("against_outcomes", "warning", "The stars say the opposite of the outcomes.")


async def _is_copy(
    session: AsyncSession, who: Principal, listing: Listing, id_: str, said: str
) -> bool:
    body = said.partition("\n")[2] or said
    if len(body) < _LIKE_FROM:
        return False
    rows = await (await session.connection()).execute(
        sql(_ALIKE),
        {"id": id_, "voice": voice(listing.id, who.org_id), "said": body, "like": _LIKE},
    )
    found: bool = rows.scalar_one()
    return found


async def _burst(
    session: AsyncSession, listing: Listing, stars: int, now: datetime
) -> list[Finding]:
    rows = await (await session.connection()).execute(
        sql(_RECENT),
        {
            "listing": listing.id,
            "stars": stars,
            "burst": now - _BURST_WITHIN,
            "usual": now - _USUAL_WITHIN,
        },
    )
    recent, usual = rows.one()
    if recent < _BURST or recent * 3 < usual:
        return []
    detail = f"{recent} other reviews with {stars} stars within the hour."
    return [Finding("burst", "warning", detail)]


async def _reciprocal(session: AsyncSession, who: Principal, listing: Listing) -> list[Finding]:
    """Whether the listing's publisher reviewed what the author's organization offers."""
    rows = await (await session.connection()).execute(sql(_OWN), {"org": who.org_id})
    voices = [voice(row[0], listing.org_id) for row in rows]
    if not voices:
        return []
    query = select(Review.id).where(col(Review.voice).in_(voices), Review.status == "published")
    if (await session.exec(query)).first() is None:
        return []
    return [Finding("reciprocal", "warning", "Two publishers review each other.")]
