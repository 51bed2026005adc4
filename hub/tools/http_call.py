"""Run an http agent: one REST request, made from the input and turned into the output."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, unquote

import msgspec

from hub.kit.errors import InvalidInput
from hub.tools import spans
from hub.tools.errors import (
    InvalidMapping,
    OutboundBadResponse,
    OutboundError,
    OutboundUnauthorized,
)
from hub.tools.mapping import compile_expression, search
from hub.tools.outbound import Answer, Credential, Limits, OutboundClient, check_url

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*)\s*\}\}")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_RESERVED = frozenset(
    {"authorization", "connection", "content-length", "cookie", "host", "proxy-authorization"}
    | {"transfer-encoding", "upgrade"}
)
_MAX_DECODINGS = 5


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """The definition of an http agent.

    `{{name}}` in the path or query of `url` is a member of the input; a dotted name walks into
    objects. `query` and `body` map names to JMESPath expressions over the input, `output` over
    the answer. Without `body`, methods that have one send the whole input; without `output`, the
    answer is the output. `events` finds a whole number in the answer: how much it took.
    """

    method: Method
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] | None = None
    output: Mapping[str, str] | None = None
    events: str | None = None


@dataclass(frozen=True, slots=True)
class HttpResult:
    status: int
    output: Any
    events: int = 1


def with_sample_values(url: str) -> str:
    """The URL as it may look once its placeholders are filled."""
    return _PLACEHOLDER.sub("x", url)


def check_request(agent: HttpRequest) -> None:
    """Refuse a definition that could never run, or could reach where it does not say."""
    bare = with_sample_values(agent.url)
    if "{" in bare or "}" in bare:
        raise InvalidMapping("the URL has a malformed placeholder")
    try:
        check_url(bare)
    except OutboundError as error:
        raise InvalidMapping(str(error)) from error
    authority, _, path = agent.url.partition("//")[2].partition("/")
    if "{" in authority or "#" in agent.url:
        raise InvalidMapping("Placeholders belong in the path or query of a URL.")
    _refuse_traversal(path.partition("?")[0], InvalidMapping)
    mappings = (agent.query, agent.body or {}, agent.output or {})
    for expression in (text for mapping in mappings for text in mapping.values()):
        compile_expression(expression)
    if agent.events is not None:
        compile_expression(agent.events)
    for name, value in agent.headers.items():
        if not _TOKEN.fullmatch(name) or not (value.isascii() and value.isprintable()):
            raise InvalidMapping(f"the header {name!r} cannot be sent")
        if name.lower() in _RESERVED:
            raise InvalidMapping(f"the header {name} is not yours to set")


async def call_http(
    client: OutboundClient,
    agent: HttpRequest,
    arguments: Mapping[str, Any],
    *,
    credential: Credential | None = None,
    limits: Limits | None = None,
) -> HttpResult:
    """One call; an answer that is not a success is an `OutboundError` with its status."""
    check_request(agent)
    url = _fill(agent, dict(arguments))
    body = _body(agent, dict(arguments))
    typed = {} if body is None else {"Content-Type": "application/json"}
    ours = {"Accept": "application/json, text/*;q=0.5", **typed}
    with spans.http_request(url, agent.method) as current:
        answer = await client.request(
            agent.method,
            url,
            headers={**spans.carrying(ours), **agent.headers},
            credential=credential,
            body=body,
            limits=limits,
        )
        spans.http_answered(current, answer.status)
    if answer.status in {401, 403}:
        raise OutboundUnauthorized("the server refuses the credential", answered=answer.status)
    if not 200 <= answer.status < 300:
        raise OutboundBadResponse(
            f"the server answered with status {answer.status}",
            answered=answer.status,
        )
    content = _content(answer)
    try:
        output = content if agent.output is None else _map(agent.output, content)
        events = 1 if agent.events is None else _count(search(agent.events, content))
    except InvalidInput as error:
        raise OutboundBadResponse(error.detail, answered=answer.status) from error
    return HttpResult(answer.status, output, events)


def _fill(agent: HttpRequest, arguments: Mapping[str, Any]) -> str:
    path, question, query = agent.url.partition("?")
    filled = _substitute(path, arguments, _segment)
    asked = _substitute(query, arguments, _query_value)
    target = check_url(filled + question + asked)
    template = check_url(with_sample_values(agent.url))
    # Encoding already keeps a value inside its segment; this would notice if it ever did not.
    if target.origin() != template.origin() or len(target.parts) != len(template.parts):
        raise InvalidInput("A value does not fit into the URL's path.")
    return str(target.extend_query(_query(agent, arguments)))


def _substitute(text: str, arguments: Mapping[str, Any], encode: Callable[[str, Any], str]) -> str:
    def value_of(match: re.Match[str]) -> str:
        value: Any = arguments
        for part in match.group(1).split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return encode(match.group(1), value)

    return _PLACEHOLDER.sub(value_of, text)


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


def _query_value(name: str, value: Any) -> str:
    return "" if value is None else quote(_scalar(name, value), safe="")


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


def _query(agent: HttpRequest, arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, expression in agent.query.items():
        value = search(expression, arguments)
        values = value if isinstance(value, list) else [value]
        pairs += [(name, _scalar(name, item)) for item in values if item is not None]
    return pairs


def _body(agent: HttpRequest, arguments: Mapping[str, Any]) -> bytes | None:
    if agent.body is not None:
        return msgspec.json.encode(_map(agent.body, arguments))
    return None if agent.method in {"GET", "DELETE"} else msgspec.json.encode(arguments)


def _map(mapping: Mapping[str, str], document: Any) -> dict[str, Any]:
    return {name: search(expression, document) for name, expression in mapping.items()}


def _count(found: Any) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise OutboundBadResponse("The answer does not say in a whole number what it took.")
    return found


def _content(answer: Answer) -> Any:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not answer.body:
        return None
    if kind != "application/json" and not kind.endswith("+json"):
        return answer.body.decode("utf-8", errors="replace")
    try:
        return msgspec.json.decode(answer.body)
    except (ValueError, RecursionError) as error:
        raise OutboundBadResponse("The answer is not JSON.") from error
