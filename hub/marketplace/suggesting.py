"""What somebody may be about to type."""

from typing import Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.marketplace import schemas

MOST: Final = 8
_LISTINGS: Final = """
    select listing_id, name from listing_documents
    where name ilike :start or name % :q
    order by name ilike :start desc, similarity(name, :q) desc, standing desc limit :most
"""
_CATEGORIES: Final = """
    select slug, name from categories
    where archived_at is null and (name ilike :start or name % :q)
    order by name ilike :start desc, similarity(name, :q) desc, position limit 3
"""
_TAGS: Final = """
    select tag from (
      select distinct unnest(tags) tag from (
        select tags from listing_documents where words @@ to_tsquery('simple', :prefix) limit 200
      ) near
    ) tags where tag ilike :start order by length(tag) limit 3
"""


async def suggestions(session: AsyncSession, q: str) -> list[schemas.Suggestion]:
    """Names that begin like it or are near to it, then categories, then tags."""
    typed = " ".join(q.replace("\0", " ").split())
    if not typed:
        return []
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    last = "".join(char for char in typed.split()[-1] if char.isalnum())
    values = {"q": typed, "start": f"{escaped}%", "most": MOST, "prefix": f"{last}:*"}
    connection = await session.connection()
    found = [
        schemas.Suggestion(kind="category", text=name, id=slug)
        for slug, name in await connection.execute(text(_CATEGORIES), values)
    ]
    if last:
        found += [
            schemas.Suggestion(kind="tag", text=tag, id=tag)
            for (tag,) in await connection.execute(text(_TAGS), values)
        ]
    names = [
        schemas.Suggestion(kind="listing", text=name, id=id_)
        for id_, name in await connection.execute(text(_LISTINGS), values)
    ]
    return (names[: MOST - len(found)] + found)[:MOST]
