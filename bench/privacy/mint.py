"""Invented values with right checksums: `python -m bench.privacy.mint KIND[/STYLE] N`.

Written from the public descriptions of each scheme and apart from the hub's recognizers, so that a
mistake in one does not hide in the other. A value follows from its kind and number alone, and
belongs to nobody on purpose; a chance likeness to an issued number cannot be ruled out.
"""

import hashlib
import string
import sys
import zlib
from collections.abc import Callable, Sequence
from typing import Final

_BASE62: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU_SIGNS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_VERHOEFF_BASE: Final = "1576283094"
_VERHOEFF_TABLE: Final = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_CF_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16)
_CF_ODD_MORE: Final = (10, 22, 25, 24, 23)
_IBAN_FORMS: Final = {
    "DE": "n" * 18,
    "GB": "aaaa" + "n" * 14,
    "FR": "n" * 10 + "c" * 11 + "nn",
    "NL": "aaaa" + "n" * 10,
    "ES": "n" * 20,
    "IT": "a" + "n" * 10 + "c" * 12,
    "AT": "n" * 16,
    "BE": "n" * 12,
    "CH": "n" * 5 + "c" * 12,
    "PL": "n" * 24,
    "PT": "n" * 21,
    "SE": "n" * 20,
    "NO": "n" * 11,
    "FI": "n" * 14,
    "DK": "n" * 14,
    "IE": "aaaa" + "n" * 14,
    "MT": "aaaa" + "n" * 5 + "c" * 18,
    "LU": "nnn" + "c" * 13,
    "CZ": "n" * 20,
    "SA": "nn" + "c" * 18,
}
_CARDS: Final = {
    "visa": ("4", 16),
    "mastercard": ("53", 16),
    "mastercard2": ("2310", 16),
    "amex": ("37", 15),
    "discover": ("6011", 16),
    "jcb": ("3530", 16),
    "diners": ("36", 14),
    "unionpay": ("62", 16),
    "unionpay19": ("6217", 19),
    "maestro": ("6759", 16),
}


