"""A sealed value opens in its place, whole and unchanged, and nowhere else."""

import io
import os
from collections.abc import Iterator

import pytest

from hub.kit.vault import ContentUnreadable, Envelope, Place, is_sealed, version_of
from hub.kit.vault.blobs import PIECE, head_of, open_pieces, seal_pieces

pytestmark = pytest.mark.req("R64")

KEY = os.urandom(32)
OWN = Envelope("org_a", 7, KEY)
HERE = Place("runs.input", "run_1")


def test_it_opens_in_its_place_and_names_its_key() -> None:
    for content in (b"", b"x", "grüße".encode(), os.urandom(100_000)):
        sealed = OWN.seal(*HERE, content)
        assert is_sealed(sealed)
        assert version_of(sealed) == 7
        assert content not in sealed or len(content) < 2
        assert OWN.open(*HERE, sealed) == content
    assert OWN.seal(*HERE, b"x") != OWN.seal(*HERE, b"x")


@pytest.mark.parametrize(
    ("envelope", "place"),
    [
        (OWN, Place("runs.input", "run_2")),
        (OWN, Place("runs.output", "run_1")),
        (OWN, Place("runs.inputrun", "_1")),
        (Envelope("org_b", 7, KEY), HERE),
        (Envelope("org_a", 8, KEY), HERE),
        (Envelope("org_a", 7, os.urandom(32)), HERE),
    ],
)
def test_it_opens_nowhere_else(envelope: Envelope, place: Place) -> None:
    with pytest.raises(ContentUnreadable):
        envelope.open(*place, OWN.seal(*HERE, b"x"))


def test_every_changed_byte_is_noticed() -> None:
    sealed = OWN.seal(*HERE, b"value")
    for at in range(5, len(sealed)):
        with pytest.raises(ContentUnreadable):
            OWN.open(*HERE, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
    for length in range(5, len(sealed)):
        with pytest.raises(ContentUnreadable):
            OWN.open(*HERE, sealed[:length])


def test_nothing_that_was_written_plain_looks_sealed() -> None:
    for plain in (b"", b'{"text":"x"}', b"[]", b'"\\u00fe"', "þ".encode(), b"\x01", b"null"):
        assert not is_sealed(plain)


def test_no_nonce_comes_twice_also_in_a_fork() -> None:
    first = OWN.seal(*HERE, b"x")[5:17]
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, b"".join(OWN.seal(*HERE, b"x")[5:17] for _ in range(1000)))
        os._exit(0)
    os.close(writing)
    theirs = b"".join(iter(lambda: os.read(reading, 4096), b""))
    os.close(reading)
    os.wait()
    ours = [OWN.seal(*HERE, b"x")[5:17] for _ in range(1000)]
    drawn = [first, *ours, *(theirs[at : at + 12] for at in range(0, len(theirs), 12))]
    assert len(drawn) == len(set(drawn)) == 2001


def _stored(content: bytes, place: Place = HERE) -> bytes:
    return b"".join(seal_pieces(OWN, place, [content]))


def _read(stored: bytes, place: Place = HERE, envelope: Envelope = OWN) -> bytes:
    file = io.BytesIO(stored)
    version, salt = head_of(file)
    assert version == 7
    return b"".join(open_pieces(envelope, place, salt, file))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5])
def test_a_file_of_any_size_comes_back(size: int) -> None:
    content = os.urandom(size)
    assert _read(_stored(content)) == content

    def trickle() -> Iterator[bytes]:
        for at in range(0, size, 10_001):
            yield content[at : at + 10_001]

    assert _read(b"".join(seal_pieces(OWN, HERE, trickle()))) == content


def test_a_piece_of_a_file_cannot_be_moved_left_out_or_repeated() -> None:
    stored = _stored(os.urandom(3 * PIECE + 5))
    head, rest, width = stored[:37], stored[37:], PIECE + 16
    pieces = [rest[at : at + width] for at in range(0, len(rest), width)]
    assert len(pieces) == 4
    forged = {
        "swapped": [pieces[1], pieces[0], *pieces[2:]],
        "left out": [pieces[0], *pieces[2:]],
        "repeated": [pieces[0], *pieces],
        "cut off": pieces[:-1],
        "cut short": [*pieces[:-1], pieces[-1][:-1]],
        "longer": [*pieces, pieces[-1]],
        "empty": [],
    }
    for how, made in forged.items():
        with pytest.raises(ContentUnreadable):
            _read(head + b"".join(made))
        assert how
    other = _stored(os.urandom(PIECE + 5))
    with pytest.raises(ContentUnreadable):
        _read(head + other[37:])
    with pytest.raises(ContentUnreadable):
        _read(stored, Place("files.content", "file_2"))
    with pytest.raises(ContentUnreadable):
        _read(stored, envelope=Envelope("org_b", 7, KEY))
    with pytest.raises(ContentUnreadable):
        _read(stored[:20])
