"""Wire shapes of comparisons."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from hub.kit.clock import Time


class EntrantView(BaseModel):
    """Of a blind comparison all that tells whose it is (`agent_id`, `model`, `run_id`, `tried` and
    `credits`) is null until the choice."""

    label: str
    agent_id: str | None
    model: str | None
    run_id: str | None
    tried: bool | None
    status: str
    output: Any
    credits: str | None
    duration_ms: int | None
    error: dict[str, str] | None


class ComparisonView(BaseModel):
    """`choice` is a label; null where nothing was chosen, or (`decided`) none was good enough."""

    id: str
    blind: bool
    status: Literal["running", "finished", "decided"]
    choice: str | None
    entrants: list[EntrantView]
    created_at: Time
    decided_at: Time | None


class ChoiceBody(BaseModel):
    """The label that did it best; null for none of them."""

    model_config = ConfigDict(extra="forbid")

    label: Literal["A", "B", "C", "D"] | None
