"""Email addresses, telephone numbers, network addresses."""

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from hub.kit.privacy import context
from hub.kit.privacy.context import words
from hub.kit.privacy.spans import Span

# Latin, Greek and Cyrillic letters: a sentence in another script may touch an address.
_LETTERS: Final = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_LOCAL: Final = re.compile(rf"[0-9{_LETTERS}_.+%'\u2019\-]{{1,64}}\Z")
_LABEL: Final = rf"[0-9{_LETTERS}](?:[0-9{_LETTERS}\-]{{0,61}}[0-9{_LETTERS}])?"
_DOMAIN: Final = re.compile(
    rf"(?:{_LABEL}\.){{1,8}}(?:[A-Za-z\u00c0-\u024f\u0370-\u052f]{{2,24}}|xn--[0-9a-z\-]{{2,60}})"
    rf"(?![0-9{_LETTERS}_])"
)
_SSH_REMOTE: Final = re.compile(r":[\w~./-]")


def emails(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text, max(0, at - 64), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            name = local[0].lstrip(".'\u2019-+%")
            remote = name == "git" and _SSH_REMOTE.match(text, domain.end())
            if name and not name.endswith(".") and ".." not in name and not remote:
                yield Span(at - len(name), domain.end(), "EMAIL", 0.95)
        at = text.find("@", at + 1)


_PHONE: Final = re.compile(
    r"[+(0-9](?<![0-9A-Za-z_+].)(?<![0-9][.,:\-/].)"
    r"(?:(?<=\()\+)?(?:(?<=\+)\(?[0-9]|(?<=\()[0-9]|(?<=[0-9]))(?:[ ().\-/]{0,3}[0-9]){6,16}"
    r"(?![0-9A-Za-z_]|[\-:/][0-9A-Z]|\.[0-9])",
    re.ASCII,
)
_NORTH_AMERICAN: Final = re.compile(
    r"(?:1[ .\-])?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.\-])[2-9][0-9]{2}[.\-][0-9]{4}"
)
_DATED: Final = re.compile(
    r"(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9]"
    r"|[0-3]?[0-9][-./][01]?[0-9][-./](?:19|20)[0-9]{2}"
)
_PHONE_WORDS: Final = words(
    "(tele)?phone( ?no| number)?", "tel(ef|[ée]ph)?\\w*", "t[ée]l", "mobile?( (no|number|nummer))?",
    "mobilnummer", "mobiel", "m[óo]vil", "cell(ulare|ulaire|phone)?", "portable", "fax", "handy",
    "whats ?app", "sms", "text( me| us| at)", "hotline", "helpline", "call( me| us)?( at| on)?",
    "dial", "reach( me| us)?( at| on)?", "contact( (no|number))?", "bel( me)?", "ll[áa]ma\\w*",
    "ligue", "zadzwo[ńn]\\w*", "anrufen", "erreich\\w*", "durchwahl", "appele[zr]", "chiama\\w*",
    "ring( mig)?", "puhelin\\w*", "telem[óo]vel", "kom[óo]rk\\w*", "फ़ोन", "मोबाइल",
)  # fmt: skip
# Whose numbers are written with a leading zero at home, and how many digits the others' have.
_WITH_ZERO: Final = (
    *("GB", "DE", "FR", "NL", "SE", "AU", "IE", "AT", "CH", "BE", "FI", "IN", "JP", "IT", "NZ"),
    *("ZA", "IL"),
)
_WITHOUT: Final = {
    8: ("DK", "NO", "SG"),
    9: ("ES", "PL", "PT", "CZ", "IT"),
    10: ("US", "IN", "IT", "MX", "GR"),
    11: ("US", "BR"),
}


def phones(text: str, start: int, end: int, hint: str) -> Iterator[Span]:
    for found in _PHONE.finditer(text, start, end):
        number = found[0]
        digits = sum(sign.isdigit() for sign in number)
        if not 7 <= digits <= 16 or _DATED.match(number.lstrip("(+")):
            continue
        score = _phone_score(text, found.start(), found.end(), hint)
        if score:
            yield Span(found.start(), found.end(), "PHONE", score)


def _phone_score(text: str, start: int, end: int, hint: str) -> float:
    number = text[start:end]
    before = context.before(text, start, hint)
    named = _PHONE_WORDS.search(before) or _PHONE_WORDS.search(context.after(text, end)[:12])
    if number.lstrip("(").startswith("+") or number.startswith("00"):
        known = _is_number(re.sub(r"\A00", "+", number.lstrip("(")), None)
        return (0.92 if named else 0.8) if known else 0
    if named:
        digits = [sign for sign in number if sign.isdigit()]
        regions = _WITH_ZERO if digits[0] == "0" else _WITHOUT.get(len(digits), ())
        return 0.85 if any(_is_number(number, region) for region in regions) else 0
    if context.is_of_thing(before) or not _NORTH_AMERICAN.fullmatch(number):
        return 0
    return 0.6 if _is_number(number, "US") else 0


def _is_number(number: str, region: str | None) -> bool:
    plan = _numbering()
    try:
        return bool(plan.is_valid_number(plan.parse(number, region)))
    except plan.NumberParseException:
        return False


@lru_cache(maxsize=1)
def _numbering() -> Any:
    """The numbering plans of the world: 2 MB that only texts with numbers are read for."""
    import phonenumbers  # noqa: PLC0415 - loaded when the first candidate turns up

    return phonenumbers


_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(
    rf"(?<![0-9A-Za-z_.\-])(?<![A-Za-z]/)(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9A-Za-z_]|[.\-][0-9])"
)
_IPV6_MIDDLE: Final = re.compile(r":[0-9A-Fa-f]{0,4}:")
_IPV6_BEFORE: Final = re.compile(r"[0-9A-Fa-f:]{0,38}\Z")
_IPV6: Final = re.compile(r"[0-9A-Fa-f:]{1,32}:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[0-9A-Fa-f:]{2,39}")
_TELLING: Final = re.compile(r"[0-9A-Fa-f]{3}")


def ipv4s(text: str, start: int, end: int, hint: str) -> Iterator[Span]:
    for found in _IPV4.finditer(text, start, end):
        if found[0].startswith(("0.", "127.", "255.")):
            continue
        if context.VERSIONS.search(context.before(text, found.start(), hint)[-32:]):
            continue
        yield Span(found.start(), found.end(), "IP", 0.85)


def ipv6s(text: str) -> Iterator[Span]:
    done = 0
    for middle in _IPV6_MIDDLE.finditer(text):
        if middle.start() < done:
            continue
        before = _IPV6_BEFORE.search(text, max(done, middle.start() - 38), middle.start())
        start = before.start() if before else middle.start()
        found = _IPV6.match(text, start)
        if found is None:
            continue
        done = found.end()
        if _is_ipv6(text, found):
            yield Span(start, done, "IP", 0.9)


def _is_ipv6(text: str, found: re.Match[str]) -> bool:
    before, behind = text[: found.start()][-1:], text[found.end() :][:1]
    if before.isalnum() or behind.isalnum() or "_" in {before, behind}:
        return False
    if not _TELLING.search(found[0]):
        return False  # a::b is a name in some languages, 10::11 a span of time
    try:
        address = ipaddress.IPv6Address(found[0])
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)
