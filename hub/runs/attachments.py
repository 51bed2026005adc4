"""Files inside an agent's input: `{"file_id": "file_…"}` where a text or a file is wanted.

Several, and words beside them, are a list of both: what stands for them is one text after another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hub.agents.public import Runnable
from hub.identity.public import Principal
from hub.kit.errors import InvalidInput
from hub.runs.files import Files
from providers.contract import ImagePart, TextPart

FORMAT: Final = "laelia-file"
_KEY: Final = "file_id"
_MOST: Final = 10  # of one field


@dataclass(frozen=True, slots=True)
class Attached:
    """What files in an input come to: texts by the field that named them, and images."""

    texts: Mapping[str, str] = field(default_factory=dict)
    images: tuple[ImagePart, ...] = ()

    def for_check(self, given: Mapping[str, Any], runnable: Runnable) -> dict[str, Any]:
        """The input as the schema is to see it: where it wants a file, the reference stays."""
        wanted = runnable.input_schema.document.get("properties", {})
        inserted = {
            name: text for name, text in self.texts.items() if not _wants_file(wanted.get(name))
        }
        return {**given, **inserted}

    def for_model(self, given: dict[str, Any], runnable: Runnable) -> dict[str, Any]:
        if not self.texts:
            return given
        return runnable.input_schema.with_defaults({**given, **self.texts})


NOTHING_ATTACHED: Final = Attached()


@dataclass(frozen=True, slots=True)
class _File:
    """Where a file stands among the parts of a field."""

    id: str


_Parts = list[str | _File]


def references(given: Any) -> dict[str, _Parts]:
    """What fields with a file in them hold, by their names."""
    if not isinstance(given, dict) or not any(
        isinstance(value, dict | list) for value in given.values()
    ):
        return {}
    found = {name: _parts(value) for name, value in given.items()}
    return {name: parts for name, parts in found.items() if _files(parts)}


def _parts(value: Any) -> _Parts:
    """Nothing, where it is anything but files, or words and files."""
    made: _Parts = []
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, dict) and set(part) == {_KEY} and isinstance(part[_KEY], str):
            made.append(_File(part[_KEY]))
        elif isinstance(part, str):
            made.append(part)
        else:
            return []
    return made


def _files(parts: _Parts) -> int:
    return sum(isinstance(part, _File) for part in parts)


async def attached(files: Files, who: Principal, given: Any) -> Attached:
    """Raises:
    FileNotFound: the caller has no such file.
    CapabilityNotSupported: it is neither text, nor an image, nor a document.
    FileUnreadable: it is a document without text to be had.
    InvalidInput: there are too many.
    """
    found = references(given)
    if not found:
        return NOTHING_ATTACHED
    texts: dict[str, str] = {}
    images: list[ImagePart] = []
    for name, parts in found.items():
        if _files(parts) > _MOST:
            raise InvalidInput.at(f"/input/{name}", f"holds more than {_MOST} files")
        said = [await _said(files, who, part, images) for part in parts]
        texts[name] = "\n\n".join(text for text in said if text)
    return Attached(texts, tuple(images))


async def _said(files: Files, who: Principal, part: str | _File, images: list[ImagePart]) -> str:
    """The text that stands for a part; an image is put with the others, and named by its number."""
    if isinstance(part, str):
        return part
    read = await files.part(who, part.id)
    if isinstance(read, TextPart):
        return read.text
    images.append(read)
    return f"[image {len(images)}]"


def _wants_file(schema: Any) -> bool:
    """One, or a list of them."""
    if not isinstance(schema, dict):
        return False
    items = schema.get("items")
    return FORMAT in (
        schema.get("format"),
        items.get("format") if isinstance(items, dict) else None,
    )
