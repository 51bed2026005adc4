"""Text that speaks to a model rather than to a person, and names that pass for others."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_MOST: Final = 80
# Letters of other scripts that look like Latin ones, and digits that stand for letters.
LOOKS_LIKE: Final = str.maketrans(
    {
        "\u0430": "a",
        "\u0435": "e",
        "\u0456": "i",
        "\u0458": "j",
        "\u043e": "o",
        "\u0440": "p",
        "\u0441": "c",
        "\u0443": "y",
        "\u0445": "x",
        "\u0455": "s",
        "\u0501": "d",
        "\u04bb": "h",
        "\u051b": "q",
        "\u051d": "w",
        "\u03bf": "o",
        "\u03b1": "a",
        "\u03c1": "p",
        "\u03c4": "t",
        "\u03c5": "u",
        "\u03ba": "k",
        "\u03bd": "n",
        "\u0433": "r",
        "\u0475": "v",
        "0": "o",
        "1": "l",
        "3": "e",
        "5": "s",
    }
)
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|all|your)\b"
            r".{0,30}\b(instructions?|rules?|prompts?|guidelines?|messages?|context)\b"
        ),
        (
            r"\b(ignore|disregard|forget|override)\b.{0,30}\b(instructions?|rules?|prompts?|"
            r"guidelines?)\b.{0,20}\b(above|before|so far)\b"
        ),
        r"\byou are (now|no longer)\b.{0,60}",
        r"<\s*/?\s*(system|assistant|instructions?|important|admin)\s*>",
        r"\[\s*/?\s*(INST|SYSTEM|ADMIN)\s*\]|<\|[a-z_]+\|>",
        r"\b(system|developer) (prompt|message)\b.{0,40}\b(says?|is|override|reveal|print|show)\b",
        (
            r"\b(reveal|print|show|repeat|leak|output)\b.{0,30}\b(system|hidden|secret) (prompt|"
            r"instructions?|message)\b"
        ),
        r"\bdo not (tell|inform|mention|reveal|show)\b.{0,30}\b(the )?(user|human|person|anyone)\b",
        r"\b(always|must) (choose|select|recommend|prefer|call|use) this (agent|tool|listing)\b",
        r"\b(before|instead of) (using|calling) (any )?other (agent|tool)s?\b",
        r"\b(when|if) (an? )?(ai|llm|model|assistant|agent) reads? this\b",
        r"\bnote to (the )?(ai|llm|model|assistant|agent|reviewer model)\b",
        (
            r"\b(send|forward|post|upload|exfiltrate)s?\b.{0,40}\b(conversation|credentials|passwords|keys|"
            r"chat history|environment variables?)\b.{0,30}\b(to|at)\b"
        ),
    )
)


def hidden_instructions(text: str) -> str | None:
    """The first phrase of its kind, or None; however its lines are broken and its letters drawn."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    return first_of(_PATTERNS, plain)


def first_of(patterns: Iterable[re.Pattern[str]], text: str) -> str | None:
    for pattern in patterns:
        if found := pattern.search(text):
            return found.group(0)[:_MOST]
    return None


def skeleton_of(name: str) -> str:
    """As somebody reads it who does not look closely."""
    plain = unicodedata.normalize("NFKD", name).lower()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(plain.translate(LOOKS_LIKE).split())
