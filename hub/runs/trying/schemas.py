"""Wire shapes of tries."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.agents.public import ConsentView
from hub.kit.clock import Time


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TriesView(BaseModel):
    """Whether you may try the agent now, and how often still. `reason` is the code that a try would
    be refused with, `detail` says what to do."""

    agent_id: str
    available: bool
    reason: str | None
    detail: str | None
    anonymous: bool = Field(description="Whether visitors without an account may try it.")
    limit: int = Field(description="Tries that you have of it in all.")
    left: int
    resets_at: Time | None = Field(description="When the first of yours counts no more.")
    consent: ConsentView = Field(description="Where it sends what you give it.")


class OfferBody(Body):
    """What others may try of it; null is the platform's default."""

    offered: bool = True
    anonymous: bool = Field(False, description="Also visitors without an account, a few times.")
    per_person: int | None = Field(None, ge=0, le=1000)
    per_organization: int | None = Field(None, ge=0, le=100_000)


class TryDayView(BaseModel):
    """`credits` are what you paid for that day's tries."""

    day: date
    tries: int
    completed: int
    credits: str


class OfferView(OfferBody):
    """Your offer, what is left of what you set aside for it, and how often it was tried."""

    agent_id: str
    funded: str
    spent: str
    left: str
    days: list[TryDayView] = Field(description="The last ninety, the newest first; counts only.")


class FundingBody(Body):
    """Credits to set aside for tries of this agent; they stay there until tries have used them."""

    credits: str = Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["100"])
    source: Literal["credits", "earnings"] = "credits"


class TakingBackBody(Body):
    """Credits to take back of what no try has used; all of them when absent."""

    credits: str | None = Field(None, pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["100"])


class VisitView(BaseModel):
    """For the header `laelia-visitor` of `POST /v1/visitors/tries`; nothing else takes it."""

    token: str
    expires_at: Time
