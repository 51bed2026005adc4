"""Content words of a text, roughly stemmed, for matching English requests with descriptions."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_STOP: Final = frozenset(
    re.findall(
        r"\w+",
        """a about above after again all also am an and any are as at be because been before being
        below between both but by can could did do does doing down during each every few
        for from further get give had has have having he her here hers him his how i if
        in into is it its just let like make me more most my need no nor not now of off
        on once one only or other our out over own please put same shall she should so
        some such tell than that the their them then there these they this those through
        to too under until up us use used using very want was we were what when where
        which while who whom whose why will with would you your""",
    )
)
_SUFFIXES: Final = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "er",
    "ed",
    "es",
    "s",
    "e",
    "y",
)
_MIN_STEM: Final = 3


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repetitions."""
    words = (
        word.partition("'")[0] for word in _WORD.findall(text.lower().replace("e-mail", "email"))
    )
    return [stem(word) for word in words if word and word not in _STOP]


def stem(word: str) -> str:
    """A crude stem: enough that invoice, invoices and invoicing meet."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM:
            return word[: -len(suffix)]
    return word
