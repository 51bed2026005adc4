"""Identifiers: a prefix that says what, and a ULID that sorts by creation time.

ULID: 48 bits of milliseconds and 80 random bits in Crockford's base 32
(https://github.com/ulid/spec).
"""

import hashlib
import os
import time
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = [a + b for a in _ALPHABET for b in _ALPHABET]
ULID_LENGTH: Final = 26


def _encode(value: int) -> str:
    """128 bits as 26 characters, two at a time."""
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(120, -1, -10)])


def new_id(prefix: str) -> str:
    """`run_01K…`: unique, and later than every ID made a millisecond before."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    return f"{prefix}_{_encode(value)}"


def stable_id(prefix: str, name: str) -> str:
    """The same ID for the same name in every installation, for what the platform ships."""
    digest = hashlib.sha256(f"{prefix}:{name}".encode()).digest()
    return f"{prefix}_{_encode(int.from_bytes(digest[:16]))}"


def is_id(prefix: str, text: str) -> bool:
    """Whether `text` has the form of an ID with this prefix; says nothing of its existence."""
    head, _, tail = text.partition("_")
    return head == prefix and len(tail) == ULID_LENGTH and all(c in _ALPHABET for c in tail)
