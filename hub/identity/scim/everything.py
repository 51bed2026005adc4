"""A search of people and groups at once (RFC 7644, section 3.4.3): people come first."""

from dataclasses import replace
from typing import Any, Final

from hub.identity.directory.domain import Directory
from hub.identity.principal import Principal
from hub.identity.scim import groups, users
from hub.identity.scim.documents import Document
from hub.identity.scim.errors import InvalidFilter
from hub.identity.scim.resources import Asked, listed

_FINDERS: Final[tuple[Any, ...]] = (users.find, groups.find)


async def find(directory: Directory, who: Principal, asked: Asked) -> Document:
    """Of the kinds that have the attributes of the filter; the others have nothing that fits.

    Raises:
        InvalidFilter: no kind has them, or an order is asked for, which the two do not share.
    """
    if asked.sort_by is not None:
        raise InvalidFilter("People and groups are sorted apart.")
    found: list[Document] = []
    total, refused = 0, list[InvalidFilter]()
    for finder in _FINDERS:
        left = replace(
            asked, start=max(1, asked.start - total), count=max(0, asked.count - len(found))
        )
        try:
            page = await finder(directory, who, left)
        except InvalidFilter as error:
            refused.append(error)
            continue
        total += page["totalResults"]
        found += page["Resources"]
    if len(refused) == len(_FINDERS):
        raise refused[0]
    return listed(found, total=total, start=asked.start)
