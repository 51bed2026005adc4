"""Find characters that a person does not see and a model reads."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Letters and marks by category, blanks by appearance.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_LINE = frozenset("\t\n\r")
_EMOJI_STYLE = "\ufe0f"
_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Where in a tool's definition something hides, and what."""

    tool: str
    path: str
    characters: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.tool}{self.path}: {', '.join(self.characters)}"


def _is_pictogram(char: str) -> bool:
    return unicodedata.category(char) in {"So", "Sk"} or char == _EMOJI_STYLE


def _is_hidden(text: str, index: int) -> bool:
    char = text[index]
    code = ord(char)
    if char in _LINE:
        return False
    if char in _BLANKS or 0xFE00 <= code < 0xFE0F or 0x180B <= code <= 0x180F:
        return True
    if 0xE0000 <= code <= 0xE0FFF:
        return True
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    if char == _JOINER and _is_pictogram(before) and _is_pictogram(after):
        return False
    if char == _EMOJI_STYLE:
        return not (_is_pictogram(before) or before in "#*0123456789\u203c\u2049\u2194\u2195")
    return unicodedata.category(char) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}


def hidden_characters(text: str) -> tuple[str, ...]:
    """The hidden characters of a text, each once, by code point and name."""
    if text.isascii() and text.isprintable():
        return ()
    found = {text[index] for index in range(len(text)) if _is_hidden(text, index)}
    return tuple(f"U+{ord(char):04X} {unicodedata.name(char, 'unnamed')}" for char in sorted(found))


def find_hidden_text(tool: str, definition: Mapping[str, object]) -> Iterator[HiddenText]:
    """Every key and value of a definition in which something hides."""
    waiting: list[tuple[str, object]] = [("", definition)]
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, Mapping):
            waiting += [(f"{path}/{key}", inner) for key, inner in item.items()]
            waiting += [(f"{path}/{key}", str(key)) for key in item]
        elif isinstance(item, list):
            waiting += [(f"{path}/{index}", inner) for index, inner in enumerate(item)]
        elif isinstance(item, str) and (characters := hidden_characters(item)):
            yield HiddenText(tool, path, characters)


def without_hidden(text: str) -> tuple[str, int]:
    """The text without its hidden characters, and how many those were."""
    if text.isascii() and text.isprintable():
        return text, 0
    kept = "".join(char for index, char in enumerate(text) if not _is_hidden(text, index))
    return kept, len(text) - len(kept)
