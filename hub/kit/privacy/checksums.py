"""The check digits of numbering schemes. Each takes digits and letters alone, in upper case."""

from collections.abc import Sequence
from datetime import date
from typing import Final

_DNI: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_PPS: Final = "WABCDEFGHIJKLMNOPQRSTUV"
_CF_ODD_DIGITS: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_CF_ODD_LETTERS: Final = (
    *(*_CF_ODD_DIGITS, 2, 4, 18, 20, 11, 3, 6, 8),
    *(12, 14, 16, 10, 22, 25, 24, 23),
)
_CF_ODD: Final = dict(zip("0123456789", _CF_ODD_DIGITS, strict=True)) | dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _CF_ODD_LETTERS, strict=True)
)
_DIHEDRAL: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_VERHOEFF: Final = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 5, 7, 6, 2, 8, 3, 0, 9, 4),
    (5, 8, 0, 3, 7, 9, 6, 1, 4, 2),
    (8, 9, 1, 6, 0, 4, 3, 5, 2, 7),
    (9, 4, 5, 3, 1, 2, 6, 8, 7, 0),
    (4, 2, 8, 6, 5, 7, 3, 9, 0, 1),
    (2, 7, 9, 3, 8, 0, 6, 4, 1, 5),
    (7, 0, 4, 6, 9, 1, 3, 2, 5, 8),
)


def luhn(number: str) -> bool:
    total = 0
    for place, sign in enumerate(reversed(number)):
        digit = int(sign)
        if place % 2:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return total % 10 == 0


def verhoeff(number: str) -> bool:
    state = 0
    for place, sign in enumerate(reversed(number)):
        state = _DIHEDRAL[state][_VERHOEFF[place % 8][int(sign)]]
    return state == 0


def iban(number: str) -> bool:
    """Mod 97 over the number with its first four signs at the end, letters as 10 to 35."""
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def weighted(number: str, weights: Sequence[int]) -> int:
    return sum(int(sign) * weight for sign, weight in zip(number, weights, strict=False))


def nhs(number: str) -> bool:
    return weighted(number, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0 and len(set(number)) > 1


def bsn(number: str) -> bool:
    return weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and len(set(number)) > 1


def portuguese(number: str) -> bool:
    check = -weighted(number[:8], (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[8]) == (0 if check == 10 else check)


def german_tax(number: str) -> bool:
    """ISO 7064 mod 11,10; of the first ten digits exactly one stands more than once."""
    repeats = sorted((number[:10].count(sign) for sign in set(number[:10])), reverse=True)
    if number[0] == "0" or repeats[0] not in {2, 3} or repeats[1] > 1:
        return False
    product = 10
    for sign in number[:10]:
        product = ((int(sign) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[10])


def french(number: str) -> bool:
    """The key of 13 digits; Corsica's departments 2A and 2B count as 19 and 18."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return body.isdigit() and 97 - int(body) % 97 == int(number[13:])


def spanish(number: str) -> bool:
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return _DNI[int(digits) % 23] == number[-1]


def italian(number: str) -> bool:
    total = sum(
        int(sign, 36) - (10 if sign.isalpha() else 0) if place % 2 else _CF_ODD[sign]
        for place, sign in enumerate(number[:15])
    )
    return chr(65 + total % 26) == number[15]


def pesel(number: str) -> bool:
    month = int(number[2:4])
    century = {0: 1900, 20: 2000, 40: 2100, 60: 2200, 80: 1800}[month // 20 * 20]
    if not _is_date(century + int(number[:2]), month % 20, int(number[4:6])):
        return False
    return weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def belgian(number: str) -> bool:
    """Born before 2000, or since then with a 2 before the number."""
    if int(number[2:4]) > 12 or int(number[4:6]) > 31:
        return False
    body, check = number[:9], int(number[9:])
    return check in {97 - int(body) % 97, 97 - int(f"2{body}") % 97}


def swedish(number: str) -> bool:
    """Ten digits, or twelve with the century; coordination numbers count 60 on the day."""
    short = number[-10:]
    day = int(short[4:6])
    if not _is_date(2000 + int(short[:2]), int(short[2:4]), day - 60 if day > 60 else day):
        return False
    return luhn(short) and (len(number) == 10 or number[:2] in {"18", "19", "20"})


def finnish(number: str) -> bool:
    """Without the sign of the century: ddmmyy, three digits, one check sign."""
    if not _is_date(2000 + int(number[4:6]), int(number[2:4]), int(number[:2])):
        return False
    return _HETU[int(number[:9]) % 31] == number[9] and int(number[6:9]) >= 2


def irish(number: str) -> bool:
    second = number[8:]
    total = weighted(number, (8, 7, 6, 5, 4, 3, 2))
    total += 9 * (ord(second) - 64) if second and second != "W" else 0
    return _PPS[total % 23] == number[7]


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        # 29 February of a year that may belong to another century
        return (month, day) == (2, 29)
    return True
