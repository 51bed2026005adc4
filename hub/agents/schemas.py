"""Wire shapes of agents, and which part of a manifest who may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from hub.agents.content import storable
from hub.agents.manifest.fields import Channel, Listed, Slug
from hub.billing.public import Price
from hub.entitlements.public import EntitlementView
from hub.kit.amounts import format_credits
from hub.kit.clock import Time

PUBLIC_FIELDS: Final = tuple(Listed.model_fields)

Version = Annotated[str, Field(max_length=20, examples=["1.4.2"])]
Text = Annotated[str, AfterValidator(storable)]
UserId = Annotated[str, Field(pattern=r"^usr_[0-9A-HJKMNP-TV-Z]{26}$")]
OrganizationId = Annotated[str, Field(pattern=r"^org_[0-9A-HJKMNP-TV-Z]{26}$")]
AgentId = Annotated[str, Field(pattern=r"^agt_[0-9A-HJKMNP-TV-Z]{26}$")]


def _near(moment: datetime) -> datetime:
    """Years at the edge of the calendar leave it when they are moved to UTC."""
    if not 2000 <= moment.year <= 2200:
        raise ValueError("must be between the years 2000 and 2200")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_near)]


def public_part(manifest: dict[str, Any]) -> dict[str, Any]:
    """What everybody may read: an allow-list, so that a new field is private until it is listed."""
    return {
        name: manifest.get(name, Listed.model_fields[name].get_default()) for name in PUBLIC_FIELDS
    }


def proof_of(kind: str, proven_models: Sequence[str]) -> str | None:
    """What a version is proven with, in words; None where no model of ours answers."""
    if kind in ("mcp", "http"):
        return None
    if not proven_models:
        return "Proven with no model yet: judge its first answers on the model that you use."
    return f"Proven with {', '.join(proven_models)}."


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PriceView(BaseModel):
    """`credits` is per call, per thousand tokens, per second or per event, as `model` says."""

    id: str
    agent_id: str
    model: str
    credits: str
    model_cost: str
    metered: bool
    created_at: Time
    archived_at: Time | None


def price_view(price: Price) -> PriceView:
    return PriceView(
        id=price.id,
        agent_id=price.agent_id,
        model=price.model,
        credits=format_credits(price.unit_amount),
        model_cost=price.model_cost,
        metered=price.metered,
        created_at=price.created_at,
        archived_at=price.archived_at,
    )


class Publisher(BaseModel):
    organization_id: str
    name: str


class AgentCard(BaseModel):
    """An agent in a list: its published version, or the draft where there is none yet."""

    id: str
    slug: str
    kind: str
    name: str
    tagline: str
    description: str
    category: str
    features: list[str]
    tags: list[str]
    channels: list[str]
    price: PriceView | None
    publisher: Publisher
    version: str | None = Field(description="The current version; null for a mere draft.")
    version_id: str | None
    enabled: bool
    own: bool
    listed: bool
    status: str
    created_at: Time
    updated_at: Time


class AgentView(AgentCard):
    """`manifest` and `draft` are for the owner; null for everybody else."""

    use_cases: list[str]
    examples: list[dict[str, Any]]
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]
    proven_models: list[str]
    proof: str | None = Field(
        description="What the current version is proven with, or that it is not; null without a "
        "model."
    )
    entitlement: EntitlementView | None
    manifest: dict[str, Any] | None
    draft: dict[str, Any] | None
    unpublished_changes: bool | None


class VersionView(BaseModel):
    """`manifest` is for the owner; others see `public`."""

    id: str
    agent_id: str
    version: str
    digest: str
    note: str
    current: bool
    created_at: Time


class VersionDetail(VersionView):
    public: dict[str, Any]
    proof: str | None
    manifest: dict[str, Any] | None


class DifferenceView(BaseModel):
    pointer: str
    before: Any
    after: Any
    level: str
    reason: str


class Diff(BaseModel):
    """`level` is the step that publishing it would need; `text` is a unified diff of the YAML."""

    before: str
    after: str
    level: str
    differences: list[DifferenceView]
    text: str


class TemplateView(BaseModel):
    """A platform agent to start from: clone it, or create from it with changes."""

    id: str
    slug: str
    kind: str
    name: str
    tagline: str
    description: str
    category: str
    manifest: dict[str, Any]


class PublishBody(Body):
    """Without `version` the least step that the changes need; with `percent` only so many of a
    hundred organizations take it for now."""

    version: Version | None = None
    note: Text = Field("", max_length=2000)
    percent: int | None = Field(None, ge=1, le=99)


class RollBackBody(Body):
    version: Version


class CloneBody(Body):
    slug: Slug | None = None
    name: Text | None = Field(None, min_length=1, max_length=60)


class PriceBody(Body):
    """`metered` lets organizations with a credit line pay later."""

    model: Literal["free", "per_call", "per_token", "per_second", "per_event"] = Field(
        description=(
            "What `credits` are for: a call, a thousand tokens, a second, or an event. Events are "
            "the tool calls of a prompt agent, the steps of a graph, the call of an mcp agent, and "
            "what `response.events` of an http agent counts."
        )
    )
    credits: str = Field("0", pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["1.5"])
    model_cost: Literal["included", "passed_through"] = "passed_through"
    metered: bool = False


class ConsentBody(Body):
    """Yes to what was shown: this version, and that it sends what it is given to these hosts."""

    version: Version
    hosts: list[Annotated[str, Field(min_length=1, max_length=253)]] = Field(max_length=200)


class ConsentingBody(ConsentBody):
    """`for_all`: for the whole organization, which takes `agents:write`."""

    for_all: bool = False


class ConsentView(BaseModel):
    """`hosts` are where the version sends what it is given, `missing` those of them to which nobody
    who may has said yes; `text` says it to a person."""

    agent_id: str
    version: str
    publisher: Publisher
    hosts: list[str]
    missing: list[str]
    required: bool
    text: str


class EnableBody(Body):
    """`for_me`: for the caller alone. `version` pins one; else the current one is followed.

    `consent` is asked for where the agent sends what it is given to others (`consent_required`).
    """

    for_me: bool = False
    version: Version | None = None
    channels: list[Channel] | None = Field(
        None, min_length=1, max_length=6, description="Fewer than the version allows."
    )
    payment_mode: Literal["prepaid", "metered"] | None = None
    consent: ConsentBody | None = None


class DisableBody(Body):
    for_me: bool = False


class GrantBody(Body):
    """An administrator's grant: the agent's own fee is waived; the model's cost is not."""

    organization_id: OrganizationId
    agent_id: AgentId
    user_id: UserId | None = None
    run_limit: int | None = Field(None, ge=1, le=1_000_000_000)
    active_to: Moment | None = None
    channels: list[Channel] | None = Field(None, min_length=1, max_length=6)
    reason: Text = Field(min_length=1, max_length=500)


class RevokeBody(Body):
    organization_id: OrganizationId
    reason: Text = Field(min_length=1, max_length=500)


class Granted(EntitlementView):
    organization_id: str


class ListedView(BaseModel):
    id: str
    listed: bool
