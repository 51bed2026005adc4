"""Pictures, decoded and drawn anew: nothing of what was sent is kept but what is to be seen.

So there is no place, device or author in them, no second content behind the first, and no colour
that depends on a profile. Everything here takes long: call it in a thread.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hub.kit.lazy import lazy
from hub.marketplace.media.errors import MediaRefused

if TYPE_CHECKING:
    import PIL
    from PIL import Image, ImageCms, ImageOps
else:
    PIL = lazy("PIL")
    Image = lazy("PIL.Image")
    ImageCms = lazy("PIL.ImageCms")
    ImageOps = lazy("PIL.ImageOps")

MEDIA_TYPE: Final = "image/webp"
_KINDS: Final = ("PNG", "JPEG", "WEBP")
_LEAST_SIDE: Final = 16
_MOST_SIDE: Final = 12_000
_MOST_PIXELS: Final = 40_000_000
_QUALITY: Final = 88


@dataclass(frozen=True, slots=True)
class Picture:
    """A WebP picture."""

    content: bytes
    width: int
    height: int


def renditions(
    content: bytes, widths: Sequence[int], *, pointer: str, least: int = _LEAST_SIDE
) -> list[Picture]:
    """The picture at its own width, or the greatest of `widths` if it is wider, and then at each
    that is narrower, widest first.

    Raises:
        MediaRefused: it is no PNG, JPEG or WebP picture, is damaged, moves, or is too small or
            large.
    """
    try:
        plain = _decoded(content, pointer, least)
    except MediaRefused:
        raise
    except Exception as error:  # decoders meet hostile bytes in more ways than they document
        raise MediaRefused.at(pointer, "is a damaged picture") from error
    first = min(plain.width, max(widths))
    wanted = [first, *sorted((width for width in widths if width < first), reverse=True)]
    return [_drawn(plain, width) for width in wanted]


def _decoded(content: bytes, pointer: str, least: int) -> Any:
    try:
        picture = Image.open(io.BytesIO(content), formats=_KINDS)
    except PIL.UnidentifiedImageError as error:
        raise MediaRefused.at(pointer, "is no PNG, JPEG or WebP picture") from error
    if picture.format in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
        raise MediaRefused.at(pointer, "moves; send a video instead")
    sides = (picture.width, picture.height)
    if min(sides) < least or max(sides) > _MOST_SIDE or sides[0] * sides[1] > _MOST_PIXELS:
        raise MediaRefused.at(
            pointer,
            f"has {sides[0]} by {sides[1]} pixels: at least {least} and at most {_MOST_SIDE} on a"
            f" side, and at most {_MOST_PIXELS} in all",
        )
    picture.load()
    return _plain(picture)


def _plain(picture: Any) -> Any:
    """Upright, in sRGB, with 8 bits for each of its channels."""
    profile = picture.info.get("icc_profile")
    turned = ImageOps.exif_transpose(picture)
    mode = "RGBA" if turned.has_transparency_data else "RGB"
    if profile and turned.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            done = ImageCms.profileToProfile(
                turned, source, ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except ImageCms.PyCMSError:
            done = None  # a profile that nobody can read says nothing
        turned = done or turned
    return turned.convert(mode)


def _drawn(picture: Any, width: int) -> Picture:
    height = max(1, round(picture.height * width / picture.width))
    sized = picture
    if width != picture.width:
        sized = picture.resize((width, height), Image.Resampling.LANCZOS)
    clean = Image.new(sized.mode, sized.size)
    clean.paste(sized)  # without what the decoder noted beside the pixels
    made = io.BytesIO()
    clean.save(made, "WEBP", quality=_QUALITY, method=4, exact=False)
    return Picture(made.getvalue(), width, height)
