"""Forms with pictures and videos, as a publisher sends them.

The clips were made with FFmpeg, of one second and 96 by 54 pixels, with a place, a time, a title,
an author and a comment in them: `frag.mp4` is in fragments, `live.webm` has parts of unknown size,
`mpeg4.mp4` is in a format that browsers do not play.
"""

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from PIL import Image, PngImagePlugin

from tests.hub_fixtures import Answer, Client

CLIPS = Path(__file__).parent / "clips"
SECRET = "SECRET"
CAPTIONS = b"WEBVTT\n\nNOTE SECRET\n\n1\n00:00.000 --> 00:01.000 align:start\n<b>Hi</b><script>\n"


def clip(name: str) -> bytes:
    return (CLIPS / name).read_bytes()


@cache
def picture(
    kind: str = "PNG",
    *,
    size: tuple[int, int] = (1600, 900),
    color: str = "#98177E",
    mode: str = "RGB",
) -> bytes:
    """With words, a place and a profile beside what is to be seen."""
    made, drawn = io.BytesIO(), Image.new(mode, size, color)
    noted = Image.Exif()
    noted[0x010E], noted[0x0112] = SECRET, 6
    more: dict[str, Any] = {"exif": noted.tobytes()}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", SECRET)
        more = {"pnginfo": words}
    drawn.save(made, kind, **more)
    return made.getvalue() + SECRET.encode()


def moving() -> bytes:
    made, frames = io.BytesIO(), [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    frames[0].save(made, "PNG", save_all=True, append_images=frames[1:])
    return made.getvalue()


async def send(
    who: Client, method: str, path: str, files: dict[str, bytes], **fields: str
) -> Answer:
    form = aiohttp.FormData(fields)
    for name, content in files.items():
        form.add_field(
            name, io.BytesIO(content), filename="../../named.exe", content_type="text/html"
        )
    async with who.http.request(method, who.url + path, data=form, headers=who.headers()) as answer:
        text = await answer.text()
        body = json.loads(text) if text else None
        return Answer(answer.status, body, {k.lower(): v for k, v in answer.headers.items()})


async def fetch(who: Client, url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    sent = who.headers({name.replace("_", "-"): value for name, value in headers.items()})
    async with who.http.get(who.url + url, headers=sent) as answer:
        heads = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, await answer.read(), heads
