"""Pictures and videos as they are shown."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from hub.marketplace.media.models import ListingMedia


class MediaSource(BaseModel):
    """The same picture at one of its widths."""

    url: str
    width: int
    height: int


class Poster(BaseModel):
    """What stands for a listing; `sources` has it at every width, the widest first."""

    url: str
    alt: str
    width: int
    height: int
    sources: list[MediaSource]


class Logo(BaseModel):
    """`url` is its widest; it is as high as `height` says, at most 256 wide."""

    url: str
    width: int
    height: int
    sources: list[MediaSource]
    status: Literal["pending", "published", "removed"]


class Media(BaseModel):
    """A picture, or a video with the picture that stands for it. `width` and `height` are those of
    `url`. All but `published` ones are shown to their publisher alone."""

    id: str
    kind: Literal["image", "video"]
    status: Literal["pending", "published", "removed"]
    alt: str
    width: int
    height: int
    url: str
    media_type: str
    thumbnail_url: str
    sources: list[MediaSource] = Field(description="Of the picture, or of the video's poster.")
    poster_url: str | None
    captions_url: str | None
    captions_language: str | None
    seconds: float | None


def url_of(row: ListingMedia, file: dict[str, Any]) -> str:
    return f"/v1/media/{row.id}/{file['name']}"


def _sources(row: ListingMedia) -> list[MediaSource]:
    return [
        MediaSource(url=url_of(row, file), width=file["width"], height=file["height"])
        for file in row.files
        if file["role"] == "picture"
    ]


def media_view(row: ListingMedia) -> Media:
    main = row.files[0]
    sources = _sources(row)
    captions = next((file for file in row.files if file["role"] == "captions"), None)
    return Media.model_validate(
        {
            **{name: getattr(row, name) for name in ("id", "kind", "status", "alt")},
            **{name: getattr(row, name) for name in ("width", "height")},
            "url": url_of(row, main),
            "media_type": main["media_type"],
            "thumbnail_url": _at_most(sources, 640).url,
            "sources": sources,
            "poster_url": sources[0].url if row.kind == "video" else None,
            "captions_url": url_of(row, captions) if captions else None,
            "captions_language": row.language,
            "seconds": None if row.seconds is None else round(row.seconds, 2),
        }
    )


def poster_view(row: ListingMedia | None) -> Poster | None:
    if row is None:
        return None
    sources = _sources(row)
    shown = _at_most(sources, 1280)
    return Poster(
        url=shown.url, alt=row.alt, width=shown.width, height=shown.height, sources=sources
    )


def logo_view(row: ListingMedia | None) -> Logo | None:
    if row is None:
        return None
    sources = _sources(row)
    return Logo.model_validate(
        {**sources[0].model_dump(), "sources": sources, "status": row.status}
    )


def _at_most(sources: list[MediaSource], width: int) -> MediaSource:
    """The widest that is no wider, or the narrowest."""
    return next((one for one in sources if one.width <= width), sources[-1])
