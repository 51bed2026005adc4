"""What a publisher writes about an agent, and what its manifest already says."""

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field

from hub.agents.public import storable
from hub.kit.errors import InvalidInput
from hub.marketplace.permissions import hosts_of, permissions_of

CHANGEABLE: Final = (
    *("name", "tagline", "description", "features", "categories", "tags", "use_cases"),
    *("languages", "models", "data_handling", "support", "slug"),
)

Text = Annotated[str, AfterValidator(storable)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", min_length=2, max_length=48)]
Url = Annotated[Text, Field(pattern=r"^https://[^\s<>\"']{3,300}$", examples=["https://a.example"])]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
Model = Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_]*/[^\s/][^\s]*$", max_length=120)]


def _line(text: str) -> str:
    if "\n" in text or not text.strip():
        raise ValueError("must be one line that says something")
    return text.strip()


Line = Annotated[str, AfterValidator(storable), AfterValidator(_line)]


def _different(values: list[str]) -> list[str]:
    if len(values) != len(set(values)):
        raise ValueError("repeats a value")
    return values


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DataHandling(Body):
    """What becomes of an input, as the publisher declares it. `hosts` is what the hub knows."""

    stores_input: bool = False
    retention_days: int | None = Field(None, ge=0, le=36500)
    trains_on_input: bool = False
    regions: list[Annotated[str, Field(pattern="^[a-z]{2}$")]] = Field([], max_length=30)
    statement: Text = Field("", max_length=2000)


class Support(Body):
    url: Url | None = None
    email: EmailStr | None = None
    documentation_url: Url | None = None


class ListingContent(Body):
    """Every field may be left out: it then stays, or comes from the agent's manifest."""

    slug: Slug | None = None
    name: Annotated[Line, Field(min_length=1, max_length=60)] | None = None
    tagline: Annotated[Line, Field(min_length=1, max_length=100)] | None = None
    description: Text | None = Field(None, min_length=1, max_length=10_000)
    features: (
        Annotated[
            list[Annotated[Line, Field(min_length=1, max_length=120)]], AfterValidator(_different)
        ]
        | None
    ) = Field(None, min_length=1, max_length=12)
    categories: Annotated[list[Slug], AfterValidator(_different)] | None = Field(
        None, min_length=1, max_length=3
    )
    tags: Annotated[list[Slug], AfterValidator(_different)] | None = Field(None, max_length=12)
    use_cases: (
        Annotated[
            list[Annotated[Line, Field(min_length=1, max_length=160)]], AfterValidator(_different)
        ]
        | None
    ) = Field(None, max_length=24)
    languages: Annotated[list[Language], AfterValidator(_different)] | None = Field(
        None, max_length=30
    )
    models: Annotated[list[Model], AfterValidator(_different)] | None = Field(None, max_length=20)
    data_handling: DataHandling | None = None
    support: Support | None = None

    def said(self) -> dict[str, Any]:
        """What was said, as the row keeps it."""
        return {
            name: value
            for name, value in self.model_dump(mode="json").items()
            if name in self.model_fields_set and value is not None
        }


class ListingBody(ListingContent):
    agent_id: str = Field(pattern=r"^agt_[0-9A-HJKMNP-TV-Z]{26}$")


class StatusBody(Body):
    to: Literal["submitted", "draft", "published", "under_maintenance", "deprecated", "delisted"]
    reason: Text = Field(
        "", max_length=500, description="Shown to whoever uses the agent, as its notice."
    )


def from_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    """A listing's first content."""
    return {
        "slug": manifest["slug"],
        "name": manifest["name"],
        "tagline": manifest["tagline"],
        "description": manifest["description"],
        "features": list(manifest.get("features") or [manifest["tagline"]]),
        "categories": [manifest["category"]],
        "tags": list(manifest.get("tags") or ()),
        "use_cases": list(manifest.get("use_cases") or ()),
        "languages": ["en"],
        "models": list(manifest.get("proven_models") or ()),
        "data_handling": DataHandling().model_dump(),
        "support": Support().model_dump(),
    }


def asked_of(manifest: dict[str, Any]) -> list[dict[str, str]]:
    return [one.shown() for one in permissions_of(manifest)]


def handled(manifest: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    """What the publisher declares, and the hosts that the manifest names."""
    return {"hosts": hosts_of(manifest), **declared}


def refuse_unknown_categories(wanted: list[str], known: set[str]) -> None:
    """Raises InvalidInput."""
    for at, slug in enumerate(wanted):
        if slug not in known:
            raise InvalidInput.at(f"/categories/{at}", "is none of GET /v1/categories")
