"""Keys, tokens and passwords: by their vendors' forms, and by the name they are given to."""

import re
import zlib
from collections.abc import Iterator
from math import log2
from typing import Final

from hub.kit.privacy.finding import NAME_SIGNS, SCHEME_SIGNS
from hub.kit.privacy.spans import Span

_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_START: Final = r"(?<![0-9A-Za-z_])"
_OURS: Final = re.compile(
    _START + r"(?:la[siuorcxhm]_[0-9A-Za-z]{49}|lae_(?:live|test)_[0-9A-Za-z]{36})(?![0-9A-Za-z_])"
)
_KEY_FORMS: Final = (
    r"(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Za-z_])",  # AWS
    r"gh[opsur]_[0-9A-Za-z]{30,255}",  # GitHub
    r"github_pat_[0-9A-Za-z_]{30,255}",
    r"glpat-[0-9A-Za-z_\-]{18,}",  # GitLab
    r"xox[abeprs]-[0-9A-Za-z\-]{10,}",  # Slack
    r"xapp-[0-9A-Za-z\-]{10,}",
    r"[srp]k_(?:live|test)_[0-9A-Za-z]{16,}",  # Stripe
    r"whsec_[0-9A-Za-z+/=]{16,}",
    r"sk-[0-9A-Za-z_\-]{19,}[0-9A-Za-z_]",  # OpenAI, Anthropic and those that follow them
    r"AIza[0-9A-Za-z_\-]{35}",  # Google
    r"ya29\.[0-9A-Za-z_\-]{20,}",
    r"hf_[0-9A-Za-z]{30,}",  # Hugging Face
    r"npm_[0-9A-Za-z]{36}",
    r"pypi-[0-9A-Za-z_\-]{50,}",
    r"SG\.[0-9A-Za-z_\-]{16,}\.[0-9A-Za-z_\-]{16,}",  # SendGrid
    r"dop_v1_[0-9a-f]{64}",  # DigitalOcean
    r"shp(?:at|ss|ca|pa)_[0-9A-Fa-f]{32}",  # Shopify
)
_KEYS: Final = re.compile(_START + f"(?:{'|'.join(_KEY_FORMS)})", re.ASCII)
_JWT: Final = re.compile(
    _START + r"eyJ[0-9A-Za-z_\-]{8,}\.[0-9A-Za-z_\-]{8,}\.[0-9A-Za-z_\-]{8,}", re.ASCII
)
_PRIVATE: Final = re.compile(
    r"-----BEGIN (?P<label>(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----"
    r"(?:(?:(?!-----)[\s\S]){1,20000}-----END (?P=label)-----"
    r"|(?:(?:\\[rn]|\s)+[0-9A-Za-z+/=]{40,512})+)"  # the end may be cut off
)
_NAMES: Final = (
    r"pass(?:word|wort|wd|phrase|code|e)?|pwd|kennwort|contrase[ñn]a|senha|has[łl]o|wachtwoord"
    r"|senord|secret|token|key|credentials?|auth"
)
_ASSIGNED: Final = re.compile(
    rf"(?P<name>{_NAMES})(?:[_\-.]?[a-z]{{1,12}}+){{0,3}}+[\"'`]?(?:\s{{0,3}}(?:=>|:=|[:=])|\s+is\b)"
    r"\s{0,3}[\"'`]?(?P<value>(?:[^\s\"'`<>,;&]|&(?!\w+=)){8,256})",
    re.IGNORECASE,
)
_WHICH_KEY: Final = re.compile(
    r"(?:api|access|private|encryption|signing|account|master|shared|storage|secret)[_\-. ]?\Z",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    rf"(?!key)(?:{_NAMES})|(?:api|access|private|secret|encryption)[_\-. ]?key", re.IGNORECASE
)
_BEARER: Final = re.compile(r"(?:bearer|basic)\s+([0-9A-Za-z._~+/=\-]{16,2048})", re.IGNORECASE)
_IN_ADDRESS: Final = re.compile(r"://[^/\s:@\"']{0,128}:([^/\s@\"']{3,256})@(?=[\w\[])")
_WEAK_NAMES: Final = re.compile(r"token|auth|key|cred|secret", re.IGNORECASE)
_DIGIT: Final = re.compile(r"[0-9]")
_STANDS_FOR: Final = re.compile(
    r"\A(?:[$<{%(\[*]|your|my[_\-]|xxx|example|changeme|placeholder|null\b|none\b|true\b|false\b)"
    r"|[({\[]|\*{4}|\.\.\.|…",
    re.IGNORECASE,
)


