"""MP4 files: told what they are from their boxes, and stripped of what is not picture or sound.

What is taken out is overwritten where it stands, by boxes of the same size that hold nothing, so
that every offset into the file stays right. (ISO/IEC 14496-12.)
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hub.marketplace.media.errors import MediaRefused
from hub.marketplace.media.shapes import Video

_BRANDS: Final = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"}
)
_CONTAINERS: Final = frozenset(
    {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"tref"}
)
_KEPT: Final = frozenset(
    {
        *(b"ftyp", b"mdat", b"mvhd", b"iods", b"tkhd", b"elst", b"mdhd", b"hdlr", b"vmhd", b"smhd"),
        *(b"dref", b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64"),
        *(b"stss", b"sdtp", b"sbgp", b"sgpd", b"stps"),
    }
)
_CODECS: Final = frozenset(
    {b"avc1", b"avc3", b"av01", b"vp08", b"vp09", b"mp4a", b"Opus", b"fLaC", b".mp3"}
)
_VIDEO, _SOUND = b"vide", b"soun"
_DEPTH: Final = 12
_MOST_BOXES: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Box:
    """`start` is where its header begins, `body` where its content does."""

    kind: bytes
    start: int
    body: int
    end: int


@dataclass
class _Found:
    """What the walk has come by. Times are in the movie's own units."""

    boxes: int = 0
    units: int = 0
    duration: int = 0
    sides: tuple[int, int] | None = None
    pictures: int = 0


def is_mp4(content: bytes) -> bool:
    return content[4:8] == b"ftyp"


def plain_mp4(content: bytes, pointer: str) -> Video:
    """The video without what says where, when and with what it was made.

    Raises:
        MediaRefused: it is damaged, encrypted, in fragments, points to other files, or holds more
            than one picture and sound in formats that browsers play.
    """
    made, found = bytearray(content), _Found()
    try:
        top = list(_boxes(made, 0, len(made), found))
        _refuse_odd(made, top)
        for box in top:
            _keep(made, box, found, depth=0)
    except (struct.error, ValueError, IndexError) as error:
        raise MediaRefused.at(pointer, "is a damaged video") from error
    except _OddError as error:
        raise MediaRefused.at(pointer, str(error)) from error
    if found.pictures != 1 or found.sides is None or not found.units:
        raise MediaRefused.at(pointer, "has no single picture track")
    seconds = found.duration / found.units
    return Video(bytes(made), "video/mp4", *found.sides, seconds)


class _OddError(Exception):
    """Said of the file to whoever sent it."""


def _boxes(made: bytearray, start: int, end: int, found: _Found) -> Iterator[_Box]:
    at = start
    while at < end:
        if end - at < 8:
            raise ValueError("a box is cut off")
        size, kind = struct.unpack_from(">I4s", made, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", made, body)
            body += 8
        elif size == 0:
            size = end - at
        if size < body - at or at + size > end:
            raise ValueError("a box is longer than what it is in")
        found.boxes += 1
        if found.boxes > _MOST_BOXES:
            raise ValueError("there are too many boxes")
        yield _Box(kind, at, body, at + size)
        at += size


def _refuse_odd(made: bytearray, top: list[_Box]) -> None:
    kinds = [box.kind for box in top]
    if not kinds or kinds[0] != b"ftyp" or kinds.count(b"moov") != 1 or b"mdat" not in kinds:
        raise _OddError("is no whole MP4 video")
    if {b"moof", b"sidx", b"styp", b"mfra"} & set(kinds):
        raise _OddError("is in fragments; save it as one file")
    ftyp = top[0]
    words = [bytes(made[at : at + 4]) for at in range(ftyp.body, ftyp.end, 4)]
    if not _BRANDS & {words[0], *words[2:]}:
        raise _OddError("is no MP4 video that browsers play")


def _keep(made: bytearray, box: _Box, found: _Found, *, depth: int) -> None:
    """Goes into containers, looks at what it knows, and empties the rest."""
    if box.kind in (b"encv", b"enca", b"pssh", b"sinf"):
        raise _OddError("is encrypted")
    if box.kind in (b"mvex", b"moof"):
        raise _OddError("is in fragments; save it as one file")
    if box.kind in _CONTAINERS:
        if depth >= _DEPTH:
            raise ValueError("boxes are in one another too deep")
        for inner in list(_boxes(made, box.body, box.end, found)):
            _keep(made, inner, found, depth=depth + 1)
    elif box.kind not in _KEPT:
        made[box.start + 4 : box.start + 8] = b"free"
        made[box.body : box.end] = bytes(box.end - box.body)
    else:
        look = _LOOKS.get(box.kind)
        if look is not None:
            look(made, box, found)


def _movie(made: bytearray, box: _Box, found: _Found) -> None:
    long = made[box.body] == 1
    _forget_times(made, box, long=long)
    at = box.body + (20 if long else 12)
    found.units, found.duration = struct.unpack_from(">IQ" if long else ">II", made, at)


def _track(made: bytearray, box: _Box, found: _Found) -> None:
    _forget_times(made, box, long=made[box.body] == 1)
    wide, high = struct.unpack_from(">II", made, box.end - 8)
    if wide and high:
        if found.sides is not None:
            raise _OddError("has more than one picture track")
        (upright,) = struct.unpack_from(">I", made, box.end - 44)  # of the matrix that turns it
        sides = (wide >> 16, high >> 16)
        found.sides = sides if upright else sides[::-1]


def _media(made: bytearray, box: _Box, found: _Found) -> None:
    del found
    _forget_times(made, box, long=made[box.body] == 1)


def _forget_times(made: bytearray, box: _Box, *, long: bool) -> None:
    """When it was made, and when changed."""
    size = 16 if long else 8
    if box.end - box.body < 4 + size:
        raise ValueError("a header is cut off")
    made[box.body + 4 : box.body + 4 + size] = bytes(size)


def _handler(made: bytearray, box: _Box, found: _Found) -> None:
    kind = bytes(made[box.body + 8 : box.body + 12])
    if kind not in (_VIDEO, _SOUND):
        raise _OddError(
            f"has a track of kind {_shown(kind)}; keep the picture and the sound alone, and send"
            " captions beside it"
        )
    found.pictures += kind == _VIDEO
    made[box.body + 24 : box.end] = bytes(max(0, box.end - box.body - 24))  # a tool's name


def _references(made: bytearray, box: _Box, found: _Found) -> None:
    for entry in _boxes(made, box.body + 8, box.end, found):
        if made[entry.body + 3] & 1 != 1:
            raise _OddError("points to another file")


def _codecs(made: bytearray, box: _Box, found: _Found) -> None:
    for entry in _boxes(made, box.body + 8, box.end, found):
        if entry.kind in (b"encv", b"enca"):
            raise _OddError("is encrypted")
        if entry.kind not in _CODECS:
            raise _OddError(
                f"is in the format {_shown(entry.kind)}, which not every browser plays; use H.264,"
                " VP9 or AV1 with AAC or Opus"
            )


def _shown(kind: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 else "?" for byte in kind)


_LOOKS: Final = {
    b"mvhd": _movie,
    b"tkhd": _track,
    b"mdhd": _media,
    b"hdlr": _handler,
    b"dref": _references,
    b"stsd": _codecs,
}
