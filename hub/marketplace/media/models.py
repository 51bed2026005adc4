"""Pictures and videos as rows; their content lies in files."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import REAL
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, json_field, text_field, time_field


class ListingMedia(Table, table=True):
    """A picture or video of a listing, or the logo of a publisher, which no listing has.

    `status` is pending (until a moderator has seen it), published, removed (by a moderator), or
    gone: nobody sees it, and the worker takes it away. `files` is what there is to be served:
    `[{name, role, media_type, width, height}]`, the widest of a role first; a name says what is in
    it, so that nothing ever changes under one. `language` is that of the captions.
    """

    __tablename__ = "listing_media"
    __table_args__: Any = (
        Index("ix_listing_media_listing_id", "listing_id", "position"),
        Index("ix_listing_media_publisher_id", "publisher_id"),
        Index("ix_listing_media_gone", "id", postgresql_where="status = 'gone'"),
    )

    id: str = id_field()
    org_id: str = text_field()
    publisher_id: str = text_field(foreign_key="publishers.id")
    listing_id: str | None = text_field(default=None, nullable=True, foreign_key="listings.id")
    kind: str = text_field()
    alt: str = text_field()
    position: int = integer_field(default=0)
    status: str = text_field()
    width: int = integer_field()
    height: int = integer_field()
    seconds: float | None = Field(default=None, sa_type=REAL, nullable=True)
    bytes: int = integer_field()
    files: list[dict[str, Any]] = json_field()
    language: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()
