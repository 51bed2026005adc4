"""Wire shapes of the marketplace, as docs/marketplace.md has them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, EmailStr, Field

from hub.agents.public import PriceView
from hub.kit.clock import Time
from hub.marketplace.content import Body, Line, Slug, Text, Url
from hub.marketplace.media.views import Logo, Media, Poster

Repository = Annotated[
    str,
    Field(
        pattern=r"^https://([a-z0-9-]+\.)+[a-z]{2,63}(/[A-Za-z0-9._~-]+){1,6}$",
        max_length=300,
        examples=["https://github.com/acme/agents"],
    ),
]


class CategoryRef(BaseModel):
    slug: str
    name: str


class PublisherRef(BaseModel):
    id: str
    slug: str
    name: str
    verified: bool
    logo_url: str | None


class Rating(BaseModel):
    """`score` is the published Bayesian one, `mean` the plain one; null without reviews."""

    score: float | None
    mean: float | None
    reviews: int


class Happy(BaseModel):
    """Rounded, and from five organizations up; `low` and `high` bound the share with 95 %."""

    happy_share: float
    low: float
    high: float
    runs: int


class Card(BaseModel):
    """A listing wherever it is shown: always with features, reviews and outcomes."""

    id: str
    agent_id: str
    slug: str
    status: str
    name: str
    tagline: str
    features: list[str] = Field(description="At most three on a card.")
    categories: list[CategoryRef]
    tags: list[str]
    kind: str
    version: str
    publisher: PublisherRef
    price: PriceView | None
    rating: Rating
    outcomes: Happy | None = Field(description="Null until five organizations stand behind it.")
    poster: Poster | None
    enabled: bool | None = Field(description="Whether you may use it; null for who is not known.")
    published_at: Time | None


class ChangelogEntry(BaseModel):
    """`asks_for_more` names what this version may do and the one before could not."""

    version: str
    note: str
    created_at: Time
    level: str
    asks_for_more: list[str]


class ListingView(Card):
    """The whole listing; the last three are for its publisher."""

    description: str
    description_html: str
    use_cases: list[str]
    languages: list[str]
    models: list[str]
    permissions: list[dict[str, str]]
    data_handling: dict[str, Any]
    support: dict[str, Any]
    examples: list[dict[str, Any]]
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    channels: list[str]
    media: list[Media]
    changelog: list[ChangelogEntry]
    histogram: dict[str, int]
    proof: str | None
    notice: str | None
    created_at: Time
    updated_at: Time
    own: bool
    status_reason: str | None
    review_case: str | None


class SearchPage(BaseModel):
    """`facets` counts, by facet and value, what was found."""

    data: list[Card]
    next_cursor: str | None
    total: int
    total_is_exact: bool
    facets: dict[str, dict[str, int]]
    corrected: str | None


class CategoryView(BaseModel):
    """`listings` counts those of its children too."""

    slug: str
    name: str
    description: str
    parent: str | None
    listings: int


class CollectionView(BaseModel):
    slug: str
    title: str
    description: str
    listings: int
    data: list[Card]


class Suggestion(BaseModel):
    kind: Literal["listing", "category", "tag"]
    text: str
    id: str


class Proof(BaseModel):
    """How to show that `domain` or `repository` is yours: one of the first two for the domain, the
    last for the repository. Each is null where there is nothing to be shown."""

    domain: str | None
    record_name: str | None
    record_text: str | None
    domain_file_url: str | None
    repository: str | None
    repository_file_url: str | None
    file_text: str


class PublisherView(BaseModel):
    """A publisher's page; `status_reason` and `proof` are for its own people."""

    id: str
    slug: str
    name: str
    tagline: str
    description: str
    description_html: str
    website: str | None
    support_email: str | None
    logo: Logo | None = Field(description="Its own people see the one that waits, too.")
    owner_type: Literal["person", "organization"]
    verified: bool
    verified_domain: str | None
    verified_repository: str | None
    status: str
    listings: int
    rating: Rating
    reply_share: float | None = Field(description="Of its reviews, how many it answered.")
    since: Time
    own: bool
    status_reason: str | None
    proof: Proof | None


class PublisherContent(Body):
    name: Annotated[Line, Field(min_length=1, max_length=60)] | None = None
    tagline: Text | None = Field(None, max_length=100)
    description: Text | None = Field(None, max_length=10_000)
    website: Url | None = None
    support_email: EmailStr | None = None
    domain: (
        Annotated[
            str,
            Field(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$", max_length=253),
        ]
        | None
    ) = None
    repository: Repository | None = None


class ProofBody(Body):
    what: Literal["domain", "repository"]


class PublisherBody(PublisherContent):
    """`accept_terms` must be true: it is the publisher's signature under the terms."""

    slug: Slug
    name: Annotated[Line, Field(min_length=1, max_length=60)]
    accept_terms: Literal[True]


class FindingView(BaseModel):
    """What an automated check found; `grave` is refused, the rest is told to the reviewer."""

    check: str
    severity: Literal["info", "warning", "grave"]
    detail: str


Why = Annotated[
    Annotated[Line, Field(min_length=1, max_length=500)] | None,
    Field(description="Stands on the audit record."),
]


class CategoryBody(Body):
    """A node of the tree; `archived` takes it out of it."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    description: Text = Field("", max_length=300)
    parent: Slug | None = None
    position: int = Field(0, ge=0, le=10_000)
    archived: bool = False
    reason: Why = None


class CategoryStand(BaseModel):
    """As curators see it: archived ones too, and where it stands among its siblings."""

    slug: str
    name: str
    description: str
    parent: str | None
    position: int
    archived: bool
    listings: int


class Rule(Body):
    """Which listings a collection has: those named, else those of the categories or tags."""

    listings: list[Slug] = Field([], max_length=12)
    categories: list[Slug] = Field([], max_length=12)
    tags: list[Slug] = Field([], max_length=12)
    sort: Literal["outcomes", "rating", "newest"] = "rating"


class CollectionBody(Body):
    title: Annotated[Line, Field(min_length=1, max_length=80)]
    description: Text = Field("", max_length=300)
    rule: Rule
    position: int = Field(0, ge=0, le=10_000)
    archived: bool = False
    reason: Why = None


class CollectionStand(BaseModel):
    slug: str
    title: str
    description: str
    rule: Rule
    position: int
    archived: bool
