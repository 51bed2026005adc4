"""The platform's own agents: the YAML files beside this one, with their prices and stable IDs."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, Self

from pydantic import model_validator

from hub.agents.documents import read_yaml
from hub.agents.manifest import Manifest, parse
from hub.agents.manifest.fields import Credits, Part
from hub.kit.ids import stable_id


class Price(Part):
    """What a call costs. `credits` is per call, or per 1,000 tokens (input and output together).

    `passed_through` adds the cost of the model; `included` does not. Free agents pass it through:
    nobody pays for the agent, whoever calls pays for the model.
    """

    model: Literal["free", "per_call", "per_token"]
    credits: Credits = "0"
    model_cost: Literal["included", "passed_through"] = "passed_through"

    @model_validator(mode="after")
    def _free_costs_nothing(self) -> Self:
        if (self.model == "free") != (self.credits == "0"):
            raise ValueError("a free price has no credits, any other has some")
        return self


@dataclass(frozen=True)
class ShippedAgent:
    id: str
    manifest: Manifest
    price: Price


def platform_agent_id(slug: str) -> str:
    """The ID of a platform agent: the same in every installation."""
    return stable_id("agt", slug)


@cache
def shipped_agents() -> tuple[ShippedAgent, ...]:
    """Every platform agent, by slug."""
    folder = files(__name__)
    texts = [
        (entry.name, entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    ]
    return tuple(_read(name, text) for name, text in sorted(texts))


def _read(name: str, text: str) -> ShippedAgent:
    content = read_yaml(text)
    price = Price.model_validate(content.pop("price"))
    manifest = parse(content)
    assert name == f"{manifest.slug}.yaml"
    return ShippedAgent(id=platform_agent_id(manifest.slug), manifest=manifest, price=price)
