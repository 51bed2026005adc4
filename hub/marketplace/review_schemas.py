"""Wire shapes of reviews and comments."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from hub.kit.clock import Time
from hub.marketplace.content import Body, Line, Text

Level = Literal["tried", "verified_use", "verified_purchase"]


class Author(BaseModel):
    """A pseudonym, different on each listing."""

    name: str
    you: bool


class CommentAuthor(Author):
    publisher: bool


class ReplyView(BaseModel):
    text: str
    created_at: Time
    updated_at: Time


class ReviewView(BaseModel):
    """`runs` is a range; `outdated` is two major versions behind."""

    id: str
    listing_id: str
    stars: int
    title: str
    text: str
    author: Author
    level: Level
    agent_version: str
    model: str | None
    runs: str
    happy_share: float | None
    status: str
    edited: bool
    revision: int
    outdated: bool
    helpful: int
    comments: int
    your_vote: bool | None
    reply: ReplyView | None
    created_at: Time
    updated_at: Time


class Revision(BaseModel):
    revision: int
    stars: int
    title: str
    text: str
    created_at: Time


class OwnReview(BaseModel):
    """Whether you may review, at which level, and what you wrote, with what it said before."""

    eligible: bool
    reason: str | None
    level: Level | None
    runs: int
    review: ReviewView | None
    history: list[Revision]
    held_because: list[str]


class ReviewBody(Body):
    stars: int = Field(ge=1, le=5)
    title: Annotated[Line, Field(min_length=1, max_length=100)]
    text: Text = Field("", max_length=4000)


class VoteBody(Body):
    helpful: bool | None


class VoteView(BaseModel):
    review_id: str
    helpful: int
    your_vote: bool | None


class CommentBody(Body):
    text: Text = Field(min_length=1, max_length=2000)


class CommentView(BaseModel):
    id: str
    review_id: str
    text: str
    author: CommentAuthor
    status: str
    created_at: Time


class ReplyBody(Body):
    """An empty text takes the answer back."""

    text: Text = Field(max_length=1000)
