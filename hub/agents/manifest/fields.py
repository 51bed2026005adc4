"""Fields and types that manifests of every kind share."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from hub.agents.errors import SchemaError, unpointer
from hub.agents.validation import compile_schema
from hub.tools.public import InvalidMapping, compile_expression

Kind = Literal["prompt", "graph", "mcp", "http"]
Channel = Literal["web", "http", "mcp", "openai", "anthropic", "a2a"]
CHANNELS: Final[tuple[Channel, ...]] = ("web", "http", "mcp", "openai", "anthropic", "a2a")
TEXT_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
}


def wrong(message: str, *at: str | int) -> PydanticCustomError:
    """A broken rule at a place below the model that checks it."""
    return PydanticCustomError("rule", "{message}", {"message": message, "at": at})


def _schema_of_object(document: dict[str, Any]) -> dict[str, Any]:
    try:
        compile_schema(document)
    except SchemaError as error:
        first = error.problems[0]
        raise ValueError(f"at {first.pointer or '/'}: {first.message}") from None
    if document.get("type") != "object":
        raise ValueError("must describe an object (type: object)")
    return document


def _expression(text: str) -> str:
    try:
        compile_expression(text)
    except InvalidMapping as error:
        raise ValueError(error.detail) from None
    return text


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", min_length=2, max_length=48)]
ModelName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]*/[^\s/][^\s]*$",
        max_length=120,
        description="provider/model, such as claude/claude-sonnet-4-5",
    ),
]
Credits = Annotated[
    str,
    Field(
        pattern=r"^(0|[1-9][0-9]{0,11})(\.[0-9]{0,5}[1-9])?$",
        description="credits as a decimal string, at most 6 decimals, no trailing zeros",
    ),
]
Expression = Annotated[
    str, Field(min_length=1, max_length=512, description="JMESPath"), AfterValidator(_expression)
]
AgentRef = Annotated[
    str,
    Field(
        pattern=r"^(agt_[0-9A-HJKMNP-TV-Z]{26}|[a-z][a-z0-9]*(-[a-z0-9]+)*)$",
        max_length=48,
        description="ID of an agent, or the slug of one of the platform's own",
    ),
]
ObjectSchema = Annotated[
    dict[str, Any],
    AfterValidator(_schema_of_object),
    Field(description="JSON Schema 2020-12 of an object; references inside it only"),
]
CredentialName = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_-]{0,63}$",
        description="name of a credential the organization has stored; never the secret itself",
    ),
]


class Part(BaseModel):
    """Base of everything in a manifest: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Example(Part):
    """An input to try the agent with."""

    title: str = Field(min_length=1, max_length=80)
    input: dict[str, Any]


class Counted(Part):
    """For agents of which one call may take several events, which a price may be for."""

    max_events: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="the most events of one call that are paid for, where the price is per event",
    )


class Listed(Part):
    """What people and the planner read about an agent, and what every face needs to know."""

    slug: Slug
    name: str = Field(min_length=1, max_length=60)
    tagline: str = Field(min_length=1, max_length=100)
    description: str = Field(min_length=1, max_length=2000)
    category: Slug
    features: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = Field(
        default=(), max_length=12
    )
    tags: tuple[Slug, ...] = Field(default=(), max_length=12)
    use_cases: tuple[Annotated[str, Field(min_length=1, max_length=160)], ...] = Field(
        default=(),
        max_length=24,
        description="things people ask for that this agent does, in their words",
    )
    examples: tuple[Example, ...] = Field(default=(), max_length=8)
    input_schema: ObjectSchema = Field(default=TEXT_SCHEMA)
    output_schema: ObjectSchema = Field(default=TEXT_SCHEMA)
    channels: tuple[Channel, ...] = Field(default=CHANNELS, min_length=1)
    personal_data: Literal["off", "flag", "tokens", "redact"] | None = Field(
        default=None,
        description="how callers' personal data must at least be kept from this agent",
    )
    region: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")] | None = Field(
        default=None,
        description="where the servers it calls process what they are given: eu, us, in, local …",
    )
    proven_models: tuple[ModelName, ...] = Field(
        default=(), max_length=20, description="models this version was tried with and does well on"
    )

    @model_validator(mode="after")
    def _unrepeated(self) -> Self:
        for field in ("features", "tags", "use_cases", "channels", "proven_models"):
            values = getattr(self, field)
            if len(values) != len(set(values)):
                raise wrong("repeats a value", field)
        return self

    @model_validator(mode="after")
    def _working_examples(self) -> Self:
        schema = compile_schema(self.input_schema)
        for at, example in enumerate(self.examples):
            if problems := schema.problems(example.input):
                place = unpointer(problems[0].pointer)
                raise wrong(problems[0].message, "examples", at, "input", *place)
        return self
