"""What happens to personal data on its way to an agent: nothing, a note, a mask, or a token."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from hub.kit.privacy.finding import find
from hub.kit.privacy.names import Names
from hub.kit.privacy.replacing import replaced
from hub.kit.privacy.spans import Span, counts
from hub.kit.privacy.tokens import Restorer, Vault

_TELLING_KEY: Final = re.compile(r"@|[0-9]{4}")
_SHORTEST_NUMBER: Final = 10**6


class Mode(StrEnum):
    """From the most lenient to the strictest."""

    OFF = "off"
    FLAG = "flag"
    TOKENS = "tokens"
    REDACT = "redact"


_ORDER: Final = tuple(Mode)


def strictest(*modes: Mode) -> Mode:
    return max(modes, key=_ORDER.index)


def redact(text: str, *, hint: str = "", names: Names | None = None) -> str:
    """The text with `[EMAIL]` and the like in place of values."""
    return replaced(text, _mask, Counter(), hint=hint, names=names)


def _mask(span: Span, _value: str) -> str:
    return f"[{span.kind}]"


class Guard:
    """Stands between one run's data and whoever must not see all of it."""

    def __init__(self, mode: Mode, names: Names | None = None) -> None:
        self.mode = mode
        self._names = names
        self._vault = Vault()
        self._counted = self._vault.counted

    @property
    def found(self) -> dict[str, int]:
        """How many values of each kind were seen so far: never what they were."""
        return dict(sorted(self._counted.items())) if self._counted else {}

    @property
    def reversible(self) -> bool:
        """Whether an answer may hold tokens."""
        return bool(self._vault)

    def text(self, text: str, *, hint: str = "", echoes: bool = False) -> str:
        """The text as the other side may see it; `echoes` as :meth:`Vault.hide` says."""
        match self.mode:
            case Mode.OFF:
                return text
            case Mode.FLAG:
                if spans := find(text, hint=hint, names=self._names):
                    self._counted.update(counts(spans))
                return text
            case Mode.TOKENS:
                return self._vault.hide(text, hint=hint, names=self._names, echoes=echoes)
            case Mode.REDACT:
                return replaced(text, _mask, self._counted, hint=hint, names=self._names)

    def tree(self, value: Any, *, hint: str = "", echoes: bool = False) -> Any:
        """The same for a JSON value. Names of fields say what their values are.

        A number becomes a string where it is a card's or a person's.
        """
        match value:
            case str():
                return self.text(value, hint=hint, echoes=echoes)
            case bool() | None | float():
                return value
            case int():
                return self._number(value, hint)
            case dict() | Mapping():  # a dict is known at once, by its type
                return {
                    self._key(key, echoes=echoes): self.tree(inner, hint=key, echoes=echoes)
                    for key, inner in value.items()
                }
            case list() | tuple():
                return [self.tree(inner, hint=hint, echoes=echoes) for inner in value]
            case _:
                return value

    def restored(self, value: Any) -> Any:
        """An answer, text or JSON, with values for its tokens."""
        if not self._vault:
            return value
        return _mapped(value, self._vault.value, self._vault.restore)

    def restorer(self, *, as_json: bool = False) -> Restorer:
        """For an answer that comes in pieces."""
        return Restorer(self._vault, as_json=as_json)

    def _key(self, key: str, *, echoes: bool) -> str:
        return self.text(key, echoes=echoes) if _TELLING_KEY.search(key) or "<" in key else key

    def _number(self, value: int, hint: str) -> int | str:
        if self.mode is Mode.OFF or abs(value) < _SHORTEST_NUMBER:
            return value
        text = str(value)
        spans = find(text, hint=hint)
        if not spans:
            return value
        span = spans[0]
        self._counted[span.kind] += 1
        if self.mode is Mode.TOKENS:
            return self._vault.token(span.kind, value)
        return value if self.mode is Mode.FLAG else _mask(span, text)


def _mapped(value: Any, leaf: Callable[[str], Any], key: Callable[[str], str]) -> Any:
    match value:
        case str():
            return leaf(value)
        case Mapping():
            return {key(name): _mapped(inner, leaf, key) for name, inner in value.items()}
        case list() | tuple():
            return [_mapped(inner, leaf, key) for inner in value]
        case _:
            return value
