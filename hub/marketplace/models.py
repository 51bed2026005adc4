"""Categories, collections, publishers, listings, and what a search looks at.

Whoever acts in the platform's own organization sees and changes the rows of all of them.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, REAL, TSVECTOR
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import BigInteger, UserDefinedType
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, json_field, text_field, texts_field, time_field

SHOWN: Final = ("published", "under_maintenance")
"""The states in which a listing is found."""


class HalfVector(UserDefinedType[str]):
    """pgvector's half precision, written and read as text: `[0.1,…]`."""

    cache_ok = True

    def __init__(self, dimensions: int | None = None) -> None:
        self.dimensions = dimensions

    def get_col_spec(self, **_: Any) -> str:
        return f"HALFVEC({self.dimensions})" if self.dimensions else "HALFVEC"


ischema_names["halfvec"] = HalfVector


class Category(Table, table=True):
    """A node of the tree that the platform's moderators curate."""

    __tablename__ = "categories"

    slug: str = id_field()
    parent: str | None = text_field(default=None, nullable=True, foreign_key="categories.slug")
    name: str = text_field()
    description: str = text_field(default="")
    position: int = integer_field(default=0)
    archived_at: datetime | None = time_field(default=None, nullable=True)


class Collection(Table, table=True):
    """Listings that a rule chooses: `{categories, tags, listings, sort}`. Never a payment."""

    __tablename__ = "collections"

    slug: str = id_field()
    title: str = text_field()
    description: str = text_field(default="")
    position: int = integer_field(default=0)
    rule: dict[str, Any] = json_field()
    archived_at: datetime | None = time_field(default=None, nullable=True)


class Publisher(Table, table=True):
    """An organization that offers agents; `owner_type` is person for a hidden one.

    `status` is created, review, active, snoozed, blocked, denied, offboarding or offboarded.
    `proof_token` is what its `domain` or `repository` must show to be known as its own.
    """

    __tablename__ = "publishers"

    id: str = id_field()
    org_id: str = text_field(unique=True)
    owner_type: str = text_field()
    slug: str = text_field(unique=True)
    name: str = text_field()
    tagline: str = text_field(default="")
    description: str = text_field(default="")
    website: str | None = text_field(default=None, nullable=True)
    support_email: str | None = text_field(default=None, nullable=True)
    domain: str | None = text_field(default=None, nullable=True)
    verified_domain: str | None = text_field(default=None, nullable=True)
    repository: str | None = text_field(default=None, nullable=True)
    verified_repository: str | None = text_field(default=None, nullable=True)
    proof_token: str = text_field()
    status: str = text_field()
    status_reason: str | None = text_field(default=None, nullable=True)
    terms_accepted_at: datetime | None = time_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()

    @property
    def is_verified(self) -> bool:
        """Whether it has shown that its domain, or its repository, is its own."""
        return self.verified_domain is not None or self.verified_repository is not None


class Listing(Table, table=True):
    """The storefront of one agent. `version_id` is the version that was last checked.

    `notice` is for whoever uses the agent, `status_reason` for the publisher.
    """

    __tablename__ = "listings"
    __table_args__: Any = (Index("ix_listings_org_id_id", "org_id", "id"),)

    id: str = id_field()
    org_id: str = text_field()
    publisher_id: str = text_field(foreign_key="publishers.id", index=True)
    agent_id: str = text_field(foreign_key="agents.id", unique=True)
    version_id: str = text_field()
    slug: str = text_field(unique=True)
    status: str = text_field()
    status_reason: str | None = text_field(default=None, nullable=True)
    notice: str | None = text_field(default=None, nullable=True)
    name: str = text_field()
    tagline: str = text_field()
    description: str = text_field()
    features: list[str] = texts_field()
    categories: list[str] = texts_field()
    tags: list[str] = texts_field()
    use_cases: list[str] = texts_field()
    languages: list[str] = texts_field()
    models: list[str] = texts_field()
    permissions: list[dict[str, str]] = json_field()
    data_handling: dict[str, Any] = json_field()
    support: dict[str, Any] = json_field()
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()
    published_at: datetime | None = time_field(default=None, nullable=True)


