"""The pictures of shared links and the app's icons, as the hub draws them."""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import pytest
from PIL import Image

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from marketplace_web.contract import SOURCES
from marketplace_web.pictures.cards import Press
from marketplace_web.pictures.sigil import sigil
from marketplace_web.site import Card
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve

AGENT = platform_agent_id("summarize")
VECTORS = json.loads((SOURCES / "brand" / "sigil-vectors.json").read_text())
MANIFEST = json.loads((SOURCES.parent / "public" / "web" / "manifest.webmanifest").read_text())
GENERAL = "/web/og/laelia.png"


@pytest.fixture(scope="module")
async def web(
    hub: RunningHub, engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """A hub with a front end whose fonts nothing can read, and few requests for everybody."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><head><!--head--></head>")
    (folder / "assets" / "hanken-grotesk-latin-wght-normal-x.woff2").write_bytes(b"font")
    limits = {"anonymous_requests_per_minute": 60}
    async with serve(hub_settings(engines, hub.home, web={"folder": folder}, limits=limits)) as url:
        yield Client(url, hub.http)


@pytest.fixture(scope="module")
def press() -> Press:
    """As where no front end was built, or with a font that nothing can read."""
    return Press({"text": [b"font"]})


async def _picture(web: Client, path: str) -> tuple[Image.Image, bytes, dict[str, str]]:
    async with web.http.get(web.url + path) as answer:
        content = await answer.read()
        assert answer.status == 200, content
        assert answer.headers["content-type"] == "image/png"
        return (
            Image.open(io.BytesIO(content)),
            content,
            {name.lower(): value for name, value in answer.headers.items()},
        )


def _meta(page: str, name: str) -> str:
    found = re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)"', page)
    assert found, name
    return found[1]


@pytest.mark.parametrize("one", VECTORS, ids=[one["id"] or "empty" for one in VECTORS])
def test_an_agent_has_the_flower_that_its_page_has(one: dict[str, Any]) -> None:
    made = asdict(sigil(one["id"]))
    made["lipPath"] = made.pop("lip_path")
    made["petals"] = list(made["petals"])
    assert made == one["shape"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/marketplace",
        f"/agents/{AGENT}",
        "/categories/finance",
        "/collections/close-the-month",
        "/publishers/laelia",
    ],
)
async def test_a_shared_link_shows_a_picture_of_the_page(web: Client, path: str) -> None:
    page = (await web.get(path)).body
    assert _meta(page, "twitter:card") == "summary_large_image"
    assert _meta(page, "og:image:alt")
    address = _meta(page, "og:image")
    drawn, content, headers = await _picture(web, "/" + address.split("/", 3)[3])
    assert [str(side) for side in drawn.size] == [
        _meta(page, "og:image:width"),
        _meta(page, "og:image:height"),
    ]
    assert len(content) < 400_000
    assert headers["cache-control"] == "public, max-age=86400"
    general = (await _picture(web, GENERAL))[1]
    assert (content == general) is (path == "/")
    known = await web.get(
        "/" + address.split("/", 3)[3], headers={"if-none-match": headers["etag"]}
    )
    assert known.status == 304


async def test_an_agent_that_is_not_shown_has_the_general_picture(web: Client) -> None:
    """Whether there is one is not to be learned from it, nor from a name of any length."""
    _, general, of_general = await _picture(web, GENERAL)
    for path in (
        "/web/og/agents/agt_nothing.png",
        f"/web/og/agents/{'a' * 3000}.png",
        "/web/og/publishers/nobody.png",
        "/web/og/anything.png",
    ):
        _, content, headers = await _picture(web, path)
        assert content == general, path
        assert headers["etag"] == of_general["etag"]


@pytest.mark.req("S24")
async def test_the_app_can_be_installed(web: Client) -> None:
    """What Chromium asks: names, a start, a window of its own, icons of 192 and 512."""
    assert MANIFEST["name"]
    assert MANIFEST["short_name"]
    assert MANIFEST["display"] == "standalone"
    assert (await web.get(MANIFEST["start_url"])).status == 200
    icons = {icon["src"]: icon for icon in MANIFEST["icons"] if icon["type"] == "image/png"}
    for path, icon in icons.items():
        drawn, _, _ = await _picture(web, path)
        assert f"{drawn.width}x{drawn.height}" == icon["sizes"]
        assert drawn.mode == "RGB", "seen on every home screen"
    assert {icon["sizes"] for icon in icons.values()} == {"192x192", "512x512"}
    assert {icon["purpose"] for icon in icons.values()} == {"any", "maskable"}
    apple, _, _ = await _picture(web, "/web/apple-touch-icon.png")
    assert apple.size == (180, 180)


async def test_what_is_cut_from_a_maskable_icon_is_ground_alone(web: Client) -> None:
    drawn, _, _ = await _picture(web, "/web/icon-maskable-512.png")
    for x in range(0, 512, 4):
        for y in range(0, 512, 4):
            if (x - 256) ** 2 + (y - 256) ** 2 > (512 * 0.4) ** 2:
                assert drawn.getpixel((x, y)) == (255, 255, 255), (x, y)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "W" * 500,
        "word " * 90,
        "\u0627\u062e\u062a\u0635\u0627\u0631",
        "\u4f1a\u8b70\u306e\u8981\u7d04",
        "\u00c1gnes \U0001f338 & \u0141ukasz",
        "e\u0301\u0327\u200f\u202e",
    ],
    ids=["none", "one-word", "long", "arabic", "japanese", "signs", "marks"],
)
def test_every_name_has_a_picture(press: Press, name: str) -> None:
    made = press.print(Card("agt_1", name, name, name, score=4.6, reviews=1, happy=0.93))
    assert Image.open(io.BytesIO(made)).size == (1200, 630)


def test_what_nobody_told_is_not_on_it(press: Press) -> None:
    bare = press.print(Card("agt_1", "Ledger", ""))
    assert press.print(Card("agt_1", "Ledger", "", score=None, reviews=3)) == bare
    assert press.print(Card("agt_1", "Ledger", "", happy=0.0)) != bare


async def test_who_asks_too_often_waits(web: Client) -> None:
    """Last, as it uses up the minute of this address; pages go on."""
    statuses = set()
    for _ in range(6):  # more than twice the limit: a minute may end in between
        answers = await asyncio.gather(*(web.http.get(web.url + GENERAL) for _ in range(24)))
        statuses |= {answer.status for answer in answers}
    assert statuses == {200, 429}
    assert (await web.get("/marketplace")).status == 200
