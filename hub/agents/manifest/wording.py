"""The wording of a prompt: a text of its own, or one of the organization's prompt templates.

A draft names a template, and a version of it or none. Publishing writes into the agent's version
which version of the template it is, its text and its defaults, so that neither a later change of
the template nor its removal reaches what was published.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema

from hub.agents.manifest.fields import Part
from hub.agents.template import MAX_TEMPLATE_CHARS, fill, placeholders, value_of

Template = Annotated[str, Field(min_length=1, max_length=MAX_TEMPLATE_CHARS)]

# In the locations of pydantic's errors; spelled like no field, so that pointers can leave them out.
TAGS: Final = ("<text>", "<template>")


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise ValueError("must be a text, a number, true or false")  # noqa: TRY004 # pydantic's way
    if isinstance(value, str) and len(value) > MAX_TEMPLATE_CHARS:
        raise ValueError(f"is over {MAX_TEMPLATE_CHARS} characters")
    return value


Scalar = Annotated[
    Any, AfterValidator(_scalar), WithJsonSchema({"type": ["string", "number", "boolean"]})
]
VariableName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=64)]


class TemplateUse(Part):
    """A prompt template in place of a text. Without `version`, the current one at publishing.

    Each variable takes its value from `values`, where a text may hold placeholders, or else from
    the input field of its name, or else its default.
    """

    template: Annotated[
        str,
        Field(
            pattern=r"^tpl_[0-9A-HJKMNP-TV-Z]{26}$",
            description="ID of a prompt template of the organization",
        ),
    ]
    version: int | None = Field(default=None, ge=1, le=1_000_000)
    values: dict[VariableName, Scalar] = Field(default={}, max_length=50)
    text: Template | None = Field(
        default=None,
        description="the template's text, as published; ignored in a draft",
        json_schema_extra={"readOnly": True},
    )
    defaults: dict[VariableName, Scalar] = Field(
        default={},
        max_length=50,
        description="what variables are where the input says nothing, as published",
        json_schema_extra={"readOnly": True},
    )

    def filled(self, given: Mapping[str, Any]) -> str:
        """The published text with its variables filled from what the agent was given."""
        assert self.text is not None  # whatever runs was published
        return fill(self.text, {name: self._value(name, given) for name in placeholders(self.text)})

    def _value(self, name: str, given: Mapping[str, Any]) -> Any:
        source = self.values.get(name, f"{{{{{name}}}}}")
        value = value_of(source, given) if isinstance(source, str) else source
        return self.defaults.get(name) if value is None else value


def _tag(value: Any) -> str:
    return TAGS[isinstance(value, dict | TemplateUse)]


Wording = Annotated[
    Annotated[Template, Tag(TAGS[0])] | Annotated[TemplateUse, Tag(TAGS[1])], Discriminator(_tag)
]


def worded(wording: "str | TemplateUse", given: Mapping[str, Any]) -> str:
    """What a model is told."""
    return fill(wording, given) if isinstance(wording, str) else wording.filled(given)


def raw_text(wording: "str | TemplateUse") -> str:
    """The text with its placeholders, as published."""
    return wording if isinstance(wording, str) else wording.text or ""


def texts_of(place: str, wording: "str | TemplateUse") -> dict[str, str]:
    """The texts with placeholders for what the agent is given, by where they stand."""
    if isinstance(wording, str):
        return {place: wording}
    return {
        f"{place}/values/{name}": value
        for name, value in wording.values.items()
        if isinstance(value, str)
    }
