"""Pictures and videos over HTTP, as their publisher sends them: as forms."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field, ValidationError

from hub.kit.errors import InvalidInput
from hub.kit.http import pointer, problems
from hub.kit.uploads import Upload, form_body, read_form
from hub.marketplace import catalog, publishers, schemas
from hub.marketplace.content import Body, Language, Line
from hub.marketplace.desk import AtDesk, Writes
from hub.marketplace.media import making, service
from hub.marketplace.media.making import Sent
from hub.marketplace.media.service import Words
from hub.marketplace.media.store import Store
from hub.marketplace.media.views import Media, media_view

router = APIRouter(
    prefix="/v1", tags=["marketplace"], responses=problems(401, 403, 404, 409, 413, 415, 422, 429)
)
_MOST_OF: Final = {
    "file": making.VIDEO_BYTES,
    "poster": making.PICTURE_BYTES,
    "captions": making.CAPTIONS_BYTES,
}
Shape = TypeVar("Shape", bound=BaseModel)


class _Said(Body):
    """The words of a form, or of a change."""

    alt: Annotated[Line, Field(min_length=1, max_length=300)]
    language: Language | None = None


class _Captions(Body):
    language: Language


class MediaBody(Body):
    """What is left out stays. `position` counts from 0."""

    alt: Annotated[Line, Field(min_length=1, max_length=300)] | None = None
    position: int | None = Field(None, ge=0, lt=service.MOST)


def _words(shape: type[Shape], fields: Mapping[str, str]) -> Shape:
    """Raises InvalidInput."""
    try:
        return shape.model_validate(dict(fields))
    except ValidationError as error:
        faults = [
            {"pointer": pointer(fault["loc"]), "detail": fault["msg"]} for fault in error.errors()
        ]
        raise InvalidInput("The form is not valid; `errors` says where.", errors=faults) from error


@router.post(
    "/listings/{listing_id}/media",
    status_code=201,
    openapi_extra=form_body(
        {"file": "file", "alt": "text"},
        {"poster": "file", "captions": "file", "language": "text"},
    ),
)
async def add_media(
    listing_id: str, request: Request, who: Writes, at: AtDesk, store: Store
) -> Media:
    """A picture, or a video with the `poster` that stands for it and `captions` (WebVTT) in a
    `language`. `alt` says what is to be seen."""
    async with at.open(who) as session:
        await service.room_for(session, who, listing_id)
    form = await read_form(request, _MOST_OF)
    said = _words(_Said, form.fields)
    sent = Sent(
        form.file("file").content,
        poster=_content(form.files, "poster"),
        captions=_content(form.files, "captions"),
    )
    made = await store.make(partial(making.make, sent))
    media = service.new_media(who, made, Words(said.alt, said.language), now=at.now)
    await store.keep(who.org_id, media.id, made.files)
    async with at.open(who) as session:
        return media_view(await service.add(session, who, listing_id, media, now=at.now))


def _content(files: Mapping[str, Upload], name: str) -> bytes | None:
    return files[name].content if name in files else None


@router.patch("/listings/{listing_id}/media/{media_id}")
async def edit_media(
    listing_id: str, media_id: str, body: MediaBody, who: Writes, at: AtDesk
) -> Media:
    """Other words for it, or another place among the listing's."""
    async with at.open(who) as session:
        _, media = await service.own(session, who, listing_id, media_id)
        await service.change(session, media, alt=body.alt, position=body.position, now=at.now)
        return media_view(media)


@router.put(
    "/listings/{listing_id}/media/{media_id}/captions",
    openapi_extra=form_body({"captions": "file", "language": "text"}),
)
async def set_captions(
    listing_id: str, media_id: str, request: Request, who: Writes, *, at: AtDesk, store: Store
) -> Media:
    """The captions of a video (WebVTT), new or in place of those it had."""
    async with at.open(who) as session:
        await service.own(session, who, listing_id, media_id)
    form = await read_form(request, {"captions": making.CAPTIONS_BYTES})
    said = _words(_Captions, form.fields)
    made = await store.make(partial(making.make_captions, form.file("captions").content))
    await store.keep(who.org_id, media_id, [made])
    async with at.open(who) as session:
        listing, media = await service.own(session, who, listing_id, media_id)
        await service.set_captions(
            session, listing, media, made, language=said.language, now=at.now
        )
        return media_view(media)


@router.delete("/listings/{listing_id}/media/{media_id}", status_code=204)
async def remove_media(listing_id: str, media_id: str, who: Writes, at: AtDesk) -> Response:
    """Take a picture or video away."""
    async with at.open(who) as session:
        _, media = await service.own(session, who, listing_id, media_id)
        await service.remove(session, media, now=at.now)
    return Response(status_code=204)


@router.put("/publishers/{publisher_id}/logo", openapi_extra=form_body({"file": "file"}))
async def set_logo(
    publisher_id: str, request: Request, who: Writes, at: AtDesk, store: Store
) -> schemas.PublisherView:
    """The publisher's mark: a picture of at least 64 pixels, best as wide as it is high."""
    async with at.open(who) as session:
        publisher = await publishers.own(session, who, publisher_id)
    form = await read_form(request, {"file": making.PICTURE_BYTES})
    made = await store.make(partial(making.make_logo, form.file("file").content))
    logo = service.new_media(who, made, Words(publisher.name), now=at.now)
    await store.keep(who.org_id, logo.id, made.files)
    async with at.open(who) as session:
        publisher = await service.set_logo(session, who, publisher_id, logo, now=at.now)
        return await catalog.publisher_view(session, who, publisher)


@router.delete("/publishers/{publisher_id}/logo", status_code=204)
async def remove_logo(publisher_id: str, who: Writes, at: AtDesk) -> Response:
    """Take the publisher's mark away."""
    async with at.open(who) as session:
        await service.remove_logo(session, who, publisher_id, now=at.now)
    return Response(status_code=204)
