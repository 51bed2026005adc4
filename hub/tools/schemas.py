"""Wire shapes of tools and secrets. Bodies refuse members that they do not name."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    model_validator,
)

from hub.kit.clock import rfc3339
from hub.kit.http import Page
from hub.tools.http_call import Method
from hub.tools.http_probe import State
from hub.tools.models import McpTool
from hub.tools.servers import Registered, proposed_digest

_TRANSPORT = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade"}
)


def _header(name: str) -> str:
    if name.lower() in _TRANSPORT:
        raise ValueError("is set by the client")
    return name


def _sendable(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    if not (value.isascii() and value.isprintable()) or value != value.strip():
        raise ValueError("must be printable ASCII without blanks around it")
    return secret


Time = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Url = Annotated[str, Field(min_length=8, max_length=2000)]
Header = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$"), AfterValidator(_header)]
Secret = Annotated[
    SecretStr,
    Field(min_length=1, max_length=8192, description="Never shown again."),
    AfterValidator(_sendable),
]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class NewServerBody(Body):
    """A remote Streamable HTTP server. `token` is sent as the value of `header`, to it alone."""

    name: Name
    url: Url
    header: Header = "Authorization"
    token: Secret | None = None
    credential: Name | None = Field(None, description="A stored credential, instead of a token.")

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if self.token is not None and self.credential is not None:
            raise ValueError("send a token or the name of a credential, not both")
        return self


class OpenServerBody(Body):
    """Another token or credential; neither leaves the server without one."""

    token: Secret | None = None
    credential: Name | None = None


class AcceptBody(Body):
    """By name, the `proposed_digest` of each tool that was looked at; without it, all of them."""

    tools: dict[str, str] | None = Field(None, max_length=2000)


class ToolView(BaseModel):
    """`definition` is what was approved; `proposed`, what the server says now, where it differs.

    `hidden` spells out every character that a person does not see and a model reads, and says
    where the definition speaks to a model, passes for another tool's, or is about one elsewhere.
    """

    name: str
    status: str
    digest: str | None
    definition: dict[str, Any] | None
    proposed: dict[str, Any] | None
    proposed_digest: str | None
    hidden: list[str]

    @classmethod
    def of(cls, row: McpTool) -> Self:
        return cls(
            name=row.name,
            status=row.status,
            digest=row.digest,
            definition=row.definition,
            proposed=row.proposed,
            proposed_digest=proposed_digest(row),
            hidden=row.hidden,
        )


class ServerView(BaseModel):
    """`status` is `changed` while a tool awaits approval. `changes` is what the last look found."""

    id: str
    name: str
    url: str
    status: str
    has_secret: bool
    credential: str | None
    tools: dict[str, str]
    changes: list[str] | None
    checked_at: Time
    created_at: Time

    @classmethod
    def of(cls, found: Registered) -> Self:
        server = found.server
        return cls(
            id=server.id,
            name=server.name,
            url=server.url,
            status=found.status,
            has_secret=server.sealed is not None or server.credential_name is not None,
            credential=server.credential_name,
            tools={row.name: row.status for row in found.tools},
            changes=None if found.drift is None else found.drift.lines(),
            checked_at=server.checked_at,
            created_at=server.created_at,
        )


class ProbeBody(Body):
    """The address of an http agent, as its manifest would have it."""

    url: Url
    method: Method = "POST"
    credential: Name | None = None


class HttpProbeView(View):
    """`state` is `answers`, or what is wrong: `unauthorized` (it asks for a secret, or another),
    `missing` (nothing is there), `other_methods` (it takes `methods` alone), `failing` (a fault
    of its own).

    `methods` is null where the address does not say.
    """

    state: State
    status: int
    methods: list[str] | None
    milliseconds: int


class NewCredentialBody(Body):
    """A secret for one origin; `url` may be any address there."""

    name: Name
    url: Url
    header: Header = "Authorization"
    secret: Secret


class SecretBody(Body):
    secret: Secret


class CredentialView(View):
    id: str
    name: str
    origin: str
    header: str
    created_at: Time
    updated_at: Time


class ProviderKeyBody(Body):
    key: Secret


class ProviderKeyView(View):
    provider: str
    created_at: Time
    updated_at: Time


class ProviderKeys(Page[ProviderKeyView]):
    providers: list[str] = Field(description="Providers that take a key of your own.")
