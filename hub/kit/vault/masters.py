"""Master keys: the port, and the one that needs nothing but a file.

A master key wraps data keys and nothing else. Whoever keeps it (a file, a key service) decides
who may read an organization's content at all.
"""

import asyncio
import hashlib
import os
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Protocol, runtime_checkable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.kit.errors import Unavailable
from hub.kit.keyfile import read_or_make

_BYTES: Final = 32
_NONCE: Final = 12
_KEY_ID: Final = 8


class KeysUnavailable(Unavailable):
    code = "keys_unavailable"
    title = "The keys of stored content cannot be reached"


class Wrapped(NamedTuple):
    """A data key under the master key that `by` names."""

    by: str
    key: bytes


class MasterKeys(Protocol):
    """Wraps data keys. `context` says whose they are; what it wrapped, it opens for no other."""

    async def current(self) -> str:
        """Names the key that wraps now. Raises KeysUnavailable."""
        ...

    async def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Raises KeysUnavailable."""
        ...

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Raises:
        KeysUnavailable: the master key is gone or away, or this was wrapped for another.
        """
        ...

    async def aclose(self) -> None: ...


@runtime_checkable
class Renews(Protocol):
    """Master keys that the hub itself can renew."""

    async def renew(self) -> str:
        """From now on another key wraps; the earlier ones still open. Returns its name."""
        ...


class LocalMasters:
    """Files: `master.key` wraps, and every `master-<id>.key` beside it opens what it wrapped.

    key id (8) | nonce (12) | ciphertext and tag
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = read_or_make(folder / "master.key", lambda: os.urandom(_BYTES))
        self._known: dict[bytes, AESGCM] = {}
        self._current = self._learn(self._made)

    async def aclose(self) -> None:
        """There is nothing to close."""

    async def current(self) -> str:
        return f"file:{self._read_current().hex()}"

    async def wrap(self, key: bytes, context: bytes) -> Wrapped:
        key_id, nonce = self._read_current(), os.urandom(_NONCE)
        sealed = self._known[key_id].encrypt(nonce, key, context)
        return Wrapped(f"file:{key_id.hex()}", key_id + nonce + sealed)

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Raises KeysUnavailable."""
        key_id = wrapped[:_KEY_ID]
        if key_id not in self._known:  # another process may have renewed the key since
            await asyncio.to_thread(self._read_all)
        cipher = self._known.get(key_id)
        if cipher is None:
            raise KeysUnavailable(
                f"The master key {key_id.hex()} is not in {self._folder}. Restore it from a backup."
            )
        nonce, sealed = wrapped[_KEY_ID : _KEY_ID + _NONCE], wrapped[_KEY_ID + _NONCE :]
        try:
            return cipher.decrypt(nonce, sealed, context)
        except InvalidTag as error:
            raise KeysUnavailable("A data key was not wrapped for this organization.") from error

    async def renew(self) -> str:
        await asyncio.to_thread(self._renew)
        return await self.current()

    def _renew(self) -> None:
        """Every step leaves all keys readable: the old one is kept before the new one replaces it,
        and the new one is beside it before anything is wrapped with it."""
        current = self._folder / "master.key"
        old, new = current.read_bytes(), os.urandom(_BYTES)
        for master in (old, new):
            read_or_make(
                self._folder / f"master-{_id_of(master).hex()}.key", partial(bytes, master)
            )
        draft = self._folder / f"master.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(current)

    def _read_current(self) -> bytes:
        """The file says which key wraps, so that no process goes on with one that was replaced."""
        found = (self._folder / "master.key").read_bytes()
        if found != self._made:
            self._made, self._current = found, self._learn(found)
        return self._current

    def _read_all(self) -> None:
        for path in (self._folder / "master.key", *self._folder.glob("master-*.key")):
            self._learn(path.read_bytes())

    def _learn(self, master: bytes) -> bytes:
        if len(master) != _BYTES:
            raise ValueError(f"a master key has {_BYTES} bytes")
        key_id = _id_of(master)
        if key_id not in self._known:
            derived = HKDF(SHA256(), _BYTES, salt=b"", info=b"laelia/wrap").derive(master)
            self._known[key_id] = AESGCM(derived)
        return key_id


def _id_of(master: bytes) -> bytes:
    return hashlib.sha256(b"laelia/key-id" + master).digest()[:_KEY_ID]
