"""Wire shapes of notifications."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from hub.kit.clock import Time
from hub.notifications.templates import Category, link_of

Status = Literal["waiting", "sending", "sent", "muted", "expired", "failed"]


class NotificationView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    category: str
    organization_id: str = Field(validation_alias="org_id")
    subject: str
    text: str
    link: Annotated[str | None, BeforeValidator(link_of)] = Field(
        validation_alias="template",
        description="The path of the hub's own page where it can be acted on.",
    )
    created_at: Time
    read_at: Time | None


class Choice(BaseModel):
    """How to be told of one category: by `email`, in the `inbox`, in both ways or in none."""

    model_config = ConfigDict(extra="forbid")

    category: Category
    email: bool
    inbox: bool


class ChoiceView(Choice):
    description: str


class Choices(BaseModel):
    """Categories that are not named stay as they are."""

    model_config = ConfigDict(extra="forbid")

    preferences: list[Choice] = Field(min_length=1, max_length=50)


class ChoicesView(BaseModel):
    preferences: list[ChoiceView]


class MessageView(BaseModel):
    """`next_at` is when a message that waits is tried next."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    organization_id: str = Field(validation_alias="org_id")
    recipient: str
    template: str
    subject: str
    status: Status
    attempts: int
    error: str | None
    created_at: Time
    next_at: Time
    expires_at: Time | None
    sent_at: Time | None


class OpenedMessage(MessageView):
    body: str | None = Field(description="Null once it was sent or is over.")
