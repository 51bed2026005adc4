"""First-party events, what a person wishes of them, and what they viewed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, texts_field, time_field


class DiscoveryEvent(Table, table=True):
    """Appended by the database's own functions, and deleted when it is old.

    `kind` is search, impression, view, try, compare, choice, chosen_against, enable, disable,
    checkout, purchase or review. `person` is a pseudonym of one month, of those alone who agreed
    to it. `shown` are the listings that a search found first, `about` a checkout's step, or the
    agent that was chosen instead.
    """

    __tablename__ = "discovery_events"
    __table_args__: Any = (
        Index("ix_discovery_events_agent", "agent_id", "day", "kind"),
        Index("ix_discovery_events_day", "day", "kind"),
    )

    id: int | None = integer_field(default=None, primary_key=True, nullable=False)
    at: datetime = time_field()
    day: date
    kind: str = text_field()
    person: str | None = text_field(default=None, nullable=True)
    agent_id: str | None = text_field(default=None, nullable=True)
    place: str | None = text_field(default=None, nullable=True)
    position: int | None = integer_field(default=None, nullable=True)
    query: str | None = text_field(default=None, nullable=True)
    results: int | None = integer_field(default=None, nullable=True)
    shown: list[str] = texts_field()
    about: str | None = text_field(default=None, nullable=True)


class DiscoveryWish(Table, table=True):
    """What a person wants kept of their looking around. Without a row: what they viewed, for them
    alone, and no pseudonym."""

    __tablename__ = "discovery_wishes"

    org_id: str = id_field()
    user_id: str = id_field()
    analytics: bool
    recently_viewed: bool
    updated_at: datetime = time_field()


class ViewedListing(Table, table=True):
    """When somebody last looked at a listing: theirs to see and to erase."""

    __tablename__ = "viewed_listings"

    org_id: str = id_field()
    user_id: str = id_field()
    listing_id: str = id_field()
    at: datetime = time_field()
