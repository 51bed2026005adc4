"""Agents that run elsewhere: a creator's remote MCP server, or a REST endpoint.

Both are an address and a mapping, never a program: no field here is, or ever becomes, a command,
its arguments or its environment. The guarded client that calls the address vets it again.
"""

import re
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from hub.agents.manifest.fields import (
    Counted,
    CredentialName,
    Expression,
    Listed,
    Part,
    wrong,
)
from hub.agents.manifest.prompt import roots_of
from hub.agents.template import placeholders
from hub.tools.public import HttpRequest, InvalidMapping, check_request

_SECRET_HEADER: Final = re.compile(
    r"authorization|cookie|token|secret|passw|api[-_]?key|[-_]key$|signature|credential",
    re.IGNORECASE,
)
# These say how the message travels, which is the client's to decide.
_TRANSPORT_HEADERS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade"}
)


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("must be an http or https address with a host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not carry a user name or password")
    if parts.fragment:
        raise ValueError("must not carry a fragment")
    if re.search(r"[\s{}\\]", parts.netloc):
        raise ValueError("its host must be fixed and plain")
    return url


def _header(name: str) -> str:
    if _SECRET_HEADER.search(name):
        raise ValueError(f"{name} looks like a secret: store a credential and name it instead")
    if name.lower() in _TRANSPORT_HEADERS:
        raise ValueError(f"{name} is set by the client")
    return name


Url = Annotated[str, Field(min_length=8, max_length=2000), AfterValidator(_address)]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$"), AfterValidator(_header)]
HeaderValue = Annotated[str, Field(max_length=500, pattern=r"^[\x20-\x7e]*$")]


class McpAgent(Listed):
    """One tool of a remote Streamable HTTP server, several of them, or all it offers.

    With one tool the input is its arguments; with several it is `{tool, arguments}`. `relay` also
    passes on the server's prompts, resources and elicitation at the agent's own MCP address.
    """

    kind: Literal["mcp"]
    url: Url
    tools: (
        Literal["all"]
        | Annotated[
            tuple[Annotated[str, Field(min_length=1, max_length=128)], ...],
            Field(min_length=1, max_length=100),
        ]
    )
    relay: bool = False
    credential: CredentialName | None = None
    timeout_s: float = Field(default=60, gt=0, le=600)

    @model_validator(mode="after")
    def _relays_everything(self) -> Self:
        if self.relay and self.tools != "all":
            raise wrong("must be all, because relay passes on everything", "tools")
        return self


class RequestMapping(Part):
    """How the input becomes a request: each value an expression over the input.

    Without a body, methods that carry one send the whole input.
    """

    query: dict[Annotated[str, Field(max_length=64)], Expression] = Field(default={}, max_length=40)
    body: dict[Annotated[str, Field(max_length=64)], Expression] | None = Field(
        default=None, max_length=100
    )


class ResponseMapping(Part):
    """How the JSON answer becomes the output; without fields the answer is the output.

    `events` finds in the answer how many events it took, where the price is for those.
    """

    output: dict[Annotated[str, Field(max_length=64)], Expression] | None = Field(
        default=None, max_length=100
    )
    events: Expression | None = None


class HttpAgent(Counted, Listed):
    """A REST endpoint. `{{name}}` in the path or query of the URL is a field of the input."""

    kind: Literal["http"]
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    url: Url
    headers: dict[HeaderName, HeaderValue] = Field(default={}, max_length=20)
    request: RequestMapping = RequestMapping()
    response: ResponseMapping = ResponseMapping()
    credential: CredentialName | None = None
    timeout_s: float = Field(default=30, gt=0, le=300)

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.request.body is not None and self.method in {"GET", "DELETE"}:
            raise wrong(f"{self.method} carries no body", "request", "body")
        roots_of(self.url, "url")  # says where, if a placeholder is malformed
        missing = set(placeholders(self.url)) - set(self.input_schema.get("properties", {}))
        if missing:
            raise wrong(f"the input schema lacks: {', '.join(sorted(missing))}", "url")
        try:
            check_request(self.as_request())
        except InvalidMapping as error:
            raise wrong(error.detail, "url") from None
        return self

    def as_request(self) -> HttpRequest:
        return HttpRequest(
            method=self.method,
            url=self.url,
            query=self.request.query,
            headers=self.headers,
            body=self.request.body,
            output=self.response.output,
            events=self.response.events,
        )
