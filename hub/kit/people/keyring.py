"""The keys of persons as a process has them, and the index by which an address is compared."""

import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hub.kit.db import Reader
from hub.kit.ids import PLATFORM_ORG
from hub.kit.vault.envelope import KEY_BYTES, Envelope, Place
from hub.kit.vault.keyring import FRESH_S, ContentErased, Vault

PERSONS: Final = 0
"""The version of every person's key. Data keys of organizations count from 1, so that a sealed
value says by itself whose key opens it."""
_MADE_S: Final = 60.0
_MOST: Final = 20_000
_WRAPPED: Final = "users.wrapped_key"
_INDEX: Final = "index"
_FIND: Final = "select wrapped, erased from find_person_key(%s)"
_KEEP: Final = "select keep_person_key(%s, %s)"
_READ: Final = "select sealed from installation_keys where name = %s"
_ADD: Final = """
    insert into installation_keys (name, sealed, created_at) values (%s, %s, now())
    on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Known:
    """`envelope` None: erased, or there is no such account (`exists` False)."""

    envelope: Envelope | None
    exists: bool


class People:
    """Finds, makes and keeps persons' keys. They never leave it but as envelopes.

    `open` before anything else: then indexes and new keys need no waiting.
    """

    def __init__(self, reader: Reader, vault: Vault) -> None:
        self._reader = reader
        self._vault = vault
        self._known: dict[str, tuple[float, Known]] = {}
        self._indexes: dict[str, bytes] = {}
        self._root = b""

    async def open(self) -> None:
        """Reads the key of the index, or makes it: the first of several processes does.

        Raises:
            KeysUnavailable: the master key cannot be reached.
        """
        place = Place("installation_keys.sealed", _INDEX)
        stored = await self._stored()
        if stored is None:
            made = await self._vault.seal(PLATFORM_ORG, place, os.urandom(KEY_BYTES))
            async with self._reader.transaction() as connection:
                await connection.execute(_ADD, [_INDEX, made])
            stored = await self._stored()
        opened = None if stored is None else await self._vault.open(PLATFORM_ORG, place, stored)
        if opened is None:
            raise ContentErased("The platform's keys were destroyed.")
        self._root = opened

    def index(self, purpose: str, value: str) -> bytes:
        """Equal for equal values of one purpose, and says nothing to whoever lacks the key."""
        if not self._root:
            raise RuntimeError("the index has no key: open() comes first")
        key = self._indexes.get(purpose)
        if key is None:
            info = f"laelia/index/{purpose}".encode()
            derived = HKDF(SHA256(), KEY_BYTES, salt=b"", info=info).derive(self._root)
            key = self._indexes[purpose] = derived
        return hmac.digest(key, value.encode(), "sha256")

    def known(self, user_id: str) -> Known | None:
        """What is remembered and still fresh."""
        kept = self._known.get(user_id)
        return kept[1] if kept is not None and monotonic() < kept[0] else None

    async def find(self, user_id: str) -> Known:
        """The person's key; one who has none yet gets it here.

        Raises:
            KeysUnavailable: the master key cannot be reached.
            Unavailable: the database cannot be.
        """
        known = self.known(user_id)
        if known is not None:
            return known
        async with self._reader.transaction() as connection:
            row = await (await connection.execute(_FIND, [user_id])).fetchone()
        if row is None:
            return Known(None, exists=False)
        wrapped, erased = row
        if wrapped is None and not erased:
            wrapped = await self._begin(user_id)
        return await self.opened(user_id, wrapped)

    async def opened(self, user_id: str, wrapped: bytes | None) -> Known:
        """The same, of an account whose row is at hand. Raises as `find` does."""
        known = self.known(user_id)
        if known is not None and (known.envelope is None) == (wrapped is None):
            return known
        envelope = None
        if wrapped is not None:
            key = await self._vault.open(PLATFORM_ORG, Place(_WRAPPED, user_id), wrapped)
            envelope = None if key is None else Envelope(user_id, PERSONS, key)
        return self._keep(user_id, Known(envelope, exists=True), FRESH_S)

    async def make(self, user_id: str) -> tuple[Envelope, bytes]:
        """A key for a new account, and how its row keeps it. Raises as `find` does."""
        key = os.urandom(KEY_BYTES)
        wrapped = await self._vault.seal(PLATFORM_ORG, Place(_WRAPPED, user_id), key)
        envelope = Envelope(user_id, PERSONS, key)
        # Others cannot see the row before its transaction ends; what it writes needs the key now.
        self._keep(user_id, Known(envelope, exists=True), _MADE_S)
        return envelope, wrapped

    async def rewrapped(self, user_id: str, wrapped: bytes) -> bytes | None:
        """Under the platform's newest data key; None once that key was destroyed."""
        place = Place(_WRAPPED, user_id)
        key = await self._vault.open(PLATFORM_ORG, place, wrapped)
        return None if key is None else await self._vault.seal(PLATFORM_ORG, place, key)

    async def envelope_of(self, org_id: str, version: int | None = None) -> Envelope | None:
        """An organization's key, for what belongs to nobody who has an account; None once it was
        destroyed. `version` None: the one to seal with."""
        if version is not None:
            return await self._vault.envelope(org_id, version)
        try:
            return await self._vault.ready(org_id)
        except ContentErased:
            return None

    def forget(self, user_id: str) -> None:
        """What this process remembers of a person's key."""
        self._known.pop(user_id, None)

    async def _begin(self, user_id: str) -> bytes | None:
        """For an account from before there were keys. The first of several processes makes it."""
        key = os.urandom(KEY_BYTES)
        wrapped = await self._vault.seal(PLATFORM_ORG, Place(_WRAPPED, user_id), key)
        async with self._reader.transaction() as connection:
            row = await (await connection.execute(_KEEP, [user_id, wrapped])).fetchone()
        return None if row is None else row[0]

    async def _stored(self) -> bytes | None:
        async with self._reader.transaction() as connection:
            row = await (await connection.execute(_READ, [_INDEX])).fetchone()
        return None if row is None else row[0]

    def _keep(self, user_id: str, known: Known, seconds: float) -> Known:
        now = monotonic()
        if len(self._known) >= _MOST:
            self._known = {k: kept for k, kept in self._known.items() if now < kept[0]}
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[user_id] = (now + seconds, known)
        return known


def normalized(address: str) -> str:
    """The one spelling in which addresses are compared: their letters' case does not count, and the
    domain is in its ASCII form."""
    mailbox, at, domain = address.strip().casefold().rpartition("@")
    with suppress(UnicodeError):  # no domain at all: it is compared as it is written
        domain = domain.encode("idna").decode() if domain else domain
    return f"{mailbox}{at}{domain}"


def domain_of(address: str) -> str:
    return normalized(address).rpartition("@")[2]
