"""Reversible tokens: `<EMAIL_1>` stands for an address, and the answer gets the address back.

Within one vault the same value has the same token, and a token stands for one value only. A text
may hold by chance what looks like a token; such a place gets a token of its own kind, `<TEXT_1>`,
that stands for just those letters. So nothing but our own tokens ever looks like one, and what was
hidden comes back to the letter whatever the text was.
"""

import json
import re
from collections import Counter
from typing import Any, Final

from hub.kit.privacy.names import Names
from hub.kit.privacy.replacing import replaced
from hub.kit.privacy.spans import Span

_TOKEN: Final = re.compile(r"<[A-Z][A-Z0-9_]{0,31}_[0-9]{1,9}>")
_BEGUN: Final = re.compile(r"<[A-Z0-9_]{0,42}\Z")
_LOOKALIKE: Final = "TEXT"


class Vault:
    """What the tokens of one run stand for. It lives in memory, for as long as the run does."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self._values: dict[str, Any] = {}
        self._tokens: dict[tuple[str, type, Any], str] = {}
        self._numbers: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def token(self, kind: str, value: Any) -> str:
        """The token for this value; a new one for a new value."""
        key = (kind, type(value), value)
        known = self._tokens.get(key)
        if known is None:
            number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
            known = f"<{kind}_{number}>"
            self._tokens[key], self._values[known] = known, value
        return known

    def hide(
        self, text: str, *, hint: str = "", names: Names | None = None, echoes: bool = False
    ) -> str:
        """The text with tokens for its values.

        Args:
            text: what somebody is about to see who must not see the values.
            hint: the name of the field that the text is the value of.
            names: also hides names of persons and places.
            echoes: the text comes from somebody who was given tokens, so that a known one in it
                means its value.
        """
        spared = _lookalikes(text) if "<" in text else []

        def exchange(span: Span, value: str) -> str:
            echo = echoes and span.kind == _LOOKALIKE and value in self._values
            return value if echo else self.token(span.kind, value)

        counted: Counter[str] = Counter()
        shown = replaced(text, exchange, counted, hint=hint, names=names, spared=spared)
        counted.pop(_LOOKALIKE, None)
        self.counted.update(counted)
        return shown

    def restore(self, text: str, *, as_json: bool = False) -> str:
        """The text with values for tokens; `as_json` where it is a piece of a JSON document, in
        which values stand inside quotation marks."""
        if "<" not in text or not self._values:
            return text
        return _TOKEN.sub(lambda found: self._shown(found[0], as_json=as_json), text)

    def value(self, text: str) -> Any:
        """The value itself where the text is one token and no more; else the text, restored."""
        whole = self._values.get(text)
        return self.restore(text) if whole is None else whole

    def begins(self, tail: str) -> bool:
        """Whether a token may begin with this."""
        return any(token.startswith(tail) for token in self._values)

    def _shown(self, token: str, *, as_json: bool) -> str:
        value = str(self._values.get(token, token))
        return json.dumps(value, ensure_ascii=False)[1:-1] if as_json else value


def _lookalikes(text: str) -> list[Span]:
    return [Span(found.start(), found.end(), _LOOKALIKE, 1) for found in _TOKEN.finditer(text)]


class Restorer:
    """Restores a stream piece by piece, holding back no more than may be the start of a token."""

    def __init__(self, vault: Vault, *, as_json: bool = False) -> None:
        self._vault = vault
        self._as_json = as_json
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown now."""
        text = self._held + piece
        begun = _BEGUN.search(text, max(0, text.rfind("<"))) if "<" in text else None
        cut = begun.start() if begun and self._vault.begins(begun[0]) else len(text)
        self._held = text[cut:]
        return self._vault.restore(text[:cut], as_json=self._as_json)

    def flush(self) -> str:
        """What was held back, at the end of the stream."""
        held, self._held = self._held, ""
        return self._vault.restore(held, as_json=self._as_json)
