"""The rules of discovery: what is recorded of whom, and how little of it is shown."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.public import Principal
from hub.kit.sealing import Sealer
from hub.marketplace.discovery import repository
from hub.marketplace.discovery.schemas import FunnelDay, SeenBody

LEAST: Final = 5
_SHOWN: Final = 10
# What people paste into a search box by mistake names somebody more often than it finds anything.
_PERSONAL: Final = re.compile(r"@|\d[\d \-/.]{6,}\d")


def refuses(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that its person does not want to be tracked."""
    return headers.get("sec-gpc") == "1" or headers.get("dnt") == "1"


def pseudonym(sealer: Sealer, who: Principal, now: datetime) -> str:
    """Stands for a person for one calendar month; that of the next looks like somebody else's."""
    return sealer.pseudonym("psn", "discovery", f"{now:%Y-%m}", who.org_id, who.user_id)


async def _person(
    session: AsyncSession, sealer: Sealer, who: Principal | None, now: datetime
) -> str | None:
    """Nobody, unless they agreed to it."""
    if who is None or who.session_id is None:
        return None
    wish = await repository.wish_of(session, who.org_id, who.user_id)
    return pseudonym(sealer, who, now) if wish.analytics else None


async def searched(
    session: AsyncSession,
    sealer: Sealer,
    who: Principal | None,
    *,
    query: str,
    results: int,
    shown: Sequence[str],
    now: datetime,
) -> None:
    event: dict[str, Any] = {
        "kind": "search",
        "person": await _person(session, sealer, who, now),
        "query": None if _PERSONAL.search(query) else query.lower()[:200],
        "results": results,
        "shown": list(shown[:_SHOWN]),
    }
    await repository.tell(session, [event], now)


async def saw(
    session: AsyncSession,
    sealer: Sealer,
    who: Principal | None,
    events: Sequence[SeenBody],
    *,
    now: datetime,
) -> None:
    """What a page showed. Views are also remembered for whoever viewed, if they wish."""
    person = await _person(session, sealer, who, now)
    rows = [one.model_dump() | {"person": person} for one in events]
    await repository.tell(session, rows, now)
    viewed = [one.listing_id for one in events if one.kind == "view"]
    if who is None or who.session_id is None or not viewed:
        return
    wish = await repository.wish_of(session, who.org_id, who.user_id)
    if wish.recently_viewed:
        await repository.view(session, who.org_id, who.user_id, viewed, now)


async def wish(
    session: AsyncSession, sealer: Sealer, who: Principal, wanted: repository.Wish, now: datetime
) -> None:
    """What is not wished any more is taken back at once, as far as it is known whose it is."""
    await repository.set_wish(session, who.org_id, who.user_id, wanted, now)
    if not wanted.analytics:
        await repository.forget(session, pseudonym(sealer, who, now))
    if not wanted.recently_viewed:
        await repository.erase(session, who.org_id, who.user_id)


def suppressed(
    counts: Iterable[tuple[date, str, int]], *, least: int
) -> tuple[dict[str, int], list[FunnelDay]]:
    """Totals and days, the newest first, of counts from `least` up. A total is of what is shown, so
    that it tells nothing beside the days."""
    days: dict[date, dict[str, int | None]] = defaultdict(dict)
    totals: dict[str, int] = defaultdict(int)
    for day, kind, times in counts:
        days[day][kind] = times if times >= least else None
        totals[kind] += times if times >= least else 0
    shown = [FunnelDay(day=day, counts=days[day]) for day in sorted(days, reverse=True)]
    return dict(totals), shown
