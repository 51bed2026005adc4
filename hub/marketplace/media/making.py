"""What was sent, made into what is served: by content, never by a name or a header."""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from hub.kit.errors import TooLarge
from hub.marketplace.media import captions
from hub.marketplace.media.boxes import is_mp4, plain_mp4
from hub.marketplace.media.elements import is_webm, plain_webm
from hub.marketplace.media.errors import MediaRefused
from hub.marketplace.media.pictures import MEDIA_TYPE, Picture, renditions

VIDEO_BYTES: Final = 64 * 1024 * 1024
PICTURE_BYTES: Final = 10 * 1024 * 1024
CAPTIONS_BYTES: Final = 256 * 1024
WIDTHS: Final = (2560, 1280, 640, 320)
LOGO_WIDTHS: Final = (256, 128, 64)
_LOGO_LEAST: Final = 64
_MOST_SECONDS: Final = 300
_MOST_VIDEO_SIDE: Final = 4096
_ENDINGS: Final = {
    MEDIA_TYPE: "webp",
    "video/mp4": "mp4",
    "video/webm": "webm",
    captions.MEDIA_TYPE: "vtt",
}


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is to be served. `role` is picture, video or captions."""

    role: str
    media_type: str
    content: bytes
    width: int | None = None
    height: int | None = None

    @property
    def name(self) -> str:
        """Says what is in it: another content has another name."""
        digest = hashlib.sha256(self.content).hexdigest()[:32]
        return f"{digest}.{_ENDINGS[self.media_type]}"

    def noted(self) -> dict[str, Any]:
        named = {"name": self.name, "role": self.role, "media_type": self.media_type}
        return {**named, "width": self.width, "height": self.height}


@dataclass(frozen=True, slots=True)
class Sent:
    """The files of one form."""

    file: bytes
    poster: bytes | None = None
    captions: bytes | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """`kind` is image or video."""

    kind: str
    width: int
    height: int
    seconds: float | None
    files: tuple[Served, ...]

    @property
    def bytes(self) -> int:
        return sum(len(one.content) for one in self.files)


def make(sent: Sent) -> Made:
    """Takes long: call it in a thread.

    Raises:
        MediaRefused: it is nothing that can be shown; the pointer says which file, and why.
        TooLarge: a picture is over the limit of pictures.
    """
    if is_mp4(sent.file) or is_webm(sent.file):
        return _video(sent)
    for name in ("poster", "captions"):
        if getattr(sent, name) is not None:
            raise MediaRefused.at(f"/{name}", "goes with a video")
    drawn = _pictures(sent.file, "/file", WIDTHS)
    return Made("image", drawn[0].width or 0, drawn[0].height or 0, None, drawn)


def make_logo(content: bytes) -> Made:
    """Raises what `make` does."""
    drawn = _pictures(content, "/file", LOGO_WIDTHS, least=_LOGO_LEAST)
    width, height = drawn[0].width or 0, drawn[0].height or 0
    if max(width, height) > 2 * min(width, height):
        raise MediaRefused.at("/file", "is more than twice as long as it is wide")
    return Made("logo", width, height, None, drawn)


def make_captions(content: bytes) -> Served:
    """Raises MediaRefused."""
    plain = captions.plain_captions(content, "/captions")
    return Served("captions", captions.MEDIA_TYPE, plain)


def _video(sent: Sent) -> Made:
    if sent.poster is None:
        raise MediaRefused.at("/poster", "is required: the picture that stands for the video")
    plain = (plain_mp4 if is_mp4(sent.file) else plain_webm)(sent.file, "/file")
    if not (0 < plain.width <= _MOST_VIDEO_SIDE and 0 < plain.height <= _MOST_VIDEO_SIDE):
        raise MediaRefused.at("/file", f"has no side of 1 to {_MOST_VIDEO_SIDE} pixels")
    if plain.seconds > _MOST_SECONDS:
        raise MediaRefused.at("/file", f"plays for more than {_MOST_SECONDS} seconds")
    files = [Served("video", plain.media_type, plain.content, plain.width, plain.height)]
    files += _pictures(sent.poster, "/poster", WIDTHS[1:])
    if sent.captions is not None:
        files.append(make_captions(sent.captions))
    seconds = plain.seconds or None
    return Made("video", plain.width, plain.height, seconds, tuple(files))


def _pictures(
    content: bytes, pointer: str, widths: tuple[int, ...], *, least: int = 16
) -> tuple[Served, ...]:
    if len(content) > PICTURE_BYTES:
        raise TooLarge(f"A picture has at most {PICTURE_BYTES} bytes.")
    drawn = renditions(content, widths, pointer=pointer, least=least)
    return tuple(_served(one) for one in drawn)


def _served(picture: Picture) -> Served:
    return Served("picture", MEDIA_TYPE, picture.content, picture.width, picture.height)