class ListingDocument(Table, table=True):
    """What a search looks at, of each listing that is shown. Ratings and outcomes are written by
    the database and the worker alone.

    `words` is `content_words` with those of the reviews; `embedding_of` names the model that
    read `content`, null until it was read; `placed_in` the collection of an index apart that has it
    as it is; `standing` is what sorts where nothing is asked for.
    """

    __tablename__ = "listing_documents"
    __table_args__: Any = (
        Index("ix_listing_documents_unread", "listing_id", postgresql_where="embedding_of is null"),
        Index(
            "ix_listing_documents_unplaced",
            "listing_id",
            postgresql_where="placed_in is null and embedding is not null",
        ),
        Index("ix_listing_documents_standing", "standing", "listing_id"),
        Index("ix_listing_documents_published_at", "published_at", "listing_id"),
        Index("ix_listing_documents_words", "words", postgresql_using="gin"),
        Index("ix_listing_documents_name", "name", postgresql_using="gin"),
        Index("ix_listing_documents_categories", "categories", postgresql_using="gin"),
        Index("ix_listing_documents_tags", "tags", postgresql_using="gin"),
        Index("ix_listing_documents_models", "models", postgresql_using="gin"),
        Index("ix_listing_documents_embedding", "embedding", postgresql_using="hnsw"),
    )

    listing_id: str = id_field(foreign_key="listings.id")
    org_id: str = text_field()
    agent_id: str = text_field(unique=True)
    publisher_id: str = text_field(index=True)
    name: str = text_field()
    content: str = text_field()
    content_words: str = Field(sa_column=Column(TSVECTOR, nullable=False))
    words: str = Field(sa_column=Column(TSVECTOR, nullable=False))
    embedding: str | None = Field(default=None, sa_column=Column(HalfVector(384), nullable=True))
    embedding_of: str | None = text_field(default=None, nullable=True)
    placed_in: str | None = text_field(default=None, nullable=True)
    categories: list[str] = texts_field()
    tags: list[str] = texts_field()
    kind: str = text_field()
    models: list[str] = texts_field()
    languages: list[str] = texts_field()
    verified: bool
    price_model: str | None = text_field(default=None, nullable=True)
    price_amount: int | None = integer_field(default=None, nullable=True)
    published_at: datetime = time_field()
    reviews: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    rating_mean: float | None = Field(default=None, sa_type=REAL, nullable=True)
    rating_score: float = Field(
        default=3.5, sa_type=REAL, sa_column_kwargs={"server_default": "3.5"}
    )
    histogram: list[int] = Field(
        default=[0, 0, 0, 0, 0],
        sa_column=Column(ARRAY(BigInteger), nullable=False, server_default="{0,0,0,0,0}"),
    )
    happy_share: float | None = Field(default=None, sa_type=REAL, nullable=True)
    happy_low: float | None = Field(default=None, sa_type=REAL, nullable=True)
    happy_high: float | None = Field(default=None, sa_type=REAL, nullable=True)
    happy_runs: int | None = integer_field(default=None, nullable=True)
    standing: float = Field(default=3.5, sa_type=REAL, sa_column_kwargs={"server_default": "3.5"})


class ListingWord(Table, table=True):
    """A word of a listing, as it is written, with its stem and about how many listings have it."""

    __tablename__ = "listing_words"
    __table_args__: Any = (Index("ix_listing_words_near", "word", postgresql_using="gin"),)

    word: str = id_field()
    stem: str = text_field(index=True)
    documents: int = integer_field()


class SearchMiss(Table, table=True):
    """What somebody searched for and nobody offers, counted by day. No word of who it was."""

    __tablename__ = "search_misses"

    day: date = Field(primary_key=True)
    query: str = id_field()
    times: int = integer_field()


class ModerationCase(Table, table=True):
    """Something that a person has to look at. `org_id` is whose it is, `findings` what checks,
    screening and reports say: `[{check, severity, detail}]`.

    `status` is open, proposed (a second approver is asked) or decided. `appeal_of` is the decision
    that the case is to judge again.
    """

    __tablename__ = "moderation_cases"
    __table_args__: Any = (
        Index(
            "uq_moderation_cases_open",
            "subject_id",
            unique=True,
            postgresql_where="closed_at is null",
        ),
        Index("ix_moderation_cases_queue", "queue", "id", postgresql_where="closed_at is null"),
    )

    id: str = id_field()
    org_id: str = text_field()
    queue: str = text_field()
    subject_id: str = text_field()
    listing_id: str | None = text_field(default=None, nullable=True)
    status: str = text_field()
    findings: list[dict[str, Any]] = json_field()
    opened_by: str = text_field()
    appeal_of: str | None = text_field(default=None, nullable=True, unique=True)
    created_at: datetime = time_field()
    closed_at: datetime | None = time_field(default=None, nullable=True)


class ModerationDecision(Table, table=True):
    """What was decided, and why. `note` is for moderators alone.

    `status` is proposed, effective, refused (by the second approver) or overturned. `subject` is
    what it was about, as it was then: the next case is compared with it.
    """

    __tablename__ = "moderation_decisions"

    id: str = id_field()
    org_id: str = text_field()
    case_id: str = text_field(foreign_key="moderation_cases.id", index=True)
    action: str = text_field()
    reason: str = text_field()
    statement: str = text_field()
    note: str = text_field(default="")
    policy: str = text_field()
    automated: bool = False
    status: str = text_field()
    override_of: str | None = text_field(default=None, nullable=True)
    decided_by: str | None = text_field(default=None, nullable=True)
    confirmed_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    effective_at: datetime | None = time_field(default=None, nullable=True)
    subject: dict[str, Any] | None = json_field(default=None, nullable=True)


class ModerationReport(Table, table=True):
    """What somebody says is wrong with a listing, publisher, review or comment; once each."""

    __tablename__ = "moderation_reports"
    __table_args__: Any = (UniqueConstraint("user_id", "subject_id"),)

    id: str = id_field()
    org_id: str = text_field()
    user_id: str = text_field()
    case_id: str = text_field()
    subject_type: str = text_field()
    subject_id: str = text_field()
    reason: str = text_field()
    text: str = text_field(default="")
    created_at: datetime = time_field()
