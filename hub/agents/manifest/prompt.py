"""Prompt agents: instructions, the models that may answer, and the tools they may call."""

from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from hub.agents.errors import TemplateError
from hub.agents.manifest.fields import (
    TEXT_SCHEMA,
    AgentRef,
    Counted,
    Credits,
    Listed,
    ModelName,
    Part,
    wrong,
)
from hub.agents.manifest.wording import Wording, texts_of
from hub.agents.template import placeholders
from hub.kit.amounts import parse_credits
from providers.contract import RETRYABLE, ErrorCode, ModelTier

DEFAULT_FALLBACK: Final[tuple[ErrorCode, ...]] = (
    "overloaded",
    "rate_limited",
    "stream_interrupted",
    "timed_out",
    "unreachable",
)
assert set(DEFAULT_FALLBACK) == RETRYABLE


def roots_of(text: str, *at: str | int) -> set[str]:
    """The first parts of the names that a template asks for; `at` is where it stands."""
    try:
        return {name.partition(".")[0] for name in placeholders(text)}
    except TemplateError as error:
        raise wrong(error.problems[0].message, *at) from None


class Deployment(Part):
    """One of several places where the same model runs; calls are spread by weight."""

    model: ModelName
    weight: int = Field(default=1, ge=1, le=1000)


class ModelChoice(Part):
    """One model in the order of preference. Without deployments it is its own only one."""

    model: ModelName
    deployments: tuple[Deployment, ...] = Field(default=(), max_length=16)


class ModelPolicy(Part):
    """Which models may answer, in order, and within which limits.

    No models means those of the installation, in its order, that reach the agent's `min_tier`.
    """

    models: tuple[ModelChoice, ...] = Field(default=(), max_length=16)
    allow_override: bool = True
    fallback_on: tuple[ErrorCode, ...] = DEFAULT_FALLBACK
    max_attempts: int = Field(default=3, ge=1, le=10)
    deadline_s: float = Field(default=120, gt=0, le=3600)
    max_output_tokens: int = Field(default=1024, ge=1, le=200_000)
    max_cost_credits: Credits | None = Field(
        default=None,
        description="what the models of a run, or of one visit of a node, may cost together",
    )

    @cached_property
    def max_cost(self) -> int | None:
        """The same in micro-credits."""
        return None if self.max_cost_credits is None else parse_credits(self.max_cost_credits)


class ToolGrant(Part):
    """Tools of one registered MCP server that the model may call, each named.

    `destructive` is for those of them that may destroy something: as MCP has it, all that are not
    marked `readOnlyHint`, and not `destructiveHint: false`.
    """

    server: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
    allow: tuple[Annotated[str, Field(min_length=1, max_length=128)], ...] = Field(
        min_length=1, max_length=100
    )
    destructive: Literal["allow", "ask", "deny"] = Field(
        default="allow",
        description="ask: a person says yes to each call, within the deadline of the run",
    )


class Prompting(Part):
    """What a prompt agent and a prompt node of a graph have in common."""

    instructions: Wording
    message: Wording = "{{text}}"
    model: ModelPolicy = ModelPolicy()
    tools: tuple[ToolGrant, ...] = Field(default=(), max_length=20)
    agents: tuple[AgentRef, ...] = Field(
        default=(),
        max_length=20,
        description="agents that the model may call; the caller must have enabled them",
    )
    max_tool_rounds: int = Field(default=6, ge=0, le=25)
    temperature: float | None = Field(default=None, ge=0, le=2)
    min_tier: ModelTier = "demo"

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        servers = [grant.server for grant in self.tools]
        if len(servers) != len(set(servers)):
            raise wrong("names a server twice", "tools")
        if len(self.agents) != len(set(self.agents)):
            raise wrong("names an agent twice", "agents")
        return self

    def templates(self) -> dict[str, str]:
        return {
            **texts_of("instructions", self.instructions),
            **texts_of("message", self.message),
        }


class PromptAgent(Prompting, Counted, Listed):
    """One model call, or several when it has tools. Placeholders name fields of the input."""

    kind: Literal["prompt"]

    @cached_property
    def answers_json(self) -> bool:
        """Whether the model must answer as the output schema says, and not in plain words."""
        return self.output_schema != TEXT_SCHEMA

    @model_validator(mode="after")
    def _fields_exist(self) -> Self:
        known = set(self.input_schema.get("properties", {}))
        for field, text in self.templates().items():
            place = field.split("/")
            if unknown := roots_of(text, *place) - known:
                raise wrong(f"the input schema lacks: {', '.join(sorted(unknown))}", *place)
        return self
