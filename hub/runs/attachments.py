"""Files inside an agent's input: `{"file_id": "file_…"}` where a text or a file is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hub.agents.public import Runnable
from hub.identity.public import Principal
from hub.runs.files import Files
from providers.contract import ImagePart

FORMAT: Final = "laelia-file"
_KEY: Final = "file_id"


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


def references(given: Any) -> dict[str, str]:
    """File IDs by the field that holds them."""
    if not isinstance(given, dict):
        return {}
    return {
        name: value[_KEY]
        for name, value in given.items()
        if isinstance(value, dict) and set(value) == {_KEY} and isinstance(value[_KEY], str)
    }


async def attached(files: Files, who: Principal, given: Any) -> Attached:
    """Raises:
    FileNotFound: the caller has no such file.
    CapabilityNotSupported: it is neither text nor an image.
    """
    found = references(given)
    if not found:
        return NOTHING_ATTACHED
    texts: dict[str, str] = {}
    images: list[ImagePart] = []
    for name, file_id in found.items():
        part = await files.part(who, file_id)
        if isinstance(part, ImagePart):
            images.append(part)
            texts[name] = f"[image {len(images)}]"
        else:
            texts[name] = part.text
    return Attached(texts, tuple(images))


def _wants_file(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("format") == FORMAT
