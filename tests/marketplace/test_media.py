"""Pictures and videos: sent, made anew, looked at, and shown to everybody."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hub.kit.db import Reader
from hub.marketplace.public import Clearing, MediaStore
from tests.hub_fixtures import Client, RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import (
    case_about,
    decide,
    made,
    publish_agent,
    publish_listing,
)
from tests.marketplace.sending import (
    CAPTIONS,
    SECRET,
    clip,
    fetch,
    moving,
    picture,
    send,
)

pytestmark = pytest.mark.req("FR-3.6", "FR-7.4")


async def draft(owner: Client) -> str:
    agent_id = await publish_agent(owner)
    return str((await made(await owner.post("/v1/listings", {"agent_id": agent_id})))["id"])


async def add(owner: Client, listing_id: str, file: bytes, **more: bytes) -> dict[str, Any]:
    path = f"/v1/listings/{listing_id}/media"
    said = {"language": "en"} if "captions" in more else {}
    sent = await send(owner, "POST", path, {"file": file} | more, alt="What it looks like", **said)
    return dict((await made(sent)).body)


async def test_a_picture_is_seen_by_all_once_its_listing_is(
    market: Market, hub: RunningHub
) -> None:
    owner, anonymous = market.owner, hub.anonymous
    listing_id = await draft(owner)
    one = await add(owner, listing_id, picture("JPEG"))
    assert (one["kind"], one["status"], one["alt"]) == ("image", "pending", "What it looks like")
    assert (one["width"], one["height"]) == (900, 1600), "upright, as the camera noted"
    assert [source["width"] for source in one["sources"]] == [900, 640, 320]
    url = one["url"]
    assert (await fetch(anonymous, url))[0] == 404
    assert (await fetch(await hub.sign_up(), url))[0] == 404
    status, content, heads = await fetch(owner, url)
    assert (status, heads["cache-control"]) == (200, "private, no-store")
    path = f"/v1/listings/{listing_id}/status"
    await made(await owner.post(path, {"to": "submitted"}))
    case = await case_about(market.moderator, listing_id)
    seen = await made(await market.moderator.get(f"/v1/moderation/cases/{case['id']}"))
    assert [media["id"] for media in seen["subject"]["media"]] == [one["id"]]
    assert (await fetch(market.moderator, url))[0] == 200, "before anybody else"
    late = await send(owner, "POST", f"/v1/listings/{listing_id}/media", {"file": b"x"}, alt="x")
    assert late.status == 409, "not under the reviewer's eyes"
    await decide(market.moderator, listing_id, "approve", "meets_the_rules")
    assert (await fetch(anonymous, url))[0] == 404, "it is its publisher's to show"
    await made(await owner.post(path, {"to": "published"}))
    status, again, heads = await fetch(anonymous, url)
    assert (status, again) == (200, content)
    assert heads["content-type"] == "image/webp"
    assert heads["cache-control"] == "public, max-age=31536000, immutable"
    assert heads["x-content-type-options"] == "nosniff"
    assert heads["content-security-policy"] == "default-src 'none'; sandbox"
    assert (await fetch(anonymous, url, if_none_match=heads["etag"]))[0] == 304
    shown = await made(await anonymous.get(f"/v1/listings/{listing_id}"))
    assert shown["media"][0]["status"] == "published"
    assert shown["poster"]["alt"] == "What it looks like"
    found = await made(await anonymous.get(f"/v1/listings?publisher={market.publisher['slug']}"))
    posters = {card["id"]: card["poster"] for card in found["data"]}
    assert posters[listing_id]["url"] == url


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_picture_keeps_nothing_but_what_is_to_be_seen(market: Market, kind: str) -> None:
    sent = picture(kind, size=(700, 400))
    assert SECRET.encode() in sent
    one = await add(market.owner, await draft(market.owner), sent)
    for source in one["sources"]:
        content = (await fetch(market.owner, source["url"]))[1]
        assert SECRET.encode() not in content
        drawn = Image.open(io.BytesIO(content))
        assert (drawn.format, drawn.size) == ("WEBP", (source["width"], source["height"]))
        assert not drawn.getexif()
        red, green, blue = drawn.convert("RGB").getpixel((9, 9))
        assert abs(red - 0x98) + abs(green - 0x17) + abs(blue - 0x7E) < 12


@pytest.mark.parametrize("name", ["clip.mp4", "clip.webm", "live.webm"])
async def test_a_video_is_played_from_anywhere_and_says_nothing_of_its_maker(
    market: Market, name: str
) -> None:
    sent, owner = clip(name), market.owner
    assert SECRET.encode() in sent
    listing_id = await draft(owner)
    one = await add(owner, listing_id, sent, poster=picture(), captions=CAPTIONS)
    assert (one["kind"], one["width"], one["height"]) == ("video", 96, 54)
    assert one["seconds"] == pytest.approx(1, abs=0.15)
    status, whole, heads = await fetch(owner, one["url"])
    assert status == 200
    assert heads["content-type"] == f"video/{name.rpartition('.')[2]}"
    assert len(whole) == len(sent)
    for word in (SECRET, "48.8577", "Lavf"):
        assert word.encode() not in whole
    status, part, heads = await fetch(owner, one["url"], range="bytes=100-199")
    assert (status, part) == (206, whole[100:200])
    assert heads["content-range"] == f"bytes 100-199/{len(whole)}"
    for odd in ("bytes=9-2", "bytes=999999-", "lines=1-2"):
        assert (await fetch(owner, one["url"], range=odd))[:2] == (200, whole)
    _, said, heads = await fetch(owner, one["captions_url"])
    assert heads["content-type"].startswith("text/vtt")
    assert said == b"WEBVTT\n\n00:00.000 --> 00:01.000 align:start\n<b>Hi</b>\n"
    path = f"/v1/listings/{listing_id}/media/{one['id']}/captions"
    other = CAPTIONS.replace(b"Hi", b"Hallo")
    changed = await made(await send(owner, "PUT", path, {"captions": other}, language="de"))
    assert changed["captions_url"] != one["captions_url"]
    assert changed["captions_language"] == "de"


REFUSED = {
    "text": ({"file": b"<svg onload=alert(1)>"}, "/file", "no PNG, JPEG or WebP"),
    "cut": ({"file": picture()[:90]}, "/file", "damaged"),
    "moving": ({"file": moving()}, "/file", "moves"),
    "tiny": ({"file": picture(size=(9, 9))}, "/file", "9 by 9"),
    "bomb": ({"file": picture(size=(9000, 9000), mode="1")}, "/file", "at most 40000000 in all"),
    "bare video": ({"file": clip("clip.mp4")}, "/poster", "required"),
    "cut mp4": ({"file": clip("clip.mp4")[:-9], "poster": picture()}, "/file", "damaged"),
    "cut webm": ({"file": clip("clip.webm")[:-9], "poster": picture()}, "/file", "damaged"),
    "fragments": ({"file": clip("frag.mp4"), "poster": picture()}, "/file", "fragments"),
    "format": ({"file": clip("mpeg4.mp4"), "poster": picture()}, "/file", "mp4v"),
    "matroska": (
        {"file": clip("clip.webm").replace(b"webm", b"mkv!"), "poster": picture()},
        "/file",
        "no WebM",
    ),
    "no captions": (
        {"file": clip("clip.mp4"), "poster": picture(), "captions": b"1\n00:00 --> 00:01\nx"},
        "/captions",
        "no WebVTT",
    ),
    "stray poster": ({"file": picture(), "poster": picture()}, "/poster", "goes with a video"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_shown_is_refused(market: Market, name: str) -> None:
    files, pointer, why = REFUSED[name]
    path = f"{market.path}/media"
    refused = await send(market.owner, "POST", path, files, alt="x", language="en")
    assert (refused.status, refused["code"]) == (422, "media_refused")
    assert refused["errors"][0]["pointer"] == pointer
    assert why in refused["errors"][0]["detail"]


async def test_a_form_says_what_is_to_be_seen_and_no_secret(market: Market) -> None:
    path = f"{market.path}/media"
    wordless = await send(market.owner, "POST", path, {"file": picture()})
    assert (wordless.status, wordless["errors"][0]["pointer"]) == (422, "/alt")
    key = "sk-abcdefghijklmnopqrstuvwx0123"
    telling = await send(market.owner, "POST", path, {"file": picture()}, alt=f"The key {key}")
    assert (telling.status, telling["code"]) == (422, "content_refused")
    large = await send(market.owner, "POST", path, {"file": bytes(11 << 20)}, alt="x")
    assert (large.status, large["code"]) == (413, "too_large")


async def test_what_is_added_to_a_shown_listing_waits_for_a_moderator(
    market: Market, hub: RunningHub
) -> None:
    listing = await publish_listing(
        market.owner, market.moderator, await publish_agent(market.owner)
    )
    path, owner, anonymous = f"/v1/listings/{listing['id']}", market.owner, hub.anonymous
    first = await add(owner, listing["id"], picture(size=(400, 300)))
    second = await add(owner, listing["id"], picture(size=(300, 200)))
    assert (await made(await anonymous.get(path)))["media"] == []
    assert len((await made(await owner.get(path)))["media"]) == 2
    for one, action in ((first, "keep"), (second, "remove")):
        reason = "meets_the_rules" if action == "keep" else "spam"
        case = await case_about(market.moderator, one["id"])
        assert (case["queue"], case["listing_id"]) == ("media", listing["id"])
        seen = await made(await market.moderator.get(f"/v1/moderation/cases/{case['id']}"))
        assert seen["subject"]["url"] == one["url"]
        await decide(market.moderator, one["id"], action, reason)
    shown = (await made(await anonymous.get(path)))["media"]
    assert [media["id"] for media in shown] == [first["id"]]
    assert (await fetch(anonymous, second["url"]))[0] == 404
    third = await add(owner, listing["id"], picture(size=(200, 200)))
    edit = f"{path}/media/{third['id']}"
    await made(await owner.call("PATCH", edit, {"position": 0, "alt": "It comes first"}))
    order = [(one["id"], one["alt"]) for one in (await made(await owner.get(path)))["media"]]
    assert order[0] == (third["id"], "It comes first")
    report = {"subject_type": "media", "subject_id": first["id"], "reason": "misleading"}
    await made(await (await hub.sign_up()).post("/v1/reports", report))
    await decide(market.moderator, first["id"], "remove", "misleading")
    assert (await fetch(anonymous, first["url"]))[0] == 404


async def test_a_listing_shows_at_most_so_many(market: Market) -> None:
    listing_id, path = await draft(market.owner), ""
    small = picture(size=(40, 40))
    for _ in range(12):
        await add(market.owner, listing_id, small)
    path = f"/v1/listings/{listing_id}/media"
    refused = await send(market.owner, "POST", path, {"file": small}, alt="x")
    assert (refused.status, refused["code"]) == (409, "too_much_media")


async def test_what_is_taken_away_leaves_no_file(market: Market, hub: RunningHub) -> None:
    listing_id = await draft(market.owner)
    kept, one = [await add(market.owner, listing_id, picture(size=(50, 50))) for _ in range(2)]
    path = f"/v1/listings/{listing_id}/media/{one['id']}"
    assert (await market.owner.call("DELETE", path)).status == 204
    assert (await fetch(market.owner, one["url"]))[0] == 404
    assert (await market.owner.call("DELETE", path)).status == 404

    def files(media: dict[str, Any]) -> list[Path]:
        return list(hub.home.glob(f"media/*/{media['id']}/*"))

    assert await asyncio.to_thread(files, one), "until the worker comes by"
    finder = Reader(str(hub.engines.database_worker))
    await finder.open()
    await Clearing(finder, MediaStore(hub.home)).step()
    await finder.close()
    assert not await asyncio.to_thread(files, one)
    assert await asyncio.to_thread(files, kept)


async def test_a_publishers_logo_is_shown_once_somebody_has_seen_it(
    market: Market, hub: RunningHub
) -> None:
    path = f"/v1/publishers/{market.publisher['id']}"
    long = await send(market.owner, "PUT", f"{path}/logo", {"file": picture(size=(300, 80))})
    assert (long.status, long["code"]) == (422, "media_refused")
    for color in ("#98177E", "#ffffff"):
        file = picture(size=(400, 400), color=color)
        mine = await made(await send(market.owner, "PUT", f"{path}/logo", {"file": file}))
        assert (mine["logo"]["width"], mine["logo"]["status"]) == (256, "pending")
        before = (await made(await hub.anonymous.get(path)))["logo"]
        assert before is None or before["url"] != mine["logo"]["url"]
        media_id = mine["logo"]["url"].split("/")[3]
        await decide(market.moderator, media_id, "keep", "meets_the_rules")
        shown = await made(await hub.anonymous.get(path))
        assert shown["logo"]["url"] == mine["logo"]["url"]
    card = await made(await hub.anonymous.get(market.path))
    assert card["publisher"]["logo_url"] == shown["logo"]["url"]
    assert (await fetch(hub.anonymous, shown["logo"]["url"]))[0] == 200
    assert (await market.owner.call("DELETE", f"{path}/logo")).status == 204
    assert (await made(await hub.anonymous.get(path)))["logo"] is None
