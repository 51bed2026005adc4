"""Numbers that states give to persons, each by its form, its check and the words around it.

Sources are the issuers' public descriptions. Where a check is weak (one digit in ten or eleven
passes by chance) a number is only recognized beside a word that names it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hub.kit.privacy import checksums, context
from hub.kit.privacy.context import Words, words
from hub.kit.privacy.spans import Span

_NEAR: Final = 0.96
_GAPS: Final = re.compile(r"[^0-9A-Za-z]")
_BESIDE: Final = re.compile(r"[0-9][ .\-/]\Z")
_BEHIND: Final = re.compile(r"[ .\-/][0-9]")


@dataclass(frozen=True, slots=True)
class Rule:
    """`alone` is the certainty without a word nearby; zero where one must stand there. `shapes` are
    what a text holds at least, digits as 9 and letters as a, for the pattern to be worth trying."""

    kind: str
    shapes: tuple[str, ...]
    pattern: re.Pattern[str]
    valid: Callable[[str], bool]
    words: Words
    alone: float = 0

    def spans(self, text: str, start: int, end: int, hint: str) -> Iterator[Span]:
        for found in self.pattern.finditer(text, start, end):
            if self.valid(_GAPS.sub("", found[0]).upper()):
                score = self._score(text, found.start(), found.end(), hint)
                if score:
                    yield Span(found.start(), found.end(), self.kind, score)

    def _score(self, text: str, start: int, end: int, hint: str) -> float:
        before = context.before(text, start, hint)
        if self.words.search(before) or self.words.search(context.after(text, end)):
            return _NEAR
        if not self.alone or context.is_of_thing(before):
            return 0
        row = _BESIDE.search(text, max(0, start - 2), start) or _BEHIND.match(text, end)
        return 0 if row else self.alone


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![0-9A-Za-z_])(?<![0-9][.\-])(?:{pattern})(?![0-9A-Za-z_]|[.\-][0-9])",
        re.ASCII | re.IGNORECASE,
    )


def _social_security(number: str) -> bool:
    area, group, serial = number[:3], number[3:5], number[5:]
    well_known = {"078051120", "219099999", "123456789"}
    issued = area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"
    return issued and number not in well_known and len(set(number)) > 1


def _individual_taxpayer(number: str) -> bool:
    group = int(number[3:5])
    return number[0] == "9" and (50 <= group <= 65 or 70 <= group <= 88 or 90 <= group != 93)


def _pan(number: str) -> bool:
    return number[5:9] != "0000"


def _always(_number: str) -> bool:
    return True


_SSN_WORDS: Final = words(
    "ssn", "ss#?", "soc(ial)?( sec(urity)?)?( (no|number))?", "w 2", "payroll"
)
_ITIN_WORDS: Final = words("itin", "taxpayer( id\\w*)?", "tax( id)", "tin", "w 7")
_NINO_WORDS: Final = words("nino", "ni( (no|number|nr))?", "national insurance", "hmrc", "paye")
_NHS_WORDS: Final = words("nhs", "patient(s|'s)?", "hospital", "gp", "ward", "clinic", "medical")
_TAX_ID_WORDS: Final = words(
    "steuer ?id\\w*", "steuerident\\w*", "steuernummer", "id ?nr", "identifikationsnummer", "tin",
    "tax id\\w*", "tax number", "finanzamt",
)  # fmt: skip
_NIR_WORDS: Final = words(
    "nir", "s[ée]curit[ée] sociale", "s[ée]cu", "n° ?ss", "insee", "vitale", "assur[ée]e?",
    "social security",
)  # fmt: skip
_DNI_WORDS: Final = words("dni", "d n i", "nif", "documento( nacional)?", "identidad", "spanish id")
_NIE_WORDS: Final = words("nie", "extranjer[oa]", "residente", "foreigner", "nif")
_CF_WORDS: Final = words("codice fiscale", "cod fisc", "c f", "cf", "fiscal code", "tax code")
_BSN_WORDS: Final = words(
    "bsn( ?n(umme)?r)?", "burgerservicenummer", "sofi ?nummer", "citizen service( number)?"
)
_PESEL_WORDS: Final = words("pesel", "ewidencyjn\\w+", "polish (national )?id")
_NRN_WORDS: Final = words(
    "rijksregister\\w*", "registre national", "niss", "insz\\w*", "nn", "rrn", "national number",
    "national register", "nrn",
)  # fmt: skip
_NIF_WORDS: Final = words("nif", "contribuinte", "identificação fiscal", "portuguese tax")
_PN_WORDS: Final = words("person ?n(umme)?r", "pnr", "samordningsnummer", "personal identity")
_HETU_WORDS: Final = words("hetu", "henkil[öo]tunnu\\w*", "sotu", "personal identity")
_PPS_WORDS: Final = words("pps", "ppsn", "personal public service")
_AADHAAR_WORDS: Final = words("a+dh+a+r", "आधार", "uidai", "uid", "e kyc", "kyc")
_PAN_WORDS: Final = words("pan", "permanent account", "income tax", "tds", "assessee")

_DAY: Final = r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_NINE: Final = "999999999"
_TEN: Final = "9999999999"
_ELEVEN: Final = "99999999999"
_TWELVE: Final = "999999999999"

RULES: Final = (
    Rule(
        "US_SSN", ("999-99-9999",), _form(r"[0-9]{3}-[0-9]{2}-[0-9]{4}"),
        _social_security, _SSN_WORDS, 0.75,
    ),
    Rule(
        "US_SSN", (_NINE, "999 99 9999"), _form(r"[0-9]{3}( ?)[0-9]{2}\1[0-9]{4}"),
        _social_security, _SSN_WORDS,
    ),
    Rule(
        "US_ITIN", ("999-99-9999",), _form(r"9[0-9]{2}-[0-9]{2}-[0-9]{4}"),
        _individual_taxpayer, _ITIN_WORDS, 0.75,
    ),
    Rule(
        "US_ITIN", (_NINE, "999 99 9999"), _form(r"9[0-9]{2}( ?)[0-9]{2}\1[0-9]{4}"),
        _individual_taxpayer, _ITIN_WORDS,
    ),
    Rule(
        "UK_NINO", ("aa999999a", "aa 999999 a", "aa 99 99 99 a", "aa-99-99-99-a"),
        _form(
            r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
            r"(?:[0-9]{6}[A-D]| [0-9]{6} [A-D]|(?:[ -][0-9]{2}){3}[ -][A-D])"
        ),
        _always, _NINO_WORDS, 0.7,
    ),
    Rule(
        "UK_NHS", (_TEN, "999 999 9999", "999-999-9999"),
        _form(r"[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}"), checksums.nhs, _NHS_WORDS,
    ),
    Rule(
        "DE_TAX_ID", (_ELEVEN, "99 999 999 999"),
        _form(r"[1-9][0-9]( ?)[0-9]{3}\1[0-9]{3}\1[0-9]{3}"),
        checksums.german_tax, _TAX_ID_WORDS, 0.7,
    ),
    Rule(
        "FR_NIR",
        ("9 99 99 99 999 999 99", "9 99 99 9a 999 999 99", _ELEVEN + "9999", "999999a99999999"),
        _form(
            r"[123478]( ?)[0-9]{2}\1(?:0[1-9]|1[0-2]|[2-9][0-9])\1(?:[0-9]{2}|2[AB])\1"
            r"[0-9]{3}\1[0-9]{3}\1[0-9]{2}"
        ),
        checksums.french, _NIR_WORDS, 0.9,
    ),
    Rule(
        "ES_DNI", ("99999999a", "99999999-a", ".999.999-a", ".999.999a"),
        _form(r"(?:[0-9]{8}|[0-9]{1,2}\.[0-9]{3}\.[0-9]{3})-?[A-Z]"),
        checksums.spanish, _DNI_WORDS, 0.65,
    ),
    Rule(
        "ES_NIE", ("a9999999a", "a-9999999-a", "a9999999-a", "a-9999999a"),
        _form(r"[XYZ]-?[0-9]{7}-?[A-Z]"), checksums.spanish, _NIE_WORDS, 0.65,
    ),
    Rule(
        "IT_CF", ("aaaaaa9",),
        _form(r"[A-Z]{6}[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]"),
        checksums.italian, _CF_WORDS, 0.95,
    ),
    Rule(
        "NL_BSN", (_NINE, "9999.99.999", "999 999 999"),
        _form(r"[0-9]{9}|[0-9]{4}\.[0-9]{2}\.[0-9]{3}|[0-9]{3} [0-9]{3} [0-9]{3}"),
        checksums.bsn, _BSN_WORDS,
    ),
    Rule("PL_PESEL", (_ELEVEN,), _form(r"[0-9]{11}"), checksums.pesel, _PESEL_WORDS),
    Rule(
        "BE_NRN", ("99.99.99-999", _ELEVEN, "99 99 99 999 99", "999999-999"),
        _form(r"[0-9]{2}([. ]?)[0-9]{2}\1[0-9]{2}[- ]?[0-9]{3}[-. ]?[0-9]{2}"),
        checksums.belgian, _NRN_WORDS, 0.8,
    ),
    Rule(
        "PT_NIF", (_NINE, "999 999 999"), _form(r"[1-9][0-9]{2}( ?)[0-9]{3}\1[0-9]{3}"),
        checksums.portuguese, _NIF_WORDS,
    ),
    Rule(
        "SE_PN", ("999999-9999", "999999+9999"), _form(rf"(?:18|19|20)?{_DAY}[-+][0-9]{{4}}"),
        checksums.swedish, _PN_WORDS, 0.8,
    ),
    Rule("SE_PN", (_TEN,), _form(r"(?:18|19|20)?[0-9]{10}"), checksums.swedish, _PN_WORDS),
    Rule(
        "FI_HETU", ("999999-999", "999999a999", "999999+999"),
        _form(r"[0-3][0-9][01][0-9]{3}[-+A-FU-Y][0-9]{3}[0-9A-Y]"),
        lambda number: checksums.finnish(number[:6] + number[-4:]), _HETU_WORDS, 0.9,
    ),
    Rule(
        "IE_PPS", ("9999999a", "9999999 a"), _form(r"[0-9]{7} ?[A-W][A-IW]?"),
        checksums.irish, _PPS_WORDS,
    ),
    Rule(
        "IN_AADHAAR", ("9999 9999 9999", "9999-9999-9999"),
        _form(r"[2-9][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}"), checksums.verhoeff, _AADHAAR_WORDS, 0.75,
    ),
    Rule("IN_AADHAAR", (_TWELVE,), _form(r"[2-9][0-9]{11}"), checksums.verhoeff, _AADHAAR_WORDS),
    Rule(
        "IN_PAN", ("aaaaa9999a",), _form(r"[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]"),
        _pan, _PAN_WORDS, 0.7,
    ),
)  # fmt: skip
