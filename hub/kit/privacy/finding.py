"""Everything that is recognized in a text, for the price of a glance where there is nothing.

Most texts hold no personal data. So one search for all that may point at some comes first; what it
points at is read by :mod:`hub.kit.privacy.reading`, which is loaded for the first text that needs
it.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Final

from pydantic_core import SchemaValidator, core_schema

from hub.kit.privacy.folding import fold
from hub.kit.privacy.names import Names
from hub.kit.privacy.spans import Span, resolved

# Six digits with little between them, the tail of an identifier that is half letters, or four
# numbers with dots. Each branch starts with a digit, so that the scan skips all else at once.
_DIGITS: Final = (
    r"[0-9](?:(?:[ .\-/()]{0,2}[A-Za-z]?[0-9]){5,}|[0-9]{3}[A-Za-z]%s"
    r"|[0-9L-Vl-v][A-Ta-t][0-9L-Vl-v]{2}[A-Za-z][0-9L-Vl-v]{2}"
    r"|[0-9]{0,2}(?:\.[0-9]{1,3}){3})"
)
_COLONS: Final = r":[0-9A-Fa-f]{0,4}:"
DIGITS: Final = re.compile(_DIGITS % "(?![0-9A-Za-z])")
COLONS: Final = re.compile(_COLONS)
# How keys begin; what stands before an underscore, only before a long run.
_KEYS: Final = (
    r"(?:as|ae|ai|au|ve|st|ho|hp|hs|hu|hr|at|ec|hf|pm|v1|ss|ca|pa)_[0-9A-Za-z+/]{16}"
    r"|sk-|xox|xapp-|AKIA|ASIA|AIza|SG\.|glpat-|pypi-|ya29\."
)
NAME_SIGNS: Final = (
    *("pass", "pwd", "secret", "token", "key", "auth", "credential"),
    *("kennwort", "contrase", "senha", "hasło", "haslo", "wachtwoord", "senord"),
)
SCHEME_SIGNS: Final = ("bearer", "basic")


def _looking(*forms: str) -> Callable[[str], bool]:
    """Whether one of the forms stands in a text.

    By the engine of the validators, which finds all of them in one pass: thirty searches of ours
    took six times as long. What is no text to it, such as half a surrogate pair, is looked at.
    """
    found = SchemaValidator(core_schema.str_schema(pattern="|".join(forms))).isinstance_python
    return lambda text: found(text) or not (text.isascii() or _is_unicode(text))


_is_unicode: Final = SchemaValidator(core_schema.str_schema(pattern="")).isinstance_python
may_hold_keys: Final = _looking(_KEYS)
_may_hold_any: Final = _looking(
    _KEYS,
    "@|eyJ|PRIVATE KEY",
    _COLONS,
    _DIGITS % "(?:[^0-9A-Za-z]|$)",  # this engine looks at what follows by taking it in
    # The capital that becomes two signs when it is made small
    f"(?i:{'|'.join((*NAME_SIGNS, *SCHEME_SIGNS)).replace('i', '[iİ]')})",
)


def find(text: str, *, hint: str = "", names: Names | None = None) -> list[Span]:
    """What of the text is personal or secret, in order and without overlap.

    Args:
        text: anything; positions of the spans are into it as it is.
        hint: the name of the field that the text is the value of.
        names: also looks for persons and places, which takes a model.
    """
    folded = fold(text)
    worth_reading = _is_telling(hint) or _may_hold_any(folded.text)
    spans = list(_read(folded.text, hint)) if worth_reading else []
    if spans and folded.places is not None:
        spans = [Span(*folded.given(s.start, s.end), s.kind, s.score) for s in spans]
    if names is not None and text:
        spans.extend(names.find(text))
    return resolved(spans) if spans else spans


@lru_cache(maxsize=4096)
def _is_telling(hint: str) -> bool:
    """Whether a field's name says that its value is a secret; the same few names come always."""
    return any(sign in hint.lower() for sign in NAME_SIGNS)


def _read(text: str, hint: str) -> Iterator[Span]:
    spans: Iterator[Span] = import_module("hub.kit.privacy.reading").read(text, hint)
    return spans
