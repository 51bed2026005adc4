"""Text that speaks to a model rather than to a person."""

import re
from typing import Final

_MOST: Final = 80
_PATTERNS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        (
            r"\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|all|your)\b"
            r".{0,30}\b(instructions?|rules?|prompts?|guidelines?|messages?|context)\b"
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
            r"\b(send|forward|post|upload|exfiltrate)\b.{0,40}\b(conversation|credentials|passwords|keys|"
            r"chat history|environment variables?)\b.{0,30}\b(to|at)\b"
        ),
    )
)


def hidden_instructions(text: str) -> str | None:
    """The first phrase of its kind, or None."""
    for pattern in _PATTERNS:
        if found := pattern.search(text):
            return found.group(0)[:_MOST]
    return None
