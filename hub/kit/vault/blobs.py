"""Files sealed in pieces, so that they are written and read without being held whole.

    0xFE | version of the data key (4) | salt (32) | pieces

Every file has a key of its own, derived from the data key, the salt and the file's place. A piece
is at most 64 KiB of content and its tag; its nonce is its number and whether it is the last, so
that none can be moved, left out, repeated or cut off.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.kit.vault.envelope import FORMAT, HEAD, TAG, ContentUnreadable, Envelope, Place

PIECE: Final = 64 * 1024
_SALT: Final = 32


def seal_pieces(envelope: Envelope, place: Place, content: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed file, piece by piece, of content in parts of any size."""
    salt = os.urandom(_SALT)
    yield envelope.head + salt
    cipher = envelope.derived(place, salt)
    number, held = 0, b""
    for part in content:
        whole = held + part
        view, at = memoryview(whole), 0
        while len(whole) - at > PIECE:  # what may be the last is held back
            yield cipher.encrypt(_nonce(number, last=False), view[at : at + PIECE], None)
            number, at = number + 1, at + PIECE
        held = whole[at:]
    yield cipher.encrypt(_nonce(number, last=True), held, None)


def head_of(file: BinaryIO) -> tuple[int, bytes]:
    """The version of the data key, and the salt; the file is then at its first piece.

    Raises:
        ContentUnreadable: this is no sealed file.
    """
    head = file.read(HEAD + _SALT)
    if len(head) < HEAD + _SALT or head[:1] != FORMAT:
        raise ContentUnreadable("The file has no head.")
    return int.from_bytes(head[1:HEAD]), head[HEAD:]


def open_pieces(envelope: Envelope, place: Place, salt: bytes, file: BinaryIO) -> Iterator[bytes]:
    """The content, piece by piece; each is what it was when it was sealed. Closes the file.

    Raises:
        ContentUnreadable: a piece was changed, moved or left out, or the file belongs elsewhere.
    """
    cipher = envelope.derived(place, salt)
    with file:
        number, piece = 0, file.read(PIECE + TAG)
        while True:
            following = file.read(PIECE + TAG)
            yield _opened(cipher, number, piece, last=not following)
            if not following:
                return
            number, piece = number + 1, following


def _opened(cipher: AESGCM, number: int, piece: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(number, last=last), piece, None)
    except (InvalidTag, ValueError) as error:
        raise ContentUnreadable("The file is not what was stored here.") from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
