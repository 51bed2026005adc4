"""The forms of tax numbers by country, so that a slip of the pen is seen before a payout waits.

A form says that a number may be one, not whose it is.
"""

import re
from typing import Final

# So short a value would be told by its end
_TOLD: Final = 6
# What people write between the digits
_BETWEEN: Final = re.compile(r"[\s./-]")
_ANYWHERE: Final = ("4 to 20 letters and digits", re.compile(r"[A-Z0-9]{4,20}"))
_FORMS: Final[dict[str, tuple[str, re.Pattern[str]]]] = {
    "AT": ("9 digits, or ATU and 8", re.compile(r"\d{9}|ATU\d{8}")),
    "AU": ("an ABN of 11 digits, or a TFN of 8 or 9", re.compile(r"\d{11}|\d{8,9}")),
    "BE": ("11 digits, or BE and 10", re.compile(r"\d{11}|(BE)?[01]\d{9}")),
    "BR": ("a CPF of 11 digits, or a CNPJ of 14", re.compile(r"\d{11}|[A-Z0-9]{12}\d{2}")),
    "CA": ("9 digits, with RT or RC and 4 for a business", re.compile(r"\d{9}(R[CTP]\d{4})?")),
    "CH": (
        "an AHV number of 13 digits, or CHE and 9",
        re.compile(r"756\d{10}|CHE\d{9}(MWST|TVA|IVA)?"),
    ),
    "DE": ("11 digits, or DE and 9", re.compile(r"[1-9]\d{10}|DE\d{9}")),
    "DK": ("10 digits, or DK and 8", re.compile(r"\d{10}|(DK)?\d{8}")),
    "ES": (
        "8 digits and a letter, X, Y or Z first for foreigners",
        re.compile(r"(ES)?([XYZKLM]?\d{7,8}[A-Z]|[A-Z]\d{7}[A-Z0-9])"),
    ),
    "FI": (
        "a personal code, or FI and 8 digits",
        re.compile(r"\d{6}[A-Y+]?\d{3}[A-Z0-9]|(FI)?\d{8}"),
    ),
    "FR": (
        "13 digits, a SIREN or SIRET, or FR and 11",
        re.compile(r"\d{13}|\d{9}|\d{14}|FR[A-Z0-9]{2}\d{9}"),
    ),
    "GB": (
        "a UTR of 10 digits, a National Insurance number, or GB and 9 or 12",
        re.compile(r"\d{10}|[A-Z]{2}\d{6}[A-D]|(GB)\d{9}(\d{3})?"),
    ),
    "IE": ("7 digits and one or two letters", re.compile(r"(IE)?\d{7}[A-W][A-I]?")),
    "IN": (
        "a PAN, such as ABCDE1234F, or a GSTIN",
        re.compile(r"[A-Z]{5}\d{4}[A-Z]|\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]Z[A-Z0-9]"),
    ),
    "IT": (
        "a codice fiscale, or a partita IVA of 11 digits",
        re.compile(
            r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]|(IT)?\d{11}"
        ),
    ),
    "JP": (
        "an individual number of 12 digits, or a corporate one of 13",
        re.compile(r"\d{12,13}|T\d{13}"),
    ),
    "NL": ("a BSN of 9 digits, or NL…B and 2", re.compile(r"\d{9}|NL\d{9}B\d{2}")),
    "PL": ("a PESEL of 11 digits, or a NIP of 10", re.compile(r"\d{11}|(PL)?\d{10}")),
    "PT": ("9 digits", re.compile(r"(PT)?[1-9]\d{8}")),
    "SE": ("10 or 12 digits", re.compile(r"\d{10}|\d{12}|SE\d{12}")),
    "SG": (
        "a UEN, NRIC or FIN",
        re.compile(r"[STFGM]\d{7}[A-Z]|\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]"),
    ),
    "US": ("9 digits of an SSN, ITIN or EIN", re.compile(r"(?!000|666)\d{9}")),
}


def plain(tax_id: str) -> str:
    """Without what people write between."""
    return _BETWEEN.sub("", tax_id).upper()


def wanted(country: str, tax_id: str) -> str | None:
    """What a number of this country looks like, where this one (as `plain` gives it) does not."""
    words, form = _FORMS.get(country, _ANYWHERE)
    return None if form.fullmatch(tax_id) else words


def masked(value: str) -> str:
    """By its end alone; of an address, by where it is."""
    name, at, domain = value.rpartition("@")
    if at and name:
        return f"{name[0]}•••@{domain}"
    return f"•••• {value[-4:]}" if len(value) > _TOLD else "••••"
