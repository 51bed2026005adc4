"""WebM files: told what they are from their elements, and stripped of what is not picture or sound.

What is taken out is overwritten where it stands, by void elements of the same size, so that every
position in the file stays right. (RFC 8794, RFC 9559.)
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from hub.marketplace.media.errors import MediaRefused
from hub.marketplace.media.shapes import Video

_EBML, _SEGMENT, _VOID = 0x1A45DFA3, 0x18538067, 0xEC
_DOC_TYPE: Final = 0x4282
_INFO, _TRACKS, _CLUSTER, _CUES, _SEEK = (
    *(0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B, 0x114D9B74),
)
_SCALE, _DURATION, _MUXER, _WRITER = 0x2AD7B1, 0x4489, 0x4D80, 0x5741
_TRACK, _TRACK_TYPE, _CODEC, _VIDEO = 0xAE, 0x83, 0x86, 0xE0
_NAME, _LANGUAGES = 0x536E, frozenset({0x22B59C, 0x22B59D})
_ENCODINGS: Final = 0x6D80
_WIDTH, _HEIGHT, _TIMECODE, _SIMPLE_BLOCK = 0xB0, 0xBA, 0xE7, 0xA3
_PARTS: Final = frozenset({_SEEK, _INFO, _TRACKS, _CLUSTER, _CUES})
_BESIDE: Final = frozenset({0x1254C367, 0x1941A469, 0x1043A770})  # tags, attachments, chapters
_KEPT_INFO: Final = frozenset({_SCALE, _DURATION, _MUXER, _WRITER, _VOID})
_CODECS: Final = frozenset({b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS"})
_PICTURE, _SOUND = 1, 2
_MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class _Element:
    """`known` is false where its end is not written down: what follows says where it ends."""

    kind: int
    start: int
    body: int
    end: int
    known: bool


@dataclass
class _Found:
    """Times are in units of `scale` nanoseconds."""

    scale: int = 1_000_000
    duration: float = 0
    last: int = 0
    sides: tuple[int, int] | None = None
    elements: int = 0
    tracks: list[int] = field(default_factory=list)


class _OddError(Exception):
    """Said of the file to whoever sent it."""


def is_webm(content: bytes) -> bool:
    return content[:4] == _EBML.to_bytes(4)


def plain_webm(content: bytes, pointer: str) -> Video:
    """The video without what says where, when and with what it was made.

    Raises:
        MediaRefused: it is damaged, encrypted, or holds more than one picture and sound.
    """
    made, found = bytearray(content), _Found()
    try:
        head, segment = _outline(made, found)
        _refuse_odd(made, head, found)
        for part in _parts(made, segment, found):
            _look(made, part, found)
    except (struct.error, ValueError, IndexError) as error:
        raise MediaRefused.at(pointer, "is a damaged video") from error
    except _OddError as error:
        raise MediaRefused.at(pointer, str(error)) from error
    if found.tracks.count(_PICTURE) != 1 or found.sides is None:
        raise MediaRefused.at(pointer, "has no single picture track")
    units = found.duration or found.last
    seconds = units * found.scale / 1_000_000_000
    return Video(bytes(made), "video/webm", *found.sides, seconds)


def _outline(made: bytearray, found: _Found) -> tuple[_Element, _Element]:
    head = _element(made, 0, len(made), found)
    segment = _element(made, head.end, len(made), found)
    if segment.kind != _SEGMENT or segment.end != len(made):
        raise _OddError("is no whole WebM video")
    return head, segment


def _number(made: bytearray, at: int, *, marked: bool) -> tuple[int, int, bool]:
    """A number of variable length: its value, how long it is, and whether it says anything."""
    first = made[at]
    length = 9 - first.bit_length()
    if length > 8:
        raise ValueError("a number has no length")
    value = int.from_bytes(made[at : at + length])
    if at + length > len(made):
        raise ValueError("a number is cut off")
    plain = value & ((1 << 7 * length) - 1)
    return (value if marked else plain), length, plain != (1 << 7 * length) - 1


def _element(made: bytearray, at: int, end: int, found: _Found) -> _Element:
    found.elements += 1
    if found.elements > _MOST:
        raise ValueError("there are too many elements")
    kind, named, _ = _number(made, at, marked=True)
    size, sized, known = _number(made, at + named, marked=False)
    body = at + named + sized
    last = body + size if known else end
    if body > end or last > end:
        raise ValueError("an element is longer than what it is in")
    return _Element(kind, at, body, last, known)


def _inside(made: bytearray, outer: _Element, found: _Found) -> Iterator[_Element]:
    at = outer.body
    while at < outer.end:
        inner = _element(made, at, outer.end, found)
        if not inner.known:
            raise ValueError("only clusters may be of unknown size")
        yield inner
        at = inner.end


def _parts(made: bytearray, segment: _Element, found: _Found) -> Iterator[_Element]:
    """Those of the segment. A cluster of unknown size ends where the next part begins."""
    at = segment.body
    while at < segment.end:
        part = _element(made, at, segment.end, found)
        if not part.known:
            if part.kind != _CLUSTER:
                raise ValueError("only clusters may be of unknown size")
            part = _Element(part.kind, at, part.body, _end_of(made, part, found), known=True)
        yield part
        at = part.end


def _end_of(made: bytearray, cluster: _Element, found: _Found) -> int:
    at = cluster.body
    while at < cluster.end:
        inner = _element(made, at, cluster.end, found)
        if inner.kind in _PARTS | _BESIDE:
            break
        at = inner.end
    return at


def _refuse_odd(made: bytearray, head: _Element, found: _Found) -> None:
    kinds = {one.kind: bytes(made[one.body : one.end]) for one in _inside(made, head, found)}
    if kinds.get(_DOC_TYPE, b"").rstrip(b"\0") != b"webm":
        raise _OddError("is no WebM video")


def _look(made: bytearray, part: _Element, found: _Found) -> None:
    if part.kind == _INFO:
        _info(made, part, found)
    elif part.kind == _TRACKS:
        for track in list(_inside(made, part, found)):
            if track.kind == _TRACK:
                _track(made, track, found)
            else:
                _void(made, track)
    elif part.kind == _CLUSTER:
        _cluster(made, part, found)
    elif part.kind not in _PARTS:
        _void(made, part)


def _cluster(made: bytearray, part: _Element, found: _Found) -> None:
    """Says how long it plays, where the file itself does not."""
    begin = 0
    for one in _inside(made, part, found):
        if one.kind == _TIMECODE:
            begin = int.from_bytes(made[one.body : one.end])
        elif one.kind == _SIMPLE_BLOCK:
            _, named, _ = _number(made, one.body, marked=False)
            (after,) = struct.unpack_from(">h", made, one.body + named)
            found.last = max(found.last, begin + after)


def _info(made: bytearray, part: _Element, found: _Found) -> None:
    for one in list(_inside(made, part, found)):
        said = bytes(made[one.body : one.end])
        if one.kind == _SCALE:
            found.scale = int.from_bytes(said)
        elif one.kind == _DURATION:
            found.duration = float(struct.unpack(">f" if len(said) == 4 else ">d", said)[0])
        elif one.kind in (_MUXER, _WRITER):
            made[one.body : one.end] = bytes(len(said))  # they have to be there
        elif one.kind not in _KEPT_INFO:
            _void(made, one)


def _track(made: bytearray, track: _Element, found: _Found) -> None:
    for one in list(_inside(made, track, found)):
        said = bytes(made[one.body : one.end])
        if one.kind == _TRACK_TYPE:
            _refuse_kind(int.from_bytes(said))
            found.tracks.append(int.from_bytes(said))
        elif one.kind == _CODEC and said.rstrip(b"\0") not in _CODECS:
            raise _OddError("is in a format that not every browser plays; use VP8, VP9 or AV1")
        elif one.kind == _ENCODINGS:
            raise _OddError("is encrypted or packed once more")
        elif one.kind == _VIDEO:
            sides = {
                inner.kind: int.from_bytes(made[inner.body : inner.end])
                for inner in _inside(made, one, found)
            }
            found.sides = (sides.get(_WIDTH, 0), sides.get(_HEIGHT, 0))
        elif one.kind == _NAME or one.kind in _LANGUAGES:
            _void(made, one)


def _refuse_kind(kind: int) -> None:
    if kind not in (_PICTURE, _SOUND):
        raise _OddError(
            "has a track that is neither picture nor sound; send captions beside the video"
        )


def _void(made: bytearray, element: _Element) -> None:
    """In its place, nothing of the same size."""
    size = element.end - element.start
    if size >= 9:
        head = bytes([_VOID, 1]) + (size - 9).to_bytes(7)
    else:
        head = bytes([_VOID, 0x80 | (size - 2)])
    made[element.start : element.end] = head + bytes(size - len(head))