class Luck:
    """An endless, repeatable row of draws."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def below(self, most: int) -> int:
        self._count += 1
        made = hashlib.sha256(f"{self._seed}:{self._count}".encode()).digest()
        return int.from_bytes(made[:8], "big") % most

    def one(self, of: Sequence[str]) -> str:
        return of[self.below(len(of))]

    def text(self, alphabet: str, length: int) -> str:
        return "".join(self.one(alphabet) for _ in range(length))

    def digits(self, length: int) -> str:
        return self.text(string.digits, length)


def _luhn(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def _date(luck: Luck, form: str) -> str:
    year, month, day = luck.below(90) + 10, luck.below(12) + 1, luck.below(28) + 1
    return form.format(y=year, m=month, d=day)


def card(luck: Luck, style: str) -> str:
    brand, _, grouping = style.partition(".")
    prefix, length = _CARDS[brand or "visa"]
    body = prefix + luck.digits(length - len(prefix) - 1)
    number = body + _luhn(body)
    if not grouping:
        return number
    sign = {"space": " ", "dash": "-"}[grouping]
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(length, (4, 4, 4, 4, 3))
    return sign.join(_cut(number, sizes))


def _cut(text: str, sizes: Sequence[int]) -> list[str]:
    parts = []
    for size in sizes:
        parts.append(text[:size])
        text = text[size:]
    return [part for part in parts if part]


def iban(luck: Luck, style: str) -> str:
    country, _, grouping = style.partition(".")
    signs = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits}
    body = "".join(luck.one(signs[sign]) for sign in _IBAN_FORMS[country or "DE"])
    country = country or "DE"
    as_number = "".join(str(int(sign, 36)) for sign in f"{body}{country}00")
    number = f"{country}{98 - int(as_number) % 97:02}{body}"
    if grouping == "space":
        return " ".join(_cut(number, [4] * 9))
    return number.lower() if grouping == "lower" else number


def us_ssn(luck: Luck, style: str) -> str:
    area = luck.below(665) + 1
    parts = (f"{area:03}", f"{luck.below(98) + 1:02}", f"{luck.below(9998) + 1:04}")
    return {"": "-", "space": " ", "bare": ""}[style].join(parts)


def us_itin(luck: Luck, style: str) -> str:
    group = luck.one([str(n) for n in (*range(50, 66), *range(70, 89), 90, 91, 92, 94, 99)])
    parts = (f"9{luck.digits(2)}", group, luck.digits(4))
    return {"": "-", "space": " ", "bare": ""}[style].join(parts)


def uk_nino(luck: Luck, style: str) -> str:
    prefix = luck.one(
        ["AB", "CE", "EH", "GJ", "HL", "JM", "KW", "LT", "MA", "PX", "RS", "WK", "ZY"]
    )
    body = luck.digits(6)
    if style == "space":
        return f"{prefix} {body[:2]} {body[2:4]} {body[4:]} {luck.one('ABCD')}"
    made = f"{prefix}{body}{luck.one('ABCD')}"
    return made.lower() if style == "lower" else made


def uk_nhs(luck: Luck, style: str) -> str:
    while True:
        body = str(luck.below(3) + 4) + luck.digits(8)
        check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(body)) % 11
        if check != 10:
            break
    number = f"{body}{check % 11}"
    sign = {"": " ", "dash": "-", "bare": ""}[style]
    return sign.join((number[:3], number[3:6], number[6:]))


def de_tax_id(luck: Luck, style: str) -> str:
    order = list(string.digits)
    for place in range(9, 0, -1):
        other = luck.below(place + 1)
        order[place], order[other] = order[other], order[place]
    order[9] = order[luck.below(8)]  # one digit stands twice, one not at all, none thrice in a row
    if order[0] == "0":
        order[0], order[5] = order[5], order[0]
        if order[0] == "0":
            return de_tax_id(luck, style)
    product = 10
    for digit in order:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    number = "".join(order) + str((11 - product) % 10)
    return " ".join((number[:2], number[2:5], number[5:8], number[8:])) if style else number


def fr_nir(luck: Luck, style: str) -> str:
    department = "2A" if style.startswith("corsica") else f"{luck.below(94) + 1:02}"
    if department == "20":
        department = "21"
    sex, year, month = luck.one("12"), f"{luck.below(99):02}", f"{luck.below(12) + 1:02}"
    commune, order = f"{luck.below(900) + 1:03}", f"{luck.below(900) + 1:03}"
    body = sex + year + month + department.replace("2A", "19") + commune + order
    key = f"{97 - int(body) % 97:02}"
    sign = "" if style.endswith("bare") else " "
    return sign.join((sex, year, month, department, commune, order, key))


def es_dni(luck: Luck, style: str) -> str:
    number = luck.below(90_000_000) + 10_000_000
    letter = _DNI_LETTERS[number % 23]
    if style == "dots":
        return f"{number:,}".replace(",", ".") + f"-{letter}"
    return f"{number}{'-' if style == 'dash' else ''}{letter}"


def es_nie(luck: Luck, style: str) -> str:
    first, body = luck.below(3), luck.digits(7)
    letter = _DNI_LETTERS[int(f"{first}{body}") % 23]
    return (
        f"-{'XYZ'[first]}-{body}-{letter}"[1:]
        if style == "dash"
        else f"{'XYZ'[first]}{body}{letter}"
    )


def it_cf(luck: Luck, style: str) -> str:
    consonants = "BCDFGLMNPRSTVZ"
    body = luck.text(consonants, 6) + f"{luck.below(90) + 10}" + luck.one("ABCDEHLMPRST")
    body += f"{luck.below(28) + 1 + 40 * luck.below(2):02}"
    body += luck.one("ABCDEFGHIL") + luck.digits(3)
    odd = (*_CF_ODD, *_CF_ODD_MORE)
    total = 0
    for place, sign in enumerate(body):
        value = int(sign, 36) - 10 if sign.isalpha() else int(sign)
        total += odd[value] if place % 2 == 0 else value
    made = body + string.ascii_uppercase[total % 26]
    return made.lower() if style == "lower" else made


def nl_bsn(luck: Luck, style: str) -> str:
    while True:
        body = str(luck.below(9) + 1) + luck.digits(7)
        check = sum(int(d) * (9 - i) for i, d in enumerate(body)) % 11
        if check < 10:
            break
    number = f"{body}{check}"
    return ".".join((number[:4], number[4:6], number[6:])) if style == "dots" else number


def pl_pesel(luck: Luck, style: str) -> str:
    del style
    body = _date(luck, "{y:02}{m:02}{d:02}") + luck.digits(4)
    total = sum(int(d) * w for d, w in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True))
    return body + str(-total % 10)


def be_nrn(luck: Luck, style: str) -> str:
    day, number = _date(luck, "{y:02}{m:02}{d:02}"), f"{luck.below(997) + 1:03}"
    check = 97 - int(("2" if style == "2000" else "") + day + number) % 97
    if style == "bare":
        return f"{day}{number}{check:02}"
    return f"{day[:2]}.{day[2:4]}.{day[4:]}-{number}.{check:02}"


def pt_nif(luck: Luck, style: str) -> str:
    body = luck.one("123") + luck.digits(7)
    check = 11 - sum(int(d) * (9 - i) for i, d in enumerate(body)) % 11
    number = f"{body}{0 if check > 9 else check}"
    return " ".join(_cut(number, (3, 3, 3))) if style == "space" else number


def se_pn(luck: Luck, style: str) -> str:
    day, serial = _date(luck, "{y:02}{m:02}{d:02}"), luck.digits(3)
    tail = serial + _luhn(day + serial)
    if style.startswith("long"):
        return f"19{day}{'' if style == 'longbare' else '-'}{tail}"
    return f"{day}-{tail}"


def fi_hetu(luck: Luck, style: str) -> str:
    day = _date(luck, "{d:02}{m:02}{y:02}")
    serial = f"{luck.below(897) + 2:03}"
    sign = _HETU_SIGNS[int(day + serial) % 31]
    return f"{day}{'A' if style == '2000' else '-'}{serial}{sign}"


def ie_pps(luck: Luck, style: str) -> str:
    body = luck.digits(7)
    second = "A" if style == "two" else ""
    total = sum(int(d) * (8 - i) for i, d in enumerate(body)) + (9 if second else 0)
    return f"{body}{'WABCDEFGHIJKLMNOPQRSTUV'[total % 23]}{second}"


def in_aadhaar(luck: Luck, style: str) -> str:
    body = str(luck.below(8) + 2) + luck.digits(10)
    check = next(d for d in string.digits if _verhoeff(body + d) == 0)
    number = body + check
    sign = {"": " ", "dash": "-", "bare": ""}[style]
    return sign.join(_cut(number, (4, 4, 4)))


def _verhoeff(number: str) -> int:
    state, rows = 0, _permutations()
    for place, digit in enumerate(reversed(number)):
        state = int(_VERHOEFF_TABLE[state][int(rows[place % 8][int(digit)])])
    return state


def _permutations() -> list[str]:
    """The base permutation, applied to itself again and again."""
    rows = [string.digits]
    while len(rows) < 8:
        rows.append("".join(_VERHOEFF_BASE[int(d)] for d in rows[-1]))
    return rows


def in_pan(luck: Luck, style: str) -> str:
    upper = string.ascii_uppercase
    made = luck.text(upper, 3) + "P" + luck.one(upper) + luck.digits(4) + luck.one(upper)
    return made.lower() if style == "lower" else made


def api_key(luck: Luck, style: str) -> str:
    """Of the vendors' published forms; the hub's own end in their checksum."""
    if style in {"lae_live", "lae_test", "las"}:
        body = f"{style}_" + luck.text(_BASE62, 43 if style == "las" else 30)
        rest, check = zlib.crc32(body.encode()), ""
        for _ in range(6):
            rest, place = divmod(rest, 62)
            check = _BASE62[place] + check
        return body + check
    lower, upper, digits = string.ascii_lowercase, string.ascii_uppercase, string.digits
    url = _BASE62 + "-_"
    forms = {
        "aws": lambda: "AKIA" + luck.text(upper + "234567", 16),
        "aws_session": lambda: "ASIA" + luck.text(upper + "234567", 16),
        "github": lambda: "ghp_" + luck.text(_BASE62, 36),
        "github_app": lambda: "ghs_" + luck.text(_BASE62, 36),
        "github_fine": lambda: f"github_pat_{luck.text(_BASE62, 22)}_{luck.text(_BASE62, 59)}",
        "gitlab": lambda: "glpat-" + luck.text(_BASE62, 20),
        "slack": lambda: f"xoxb-{luck.digits(12)}-{luck.digits(12)}-{luck.text(_BASE62, 24)}",
        "slack_user": lambda: f"xoxp-{luck.digits(11)}-{luck.digits(11)}-{luck.text(lower, 32)}",
        "stripe": lambda: "sk_live_" + luck.text(_BASE62, 24),
        "stripe_test": lambda: "sk_test_" + luck.text(_BASE62, 24),
        "stripe_restricted": lambda: "rk_live_" + luck.text(_BASE62, 24),
        "stripe_hook": lambda: "whsec_" + luck.text(_BASE62, 32),
        "openai": lambda: (
            f"sk-proj-{luck.text(_BASE62 + '-_', 48)}T3BlbkFJ{luck.text(_BASE62, 48)}"
        ),
        "openai_old": lambda: f"sk-{luck.text(_BASE62, 20)}T3BlbkFJ{luck.text(_BASE62, 20)}",
        "anthropic": lambda: f"sk-ant-api03-{luck.text(url, 93)}AA",
        "google": lambda: "AIza" + luck.text(url, 35),
        "huggingface": lambda: "hf_" + luck.text(string.ascii_letters, 34),
        "npm": lambda: "npm_" + luck.text(_BASE62, 36),
        "sendgrid": lambda: f"SG.{luck.text(_BASE62, 22)}.{luck.text(_BASE62, 43)}",
        "hex": lambda: luck.text(digits + "abcdef", 40),
        "base64": lambda: luck.text(_BASE62 + "+/", 40),
        "password": lambda: luck.text(lower, 4) + luck.one("!#%&?*") + luck.text(_BASE62, 6) + "7Q",
        "word": lambda: luck.text(_BASE62, 28),
    }
    return forms[style]()


def jwt(luck: Luck, style: str) -> str:
    del style
    rest = _BASE62 + "-_"
    return f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{luck.text(rest, 40)}.{luck.text(rest, 43)}"


def private_key(luck: Luck, style: str) -> str:
    label = {"": "PRIVATE KEY", "rsa": "RSA PRIVATE KEY", "ec": "EC PRIVATE KEY"}.get(
        style, "OPENSSH PRIVATE KEY"
    )
    lines = "\n".join(luck.text(_BASE62 + "+/", 64) for _ in range(4))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----"


KINDS: Final[dict[str, Callable[[Luck, str], str]]] = {
    "CARD": card,
    "IBAN": iban,
    "US_SSN": us_ssn,
    "US_ITIN": us_itin,
    "UK_NINO": uk_nino,
    "UK_NHS": uk_nhs,
    "DE_TAX_ID": de_tax_id,
    "FR_NIR": fr_nir,
    "ES_DNI": es_dni,
    "ES_NIE": es_nie,
    "IT_CF": it_cf,
    "NL_BSN": nl_bsn,
    "PL_PESEL": pl_pesel,
    "BE_NRN": be_nrn,
    "PT_NIF": pt_nif,
    "SE_PN": se_pn,
    "FI_HETU": fi_hetu,
    "IE_PPS": ie_pps,
    "IN_AADHAAR": in_aadhaar,
    "IN_PAN": in_pan,
    "API_KEY": api_key,
    "JWT": jwt,
    "PRIVATE_KEY": private_key,
    "SECRET": api_key,
}


def mint(kind: str, style: str, number: int) -> str:
    """The value of this kind, style and number: always the same."""
    return KINDS[kind](Luck(f"{kind}/{style}/{number}"), style)


def main() -> int:
    kind, _, style = sys.argv[1].partition("/")
    for number in range(int(sys.argv[2]) if len(sys.argv) > 2 else 1):
        print(mint(kind, style, number))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
