"""Secrets at rest: sealed for one organization and one place, readable nowhere else.

They are sealed as all that an organization stores is, under its data keys (:class:`Secrets`). Those
from before there were data keys are of an earlier form, which is still opened:

AES-256-GCM under a key that is derived (HKDF-SHA256) from the installation's master key for each
organization. What is sealed names its master key, so that a later one can be added beside it, and
is bound to its organization, row and column: moved to another row, it does not open.

    version (1) | key id (8) | nonce (12) | ciphertext and tag
"""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.kit.errors import LaeliaError
from hub.kit.ids import stable_id
from hub.kit.keyfile import read_or_make
from hub.kit.vault import ContentUnreadable, Vault, is_sealed
from hub.kit.vault import Place as Within

_VERSION: Final = b"\x01"
_KEY_ID: Final = 8
_NONCE: Final = 12
_HEAD: Final = len(_VERSION) + _KEY_ID
_MASTER_BYTES: Final = 32


class SecretUnreadable(LaeliaError):
    code = "secret_unreadable"
    title = "A stored secret cannot be read"


class Place(NamedTuple):
    """Where a sealed value belongs; `column` is `table.column`."""

    org_id: str
    column: str
    row_id: str


class Sealer:
    """Seals and opens. The master key never leaves it."""

    def __init__(self, master: bytes) -> None:
        if len(master) != _MASTER_BYTES:
            raise ValueError(f"a master key has {_MASTER_BYTES} bytes")
        self._head = _VERSION + hashlib.sha256(b"laelia/key-id" + master).digest()[:_KEY_ID]
        self._derive = lru_cache(maxsize=4096)(
            lambda purpose, salt: HKDF(SHA256(), 32, salt=salt, info=purpose).derive(master)
        )
        self._pseudonyms = self._derive(b"laelia/pseudonym", b"")
        self._others: dict[bytes, Sealer] = {}

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """With every key that was the master before, and what pseudonyms were first made with."""
        master = read_or_make(path, lambda: os.urandom(_MASTER_BYTES))
        made = cls(master)
        for earlier in sorted(path.parent.glob(f"{path.stem}-*{path.suffix}")):
            other = cls(earlier.read_bytes())
            made._others[other._head] = other
        first = made._derive(b"laelia/pseudonym", b"")
        made._pseudonyms = read_or_make(path.with_name("pseudonym.key"), lambda: first)
        return made

    def seal(self, place: Place, secret: str) -> bytes:
        nonce = os.urandom(_NONCE)
        made = self._cipher(place).encrypt(nonce, secret.encode(), self._bound(place))
        return self._head + nonce + made

    def open(self, place: Place, sealed: bytes) -> str:
        """Raises:
        SecretUnreadable: sealed elsewhere, for another place, or changed since.
        """
        nonce, content = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
        if sealed[:_HEAD] != self._head:
            other = self._others.get(sealed[:_HEAD])
            if other is not None:
                return other.open(place, sealed)
            raise SecretUnreadable("It was sealed under a key that this installation lacks.")
        try:
            return self._cipher(place).decrypt(nonce, content, self._bound(place)).decode()
        except InvalidTag as error:
            raise SecretUnreadable("It does not belong to this place.") from error

    def pseudonym(self, prefix: str, *parts: str) -> str:
        """A stable ID for these parts that says nothing about them to anybody else."""
        return stable_id(
            prefix, hmac.new(self._pseudonyms, _joined(*parts), hashlib.sha256).hexdigest()
        )

    def _cipher(self, place: Place) -> AESGCM:
        return AESGCM(self._derive(b"laelia/seal", place.org_id.encode()))

    def _bound(self, place: Place) -> bytes:
        return self._head + _joined(*place)


class Secrets:
    """Seals under the organization's keys, and opens what was sealed in either form."""

    def __init__(self, vault: Vault, earlier: Sealer) -> None:
        self._vault = vault
        self._earlier = earlier

    async def seal(self, place: Place, secret: str) -> bytes:
        """Raises:
        ContentErased: the organization's keys were destroyed.
        """
        within = Within(place.column, place.row_id)
        return await self._vault.seal(place.org_id, within, secret.encode())

    async def open(self, place: Place, sealed: bytes) -> str:
        """Raises:
        SecretUnreadable: sealed elsewhere, for another place, or changed since.
        """
        if not is_sealed(sealed):
            return self._earlier.open(place, sealed)
        within = Within(place.column, place.row_id)
        try:
            found = await self._vault.open(place.org_id, within, sealed)
        except ContentUnreadable as error:
            raise SecretUnreadable("It does not belong to this place.") from error
        if found is None:
            raise SecretUnreadable("It was erased with the organization's keys.")
        return found.decode()

    async def read(self, org_id: str, within: Within, sealed: bytes) -> bytes:
        """The same, for whoever seals anew."""
        return (await self.open(Place(org_id, *within), sealed)).encode()

    def pseudonym(self, prefix: str, *parts: str) -> str:
        """See :meth:`Sealer.pseudonym`."""
        return self._earlier.pseudonym(prefix, *parts)


def _joined(*parts: str) -> bytes:
    """Length before content, so that no two lists of parts look the same."""
    return b"".join(len(p.encode()).to_bytes(4) + p.encode() for p in parts)
