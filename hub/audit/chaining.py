"""How an event is hashed: the same bytes in the database's trigger, here, and in any verifier.

SHA-256 over the event's fields in the order of `FIELDS`, each as a netstring (its length in bytes,
a colon, the bytes, a comma), and an absent one as a hyphen. The hash of the event before it comes
first, so that no event can change, go or move without every later hash changing too.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

GENESIS: Final = "00" * 32
FIELDS: Final = (
    "previous",
    "org_id",
    "seq",
    "id",
    "occurred_at",
    "actor_type",
    "actor_id",
    "credential_id",
    "as_platform",
    "action",
    "target_type",
    "target_id",
    "before",
    "after",
    "outcome",
    "address",
    "user_agent",
    "request_id",
)


def hash_of(event: Mapping[str, Any]) -> str:
    """The hash, in hexadecimal, of an event as it is exported. Raises KeyError for a lost field."""
    return hashlib.sha256(b"".join(_parts(event[name] for name in FIELDS))).hexdigest()


def _parts(values: Iterable[Any]) -> Iterable[bytes]:
    for value in values:
        if value is None:
            yield b"-"
            continue
        word = ("true" if value else "false") if isinstance(value, bool) else str(value)
        data = word.encode()
        yield b"%d:%b," % (len(data), data)
