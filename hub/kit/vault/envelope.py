"""The form of a sealed value: AES-256-GCM under one data key, for one place and no other.

    0xFE | version of the data key (4) | nonce (12) | ciphertext and tag (16)

No UTF-8 text begins with 0xFE, so what was written plain before there were keys is told apart by
its first byte. The nonce is random: one key may seal 2^32 values, and keys are renewed long before.
"""

import os
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.kit.errors import LaeliaError

FORMAT: Final = b"\xfe"
KEY_BYTES: Final = 32
NONCE: Final = 12
TAG: Final = 16
_VERSION: Final = 4
HEAD: Final = len(FORMAT) + _VERSION
_SHORTEST: Final = HEAD + NONCE + TAG
_AT_ONCE: Final = 256
# Asking the kernel for each would take as long as sealing. To pop is atomic between threads, and a
# fork begins without what its parent has.
_nonces: Final[list[bytes]] = []
os.register_at_fork(after_in_child=_nonces.clear)


class ContentUnreadable(LaeliaError):
    code = "content_unreadable"
    title = "Stored content cannot be read"


class Place(NamedTuple):
    """Where a value belongs, within its organization; `column` is `table.column`."""

    column: str
    row_id: str


def is_sealed(stored: bytes) -> bool:
    return stored[:1] == FORMAT


def version_of(stored: bytes) -> int:
    """Which of its organization's data keys opens it. Of sealed values only."""
    return int.from_bytes(stored[1:HEAD])


class Envelope:
    """One data key of one organization, its schedule computed once."""

    __slots__ = ("_bound", "_cipher", "_key", "_org", "head", "version")

    def __init__(self, org_id: str, version: int, key: bytes) -> None:
        self.version = version
        self.head = FORMAT + version.to_bytes(_VERSION)
        self._org = _measured(org_id)
        self._key = key
        self._cipher = AESGCM(key)
        self._bound: dict[str, bytes] = {}

    def seal(self, column: str, row_id: str, content: bytes) -> bytes:
        nonce = _nonce()
        bound = self._bound.get(column) or self._bind(column)
        return self.head + nonce + self._cipher.encrypt(nonce, content, bound + row_id.encode())

    def open(self, column: str, row_id: str, stored: bytes) -> bytes:
        """Raises:
        ContentUnreadable: sealed for another place, or changed since.
        """
        bound = self._bound.get(column) or self._bind(column)
        if len(stored) < _SHORTEST:
            raise ContentUnreadable("It is shorter than anything that was sealed.")
        nonce, sealed = stored[HEAD : HEAD + NONCE], stored[HEAD + NONCE :]
        try:
            return self._cipher.decrypt(nonce, sealed, bound + row_id.encode())
        except InvalidTag as error:
            raise ContentUnreadable("It does not belong to this place.") from error

    def derived(self, place: Place, salt: bytes) -> AESGCM:
        """A key of its own for whatever is sealed here in several pieces."""
        bound = self._bind(place.column) + place.row_id.encode()
        return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=salt, info=bound).derive(self._key))

    def _bind(self, column: str) -> bytes:
        """What every value of this column is bound to; the row, last, needs no measure."""
        bound = self.head + self._org + _measured(column)
        self._bound[column] = bound
        return bound


def _nonce() -> bytes:
    try:
        return _nonces.pop()
    except IndexError:
        drawn = os.urandom(NONCE * _AT_ONCE)
        _nonces.extend(drawn[at : at + NONCE] for at in range(NONCE, len(drawn), NONCE))
        return drawn[:NONCE]


def _measured(part: str) -> bytes:
    """Length before content, so that no two lists of parts look the same."""
    return len(part.encode()).to_bytes(4) + part.encode()
