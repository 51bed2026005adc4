"""What users and groups have in common: versions, where they are, how they are listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.identity.directory.models import DirectoryGroup, DirectoryUser
from hub.identity.scim.attributes import ResourceType
from hub.identity.scim.documents import Document, projected
from hub.identity.scim.errors import NotUnchanged
from hub.kit.clock import rfc3339

LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
MOST_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request wants to see: which attributes, and of a list which part."""

    only: Sequence[str] = ()
    without: Sequence[str] = ()
    filter: str | None = None
    sort_by: str | None = None
    descending: bool = False
    start: int = 1
    count: int = MOST_LISTED

    def shows(self, name: str) -> bool:
        """Whether an attribute that costs a look-up is worth one."""
        lower = name.lower()

        def named(words: Sequence[str]) -> bool:
            bare = [word.strip().lower().rpartition(":")[2] for word in words]
            return any(word == lower or word.startswith(lower + ".") for word in bare)

        if self.only:
            return named(self.only)
        return lower not in (word.strip().lower().rpartition(":")[2] for word in self.without)


def version_of(row: DirectoryUser | DirectoryGroup) -> str:
    return f'W/"{row.version}"'


def unchanged(row: DirectoryUser | DirectoryGroup, if_match: str | None) -> None:
    """Raises NotUnchanged: it is no more what the client has seen."""
    if if_match is None or if_match.strip() == "*":
        return
    known = version_of(row).removeprefix("W/")
    if known not in (tag.strip().removeprefix("W/") for tag in if_match.split(",")):
        raise NotUnchanged("Read it again: it has changed since.")


def location(base_url: str, kind: ResourceType, row_id: str) -> str:
    return f"{base_url}{kind.endpoint}/{row_id}"


def ours(kind: ResourceType, row: DirectoryUser | DirectoryGroup) -> dict[str, Any]:
    """The part of a resource that is the hub's to say, as it is searched."""
    return {
        "id": row.id,
        "meta": {
            "resourcetype": kind.name,
            "created": rfc3339(row.created_at),
            "lastmodified": rfc3339(row.modified_at),
        },
    }


def shown(
    kind: ResourceType,
    row: DirectoryUser | DirectoryGroup,
    further: Mapping[str, Any],
    *,
    base_url: str,
    asked: Asked,
) -> Document:
    schemas = [kind.schema.id, *(one.id for one in kind.extensions if one.id in row.document)]
    whole = {"schemas": schemas, "id": row.id, **row.document, **further}
    whole["meta"] = {
        "resourceType": kind.name,
        "created": rfc3339(row.created_at),
        "lastModified": rfc3339(row.modified_at),
        "location": location(base_url, kind, row.id),
        "version": version_of(row),
    }
    return projected(kind, whole, only=asked.only, without=asked.without)


def listed(resources: Sequence[Document], *, total: int, start: int) -> Document:
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }
