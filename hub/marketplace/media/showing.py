"""Pictures and videos over HTTP, as everybody sees them: as what they are and nothing else."""

import asyncio
import re
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from hub.identity.public import Principal, identity_of, may, network_of
from hub.kit.http import problems
from hub.kit.ratelimit import Quota
from hub.marketplace.desk import PUBLIC, AtDesk, Desk, visitor
from hub.marketplace.media import repository
from hub.marketplace.media.errors import MediaNotFound
from hub.marketplace.media.models import ListingMedia
from hub.marketplace.media.store import Store

router = APIRouter(
    prefix="/v1", tags=["marketplace"], dependencies=[PUBLIC], responses=problems(401, 404, 429)
)
# A page asks for one list, and for the many pictures in it.
_PICTURES_PER_REQUEST: Final = 20
_MODERATE: Final = "marketplace.moderate"
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_FOR_NOBODY_ELSE: Final = "private, no-store"
_SAFE: Final = "default-src 'none'; sandbox"
_PART: Final = re.compile(rb"bytes=(\d{1,12})-(\d{0,12})")
_SHOWN: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file, whole.",
        "content": {
            kind: {"schema": {"type": "string", "contentMediaType": kind}}
            for kind in ("image/webp", "video/mp4", "video/webm", "text/vtt")
        },
    },
    206: {"description": "The part of it that was asked for."},
    304: {"description": "It is as you have it."},
}


class _Shown(FileResponse):
    """Of the ranges that may be asked for, one that is in the file; others get the whole of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = int(self.headers["content-length"])
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"range" or _is_within(value, size)
        ]
        await super().__call__({**scope, "headers": kept}, receive, send)


def _is_within(asked: bytes, size: int) -> bool:
    found = _PART.fullmatch(asked)
    if found is None or int(found[1]) >= size:
        return False
    return not found[2] or int(found[2]) >= int(found[1])


@router.get("/media/{media_id}/{file_name}", response_class=Response, responses=_SHOWN)
async def get_media(
    media_id: str, file_name: str, request: Request, at: AtDesk, store: Store
) -> Response:
    """A file of a picture or video, at the address that was given for it. What is published is
    anybody's, and stays the same for ever."""
    found, cache = await _find(at, None, media_id, file_name), _FOR_EVER
    if found is None:
        who = await visitor(request, Response())
        found, cache = await _find(at, who, media_id, file_name), _FOR_NOBODY_ELSE
    else:
        await _count(request)
    if found is None:
        raise MediaNotFound("There is no file at this address.")
    row, kept = found
    etag = f'"{kept["name"]}"'
    headers = {"cache-control": cache, "etag": etag, "content-security-policy": _SAFE}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    path = store.path(row.org_id, row.id, kept["name"])
    try:
        known = await asyncio.to_thread(path.stat)
    except FileNotFoundError as error:
        raise MediaNotFound("The content of this file is gone.") from error
    return _Shown(path, headers=headers, media_type=kept["media_type"], stat_result=known)


async def _find(
    at: Desk, who: Principal | None, media_id: str, file_name: str
) -> tuple[ListingMedia, dict[str, Any]] | None:
    """The row that this reader sees, with what it says of the file. A moderator sees every one."""
    moderates = who is not None and "admin" in who.scopes and may(who.platform_role, _MODERATE)
    async with at.moderate() if moderates else at.open(who) as session:
        row = await repository.find(session, media_id)
    if row is None:
        return None
    kept = next((one for one in row.files if one["name"] == file_name), None)
    return (row, kept) if kept else None


async def _count(request: Request) -> None:
    """Raises QuotaExceeded: the address has used its minute."""
    identity = identity_of(request)
    most = _PICTURES_PER_REQUEST * identity.limits.anonymous_requests_per_minute
    address = request.client.host if request.client else ""
    await identity.limiter.check(f"media:from:{network_of(address)}", Quota("media", most))