def keys(text: str) -> Iterator[Span]:
    for found in _OURS.finditer(text):
        if _is_ours(found[0]):
            yield Span(found.start(), found.end(), "API_KEY", 1)
    for found in _KEYS.finditer(text):
        if not found[0].startswith("sk-") or any(sign.isdigit() for sign in found[0]):
            yield Span(found.start(), found.end(), "API_KEY", 0.98)


def _is_ours(key: str) -> bool:
    """The hub's own secrets end in the CRC-32 of what stands before it, in base 62."""
    rest = zlib.crc32(key[:-6].encode("ascii"))
    for sign in reversed(key[-6:]):
        rest, place = divmod(rest, 62)
        if _BASE62[place] != sign:
            return False
    return True


def signed_tokens(text: str) -> Iterator[Span]:
    for found in _JWT.finditer(text):
        yield Span(found.start(), found.end(), "JWT", 0.99)


def private_keys(text: str) -> Iterator[Span]:
    for found in _PRIVATE.finditer(text):
        yield Span(found.start(), found.end(), "PRIVATE_KEY", 1)


def assigned(text: str) -> Iterator[Span]:
    """What is given to a name that says it is secret, if it looks as made by a generator."""
    lowered = text.replace("İ", "I").lower()  # the only letter that would shift what follows
    for sign in NAME_SIGNS:
        done = 0
        for at in _places(lowered, sign):
            if at < done:
                continue
            found = _ASSIGNED.match(text, at)
            if found is None or (
                sign == "key" and not _WHICH_KEY.search(text, max(0, at - 12), at)
            ):
                continue
            value = found["value"].rstrip(".)]}:!?\\")
            if _looks_secret(value, strict=_WEAK_NAMES.match(found["name"]) is not None):
                start = found.start("value")
                done = start + len(value)
                yield Span(start, done, "SECRET", 0.75)
    for sign in SCHEME_SIGNS:
        for at in _places(lowered, sign):
            found = _BEARER.match(text, at)
            if found is not None and _looks_secret(found[1], strict=True):
                yield Span(found.start(1), found.end(1), "SECRET", 0.75)


def _places(text: str, sign: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + len(sign))


def named(text: str, hint: str) -> Iterator[Span]:
    """The whole value of a field whose name says that it is secret."""
    name = _NAMED.search(hint)
    if name is None or any(sign.isspace() for sign in text):
        return
    if _looks_secret(text, strict=_WEAK_NAMES.match(name[0]) is not None):
        yield Span(0, len(text), "SECRET", 0.75)


def in_addresses(text: str) -> Iterator[Span]:
    """`scheme://user:password@host`."""
    for found in _IN_ADDRESS.finditer(text):
        if not _STANDS_FOR.search(found[1]):
            yield Span(found.start(1), found.end(1), "SECRET", 0.97)


def _looks_secret(value: str, *, strict: bool) -> bool:
    if not _DIGIT.search(value) or len(value) < (16 if strict else 8):
        return False
    kinds = sum(
        any(test(sign) for sign in value)
        for test in (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
    )
    telling = kinds >= 2 and _bits(value) >= (3 if strict else 2.5)
    return telling and not _STANDS_FOR.search(value)


def _bits(text: str) -> float:
    """Shannon entropy of one sign."""
    shares = [text.count(sign) / len(text) for sign in set(text)]
    return -sum(share * log2(share) for share in shares)
