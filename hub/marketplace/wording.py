"""What can be seen in a text alone: links, personal data, secrets, insults, words to a model."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from hub.kit.privacy import contacts, credentials
from hub.kit.suspicion import hidden_instructions
from hub.tools.public import without_hidden

_LINK: Final = re.compile(
    r"https?://|www\.\w|\b[a-z0-9][a-z0-9-]{1,40}\s?(?:\.|\bdot\b|\(\.\)|\[\.\])\s?"
    r"(?:com|net|org|io|ru|cn|xyz|top|shop|biz|info|online|site|club|ly|me|app)\b",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<!\w)\+?\d[\d ()./-]{7,17}\d(?!\w)")
_MESSENGER: Final = re.compile(
    r"\b(telegram|whats\s?app|wechat|signal|discord|skype)\b.{0,25}[@+:\d]|\b(dm|text|message|"
    r"contact|call|e-?mail) me\b",
    re.IGNORECASE,
)
_INSULT: Final = re.compile(
    r"\b(idiots?|morons?|imbeciles?|retard(?:ed|s)?|scum|assholes?|bastards?|bitch(?:es)?|"
    r"f+u+c+k\w*|shit(?:ty|head)?|dumb\s?ass|stupid (?:people|devs?|developers?|users?)|"
    r"kill (?:yourself|themselves)|go die|cunts?|pieces? of (?:shit|trash|garbage) people|"
    r"hope (?:you|they) (?:die|rot|go bankrupt)|subhuman|vermin)\b",
    re.IGNORECASE,
)
_SHOUTING_FROM: Final = 25
_SHOUTING: Final = 0.7
_RUN_ON: Final = re.compile(r"(.)\1{7,}|\b(\w{2,})(?:\W+\2\b){3,}", re.IGNORECASE)


def faults(text: str) -> Iterator[tuple[str, str]]:
    """Each kind of fault once, with what to say of it."""
    if without_hidden(text)[1]:
        yield "hidden_characters", "It holds characters that people cannot see."
    if hidden_instructions(text):
        yield "hidden_instructions", "It speaks to a model."
    if _secret(text):
        yield "secret", "It shows a credential."
    if next(contacts.emails(text), None) is not None or _PHONE.search(text):
        yield "personal_data", "It shows an email address or a telephone number."
    if _LINK.search(text):
        yield "link", "It has a link."
    if _MESSENGER.search(text):
        yield "contact", "It asks to be contacted elsewhere."
    if _INSULT.search(text):
        yield "abuse", "It insults."
    if _is_shouting(text) or _RUN_ON.search(text):
        yield "noise", "It shouts or repeats itself."


def _secret(text: str) -> bool:
    found = chain(
        credentials.keys(text), credentials.signed_tokens(text), credentials.private_keys(text)
    )
    return next(found, None) is not None


def _is_shouting(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    if len(letters) < _SHOUTING_FROM:
        return False
    return sum(char.isupper() for char in letters) / len(letters) >= _SHOUTING
