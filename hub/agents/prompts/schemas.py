"""Wire shapes of prompt templates."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from hub.agents.content import storable
from hub.agents.template import MAX_TEMPLATE_CHARS, Variable
from hub.kit.clock import Time

Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(storable)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEMPLATE_CHARS), AfterValidator(storable)]
Variables = Annotated[list[Variable], Field(max_length=50)]
Values = Annotated[dict[str, Any], Field(max_length=50)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewTemplate(Body):
    """`text` names its variables as `{{name}}`, and takes exactly those declared."""

    name: Name
    text: Text
    variables: Variables = []


class TemplateChange(Body):
    """A changed text or variables make the next version."""

    name: Name | None = None
    text: Text | None = None
    variables: Variables | None = None


class PreviewDraft(Body):
    """A template that is not saved, and values for it."""

    text: Text
    variables: Variables = []
    values: Values = {}


class PreviewSaved(Body):
    """Values for a saved template. Without `version` the current one."""

    values: Values = {}
    version: int | None = Field(None, ge=1, le=1_000_000)


class RollBack(Body):
    version: int = Field(ge=1, le=1_000_000)


class Fault(BaseModel):
    pointer: str
    detail: str


class Preview(BaseModel):
    """`text` shows what is missing as ⟨name⟩; `errors` says why it could not be used as it is."""

    text: str
    complete: bool
    errors: list[Fault]


class TemplateVersionView(BaseModel):
    template_id: str
    version: int
    text: str
    variables: list[dict[str, Any]]
    current: bool
    created_at: Time


class TemplateView(BaseModel):
    id: str
    name: str
    version: int
    text: str
    variables: list[dict[str, Any]]
    created_at: Time
    updated_at: Time
