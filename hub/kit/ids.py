"""Identifiers: a prefix that says what, and a ULID that sorts by creation time.

ULID: 48 bits of milliseconds and 80 random bits in Crockford's base 32
(https://github.com/ulid/spec).
"""

import hashlib
import os
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = [a + b for a in _ALPHABET for b in _ALPHABET]
ULID_LENGTH: Final = 26
_TIME_BITS: Final = 50  # of which two are always zero
_RANDOM_BITS: Final = 80
_RANDOM_LENGTH: Final = _RANDOM_BITS // 5
_CHANCE: Final = _ALPHABET.encode() * 8  # five bits of each random byte, as a character
_AT_ONCE: Final = 256
# Asking the kernel for each would take longer than all the rest. To pop is atomic between threads,
# and a fork begins without what its parent has.
_drawn: Final[list[str]] = []
os.register_at_fork(after_in_child=_drawn.clear)


def _encode(value: int, bits: int) -> str:
    """So many bits, a multiple of ten, as characters of five bits each, two at a time."""
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(bits - 10, -1, -10)])


@lru_cache(maxsize=1)
def _encoded_time(milliseconds: int) -> str:
    return _encode(milliseconds, _TIME_BITS)


def new_id(prefix: str) -> str:
    """`run_01K…`: unique, and later than every ID made a millisecond before."""
    return f"{prefix}_{_encoded_time(time.time_ns() // 1_000_000)}{_random()}"


def _random() -> str:
    try:
        return _drawn.pop()
    except IndexError:
        signs = os.urandom(_RANDOM_LENGTH * _AT_ONCE).translate(_CHANCE).decode()
        _drawn.extend(
            signs[at : at + _RANDOM_LENGTH]
            for at in range(_RANDOM_LENGTH, len(signs), _RANDOM_LENGTH)
        )
        return signs[:_RANDOM_LENGTH]


def id_at(prefix: str, moment: datetime) -> str:
    """The least ID of its millisecond: what was made before is less, what is made after more."""
    milliseconds = max(0, int(moment.timestamp() * 1000))
    return f"{prefix}_{_encode(milliseconds, _TIME_BITS)}{_encode(0, _RANDOM_BITS)}"


def made_at(id_: str) -> datetime:
    """When an ID of ours was made, by the clock of the machine."""
    milliseconds = 0
    for character in id_.partition("_")[2][: _TIME_BITS // 5]:
        milliseconds = milliseconds * 32 + _ALPHABET.index(character)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def stable_id(prefix: str, name: str) -> str:
    """The same ID for the same name in every installation, for what the platform ships."""
    digest = hashlib.sha256(f"{prefix}:{name}".encode()).digest()
    return f"{prefix}_{_encode(int.from_bytes(digest[:16]), _TIME_BITS + _RANDOM_BITS)}"


def is_id(prefix: str, text: str) -> bool:
    """Whether `text` has the form of an ID with this prefix; says nothing of its existence."""
    head, _, tail = text.partition("_")
    return head == prefix and len(tail) == ULID_LENGTH and all(c in _ALPHABET for c in tail)


# The platform's own organization: it has no members, and is there from the first start.
PLATFORM_ORG: Final = stable_id("org", "platform")
# Whose runs those of people without an account are: it has no members either, and no wallet.
VISITORS_ORG: Final = stable_id("org", "visitors")
