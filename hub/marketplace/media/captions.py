"""Captions (WebVTT), read and written anew: cues alone, without styles, notes or regions."""

import re
from collections.abc import Iterator
from typing import Final

from hub.marketplace.media.errors import MediaRefused
from hub.tools.public import without_hidden

MEDIA_TYPE: Final = "text/vtt"
_TIMING: Final = re.compile(
    r"((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,4}:)?[0-5]\d:[0-5]\d\.\d{3})"
    r"((?:[ \t]+(?:align|line|position|size|vertical):[a-z0-9%.,-]+)*)[ \t]*",
    re.ASCII,
)
_TAG: Final = re.compile(r"<[^>]*>?")
_KEPT_TAG: Final = re.compile(r"</?[biu]>|</?v(?: [^<>&\n]{1,60})?>", re.ASCII)
_MOST_CUES: Final = 2_000
_MOST_TEXT: Final = 500


def plain_captions(content: bytes, pointer: str) -> bytes:
    """The same cues. Of tags, emphasis and speakers stay.

    Raises:
        MediaRefused: it is no WebVTT, or a cue is not as it should be.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MediaRefused.at(pointer, "is no text in UTF-8") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    head, _, rest = text.partition("\n\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t\n].*)?", head, re.DOTALL):
        raise MediaRefused.at(pointer, "is no WebVTT")
    cues = list(_cues(rest, pointer))
    if not cues:
        raise MediaRefused.at(pointer, "has no cue")
    return ("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode()


def _cues(rest: str, pointer: str) -> Iterator[str]:
    for number, block in enumerate(filter(str.strip, re.split(r"\n{2,}", rest)), 1):
        if number > _MOST_CUES:
            raise MediaRefused.at(pointer, f"has more than {_MOST_CUES} cues")
        lines = block.strip("\n").split("\n")
        if lines[0].startswith(("NOTE", "STYLE", "REGION")):
            continue
        if "-->" not in lines[0]:
            lines = lines[1:]  # a cue's name
        timing = _TIMING.fullmatch(lines[0]) if lines else None
        if timing is None:
            raise MediaRefused.at(pointer, f"has a cue without its times: the block {number}")
        said = _said("\n".join(lines[1:]))
        if len(said) > _MOST_TEXT or "-->" in said:
            raise MediaRefused.at(pointer, f"has a cue that is too long: the block {number}")
        if said.strip():
            yield f"{timing[1]} --> {timing[2]}{timing[3]}\n{said}"


def _said(text: str) -> str:
    kept = _TAG.sub(lambda tag: tag[0] if _KEPT_TAG.fullmatch(tag[0]) else "", text)
    return without_hidden(kept)[0]
