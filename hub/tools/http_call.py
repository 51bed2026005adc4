"""Run an http agent: one REST request, made from the input and turned into the output."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, unquote

import msgspec

from hub.kit.errors import InvalidInput
from hub.tools.errors import (
    InvalidMapping,
    OutboundBadResponse,
    OutboundError,
    OutboundUnauthorized,
)
from hub.tools.mapping import compile_expression, search
from hub.tools.outbound import Answer, Credential, Limits, OutboundClient, check_url

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_RESERVED = frozenset(
    {"authorization", "connection", "content-length", "cookie", "host", "proxy-authorization"}
    | {"transfer-encoding", "upgrade"}
)
_MAX_DECODINGS = 5


@dataclass(frozen=True, slots=True)
class HttpAgent:
    """The definition of an http agent.

    `url` may hold {name} placeholders in its path; each takes the value of the `path` expression
    of that name, or the input's member. Expressions are JMESPath: `query` and `body` over the
    input, `output` over {status, headers, body}. Without `body`, methods that have one send the
    whole input; without `output`, the answer's body is the output.
    """

    method: Method
    url: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    output: str | None = None


@dataclass(frozen=True, slots=True)
class HttpResult:
    status: int
    output: Any


def check_agent(agent: HttpAgent) -> None:
    """Refuse a definition that could never run, or could reach where it does not say."""
    bare = _PLACEHOLDER.sub("x", agent.url)
    if "{" in bare or "}" in bare:
        raise InvalidMapping("the URL has a malformed placeholder")
    try:
        check_url(bare)
    except OutboundError as error:
        raise InvalidMapping(str(error)) from error
    head, _, query = agent.url.partition("?")
    authority, _, path = head.partition("//")[2].partition("/")
    if "{" in authority or "{" in query or "#" in agent.url:
        raise InvalidMapping("placeholders belong in the URL's path")
    _refuse_traversal(path, InvalidMapping)
    for expression in (*agent.path.values(), *agent.query.values(), agent.body, agent.output):
        if expression is not None:
            compile_expression(expression)
    for name, value in agent.headers.items():
        if not _TOKEN.fullmatch(name) or not (value.isascii() and value.isprintable()):
            raise InvalidMapping(f"the header {name!r} cannot be sent")
        if name.lower() in _RESERVED:
            raise InvalidMapping(f"the header {name} is not yours to set")


async def call_http(
    client: OutboundClient,
    agent: HttpAgent,
    arguments: Mapping[str, Any],
    *,
    credential: Credential | None = None,
    limits: Limits | None = None,
) -> HttpResult:
    """One call; an answer that is not a success is an `OutboundError` with its status."""
    check_agent(agent)
    url = _fill(agent, dict(arguments))
    body = _body(agent, dict(arguments))
    typed = {} if body is None else {"Content-Type": "application/json"}
    answer = await client.request(
        agent.method,
        url,
        headers={"Accept": "application/json, text/*;q=0.5", **typed, **agent.headers},
        credential=credential,
        body=body,
        limits=limits,
    )
    if answer.status in {401, 403}:
        raise OutboundUnauthorized("the server refuses the credential", answered=answer.status)
    if not 200 <= answer.status < 300:
        raise OutboundBadResponse(
            f"the server answered with status {answer.status}",
            answered=answer.status,
        )
    return HttpResult(answer.status, _output(agent, answer))


def _fill(agent: HttpAgent, arguments: Mapping[str, Any]) -> str:
    def value_of(match: re.Match[str]) -> str:
        name = match.group(1)
        expression = agent.path.get(name)
        value = arguments.get(name) if expression is None else search(expression, arguments)
        return _segment(name, value)

    filled = _PLACEHOLDER.sub(value_of, agent.url)
    target, template = check_url(filled), check_url(_PLACEHOLDER.sub("x", agent.url))
    # Encoding already keeps a value inside its segment; this would notice if it ever did not.
    if target.origin() != template.origin() or len(target.parts) != len(template.parts):
        raise InvalidInput("a value does not fit into the URL's path")
    return str(target.extend_query(_query(agent, arguments)))


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise InvalidInput(f"{name} must be a text, a number or a boolean")


def _segment(name: str, value: Any) -> str:
    text = _scalar(name, value)
    if not text:
        raise InvalidInput(f"{name} must not be empty")
    _refuse_traversal(text, InvalidInput)
    return quote(text, safe="")


def _refuse_traversal(text: str, refusal: type[InvalidInput] | type[InvalidMapping]) -> None:
    """Refuse a path that climbs, however often it is encoded; servers decode more than once."""
    decoded = text
    for _ in range(_MAX_DECODINGS):
        segments = re.split(r"[/\\]", decoded)
        # Some servers cut parameters off a segment before they look at it.
        if any(segment.partition(";")[0].strip() in {".", ".."} for segment in segments):
            raise refusal("a path must not climb")
        if any(ord(char) < 32 or ord(char) == 127 or char == "\ufffd" for char in decoded):
            raise refusal("a path must be plain text")
        again = unquote(decoded)
        if again == decoded:
            return
        decoded = again
    raise refusal("a path must not be encoded again and again")


def _query(agent: HttpAgent, arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, expression in agent.query.items():
        value = search(expression, arguments)
        values = value if isinstance(value, list) else [value]
        pairs += [(name, _scalar(name, item)) for item in values if item is not None]
    return pairs


def _body(agent: HttpAgent, arguments: Mapping[str, Any]) -> bytes | None:
    if agent.body is not None:
        return msgspec.json.encode(search(agent.body, arguments))
    return None if agent.method in {"GET", "DELETE"} else msgspec.json.encode(arguments)


def _output(agent: HttpAgent, answer: Answer) -> Any:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    content: Any
    if not answer.body:
        content = None
    elif kind == "application/json" or kind.endswith("+json"):
        try:
            content = msgspec.json.decode(answer.body)
        except (ValueError, RecursionError) as error:
            raise OutboundBadResponse("the answer is not JSON") from error
    else:
        content = answer.body.decode("utf-8", errors="replace")
    if agent.output is None:
        return content
    # An answer's cookies are between the server and the hub.
    headers = {
        name.lower(): value
        for name, value in answer.headers.items()
        if name.lower() != "set-cookie"
    }
    try:
        return search(agent.output, {"status": answer.status, "headers": headers, "body": content})
    except InvalidInput as error:
        raise OutboundBadResponse(str(error)) from error
