"""Wire shapes of agents that are asked for."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from hub.kit.clock import rfc3339
from hub.marketplace.content import Body, Line

Time = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]


class WantedBody(Body):
    """What the agent is to do, in a sentence."""

    text: Line = Field(min_length=8, max_length=300)


class WantedView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    text: str
    created_at: Time


class WantedCount(BaseModel):
    """What was asked for in these words, as it was said last, by how many people of how many
    organizations. Who they are is not told."""

    model_config = ConfigDict(from_attributes=True)

    text: str
    people: int
    organizations: int
    first_at: Time
    last_at: Time
