"""Reviews and what is said below them. Whose words they are is `review_authors`', and no other
table's: what everybody reads names nobody."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import REAL
from sqlmodel import Field

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, text_field, time_field


class ReviewAuthor(Table, table=True):
    """Who wrote a review or a comment. `kind` is review or comment; one review each."""

    __tablename__ = "review_authors"
    __table_args__: Any = (
        Index(
            "uq_review_authors_review",
            "user_id",
            "listing_id",
            unique=True,
            postgresql_where="kind = 'review'",
        ),
        Index("ix_review_authors_org_id_id", "org_id", "id"),
    )

    id: str = id_field()
    kind: str = text_field()
    listing_id: str = text_field()
    org_id: str = text_field()
    user_id: str = text_field()
    created_at: datetime = time_field()


class Review(Table, table=True):
    """`voice` stands for the author's organization, on this listing alone: what one says weighs at
    most as much as one review, and those who are gone (`gone`) weigh nothing. `status` is
    published, held, removed or withdrawn.
    """

    __tablename__ = "reviews"
    __table_args__: Any = (
        CheckConstraint("stars between 1 and 5", name="stars_one_to_five"),
        Index("ix_reviews_listing_id_id", "listing_id", "id"),
        Index("ix_reviews_body", "body", postgresql_using="gin"),
    )

    id: str = id_field()
    listing_id: str = text_field(foreign_key="listings.id")
    stars: int = integer_field()
    title: str = text_field()
    body: str = text_field()
    author_name: str = text_field()
    voice: str = text_field()
    level: str = text_field()
    agent_version: str = text_field()
    model: str | None = text_field(default=None, nullable=True)
    runs: int = integer_field()
    happy_share: float | None = Field(default=None, sa_type=REAL, nullable=True)
    status: str = text_field()
    revision: int = integer_field(default=1)
    helpful: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    comments: int = integer_field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class ReviewRevision(Table, table=True):
    """What a review said before."""

    __tablename__ = "review_revisions"

    review_id: str = id_field()
    revision: int = integer_field(primary_key=True)
    stars: int = integer_field()
    title: str = text_field()
    body: str = text_field()
    created_at: datetime = time_field()


class ReviewReply(Table, table=True):
    """The publisher's answer to a review."""

    __tablename__ = "review_replies"

    review_id: str = id_field()
    org_id: str = text_field()
    listing_id: str = text_field(index=True)
    body: str = text_field()
    revision: int = integer_field(default=1)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class ReviewComment(Table, table=True):
    __tablename__ = "review_comments"
    __table_args__: Any = (Index("ix_review_comments_review_id_id", "review_id", "id"),)

    id: str = id_field()
    review_id: str = text_field()
    listing_id: str = text_field()
    body: str = text_field()
    author_name: str = text_field()
    by_publisher: bool = False
    status: str = text_field()
    created_at: datetime = time_field()


class ReviewVote(Table, table=True):
    __tablename__ = "review_votes"

    review_id: str = id_field()
    user_id: str = id_field()
    org_id: str = text_field()
    helpful: bool
    created_at: datetime = time_field()
