"""What is looked at by itself before a person looks: at submission, and when content changes."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.public import Offered
from hub.kit.privacy import credentials
from hub.kit.suspicion import LOOKS_LIKE, hidden_instructions, skeleton_of
from hub.marketplace.content import asked_of
from hub.marketplace.errors import ContentRefused
from hub.marketplace.models import Listing
from hub.tools.public import without_hidden

Severity = Literal["info", "warning", "grave"]
_LIKENESS: Final = 0.6
_ALIKE: Final = """
    select l.name, p.name from listings l join publishers p on p.id = l.publisher_id
    where l.org_id <> :org and l.status in ('published', 'under_maintenance', 'approved')
      and (similarity(l.name, :name) >= :likeness or lower(l.name) = :skeleton) limit 3
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reviewer should know; `grave` is refused without one."""

    check: str
    severity: Severity
    detail: str

    def shown(self) -> dict[str, str]:
        return asdict(self)


def refuse_grave(found: list[Finding]) -> None:
    """Raises ContentRefused, with each finding that no reviewer needs to see."""
    grave = [one for one in found if one.severity == "grave"]
    if grave:
        raise ContentRefused(
            " ".join(one.detail for one in grave),
            errors=[{"pointer": "", "detail": f"{one.check}: {one.detail}"} for one in grave],
        )


def refuse_words(texts: Mapping[str, str]) -> None:
    """What is shown beside a listing. Raises ContentRefused, with the place."""
    refuse_grave([*_secrets(texts), *_instructions(texts)])


async def findings(session: AsyncSession, listing: Listing, offered: Offered) -> list[Finding]:
    """All that is known without running the agent."""
    texts = dict(_texts(listing, offered.manifest))
    return [
        *_secrets(texts),
        *_instructions(texts),
        *_asks_for_more(listing, offered),
        *[one async for one in _look_alikes(session, listing)],
    ]


def _texts(listing: Listing, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything that people and models are going to read, by where it stands."""
    for name in ("name", "tagline", "description"):
        yield name, getattr(listing, name)
    for name in ("features", "use_cases", "tags"):
        for at, value in enumerate(getattr(listing, name)):
            yield f"{name}/{at}", value
    yield "data_handling/statement", str(listing.data_handling.get("statement", ""))
    yield from _strings("manifest", manifest)


def _strings(place: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(f"{place}/{key}", inner)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            yield from _strings(f"{place}/{at}", inner)


def _secrets(texts: Mapping[str, str]) -> Iterator[Finding]:
    for place, said in texts.items():
        found = chain(
            credentials.keys(said), credentials.signed_tokens(said), credentials.private_keys(said)
        )
        if next(found, None) is not None:
            yield Finding("secrets", "grave", f"{place} holds a credential. Take it out.")


def _instructions(texts: Mapping[str, str]) -> Iterator[Finding]:
    """In what is shown to others; an agent's own instructions are there to instruct."""
    for place, said in texts.items():
        if without_hidden(said)[1]:
            yield Finding(
                "hidden_characters", "grave", f"{place} holds characters that people cannot see."
            )
        own = place.startswith(("manifest/instructions", "manifest/message", "manifest/nodes"))
        if not own and (phrase := hidden_instructions(said)):
            yield Finding(
                "hidden_instructions", "warning", f"{place} speaks to a model: “{phrase}”."
            )


def _asks_for_more(listing: Listing, offered: Offered) -> Iterator[Finding]:
    """Against what the listing was checked with before."""
    known = {(one["permission"], one["target"]) for one in listing.permissions}
    for one in asked_of(offered.manifest):
        if (one["permission"], one["target"]) not in known:
            yield Finding("permissions", "warning", f"New in this version: {one['text']}")
        elif listing.published_at is None and one["permission"] in ("network", "tools"):
            yield Finding("permissions", "info", one["text"])


async def _look_alikes(session: AsyncSession, listing: Listing) -> Any:
    skeleton = skeleton_of(listing.name)
    rows = await (await session.connection()).execute(
        text(_ALIKE),
        {
            "org": listing.org_id,
            "name": skeleton,
            "skeleton": skeleton,
            "likeness": _LIKENESS,
        },
    )
    for name, publisher in rows:
        yield Finding("look_alike", "warning", f"Its name is like {name} of {publisher}.")
    if skeleton != unicodedata.normalize("NFKC", listing.name).lower().strip():
        odd = [c for c in listing.name.lower() if ord(c) > 127 and c.translate(LOOKS_LIKE) != c]
        if odd:
            yield Finding(
                "look_alike", "warning", f"Its name mixes scripts: {', '.join(sorted(set(odd)))}."
            )
