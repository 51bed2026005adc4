"""From bytes to a request, strictly: what one reader accepts, another must not read otherwise.

One decoder serves policy and dispatch alike. A member named twice, a name in another case, a
batch, or more nesting than anybody needs is refused before anything looks at the content.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hub.gateway.mcp.protocol import (
    CAPABILITIES_KEY,
    HANDSHAKE,
    HANDSHAKES,
    META,
    MODERN,
    NAMED,
    VERSION_KEY,
    HeaderMismatch,
    InvalidParams,
    InvalidRequest,
    Notification,
    ParseFault,
    Request,
    VersionUnsupported,
)
from hub.kit.lazy import lazy

if TYPE_CHECKING:
    from mcp.shared import inbound
else:  # the SDK takes a third of a second
    inbound = lazy("mcp.shared.inbound")

MAX_BODY: Final = 10 * 1024 * 1024
_MAX_DEPTH: Final = 64
_MAX_ID: Final = 256
_ENVELOPE: Final = frozenset({"jsonrpc", "id", "method", "params", "result", "error"})
_VERSION: Final = b"mcp-protocol-version"
_METHOD: Final = b"mcp-method"
_NAME: Final = b"mcp-name"
_SESSION: Final = b"mcp-session-id"
_ACCEPT: Final = b"accept"
_IDEMPOTENCY: Final = b"idempotency-key"
_ROUTING: Final = frozenset({_VERSION, _METHOD, _NAME})
_READ: Final = _ROUTING | {_SESSION, _ACCEPT, _IDEMPOTENCY, b"content-type", b"last-event-id"}
_PARAM: Final = b"mcp-param-"
_decode: Final = msgspec.json.Decoder().decode


def headers_of(raw: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers this face reads.

    Raises:
        HeaderMismatch: one that requests are routed by is there twice.
    """
    found: dict[bytes, bytes] = {}
    for name, value in raw:
        if name in _READ or name.startswith(_PARAM):
            if name in found and (name in _ROUTING or name.startswith(_PARAM)):
                raise HeaderMismatch(f"The header {name.decode()} appears more than once.")
            found[name] = value
    return found


def parse(body: bytes, headers: dict[bytes, bytes]) -> Request | Notification:
    """Raises an McpFault that says what is wrong, and in which request if that could be read."""
    message = _message(body)
    version = _text(headers, _VERSION)
    modern = _is_modern(version, message)
    if "id" not in message or "method" not in message:
        return _notification(message, modern, version, headers)
    request_id = message["id"]
    if not isinstance(request_id, str | int) or isinstance(request_id, bool):
        raise InvalidRequest("A request's id is a string or an integer.")
    if isinstance(request_id, str) and len(request_id) > _MAX_ID:
        raise InvalidRequest("The id is too long.")
    try:
        return _request(message, request_id, modern, version, headers)
    except (InvalidRequest, InvalidParams, HeaderMismatch, VersionUnsupported) as fault:
        fault.request_id = request_id
        fault.modern = modern
        raise


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = _decode(body)
    except RecursionError:
        raise ParseFault("The JSON is nested too deeply.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise ParseFault("The body is not JSON.") from error
    if not isinstance(message, dict):
        raise InvalidRequest("Send one JSON-RPC message; there are no batches.")
    _refuse_ambiguity(body, message)
    for name in message:
        if name not in _ENVELOPE and name.lower() in _ENVELOPE:
            raise InvalidRequest("The members of a message are named in lower case.")
    if message.get("jsonrpc") != "2.0":
        raise InvalidRequest("A message says jsonrpc: 2.0.")
    if not isinstance(message.get("params", {}), dict):
        raise InvalidRequest("Params are an object.")
    if not isinstance(message.get("method", ""), str):
        raise InvalidRequest("A method is a string.")
    return message


def _refuse_ambiguity(body: bytes, message: dict[str, Any]) -> None:
    """A decoder keeps one of two members with the same name, so fewer arrive than were written.

    Outside of strings, a colon stands behind every member's name and nowhere else.
    """
    kept = 0
    level: list[Any] = [message]
    depth = 0
    while level:
        depth += 1
        if depth > _MAX_DEPTH:
            raise ParseFault("The JSON is nested too deeply.")
        below: list[Any] = []
        for item in level:
            if type(item) is dict:
                kept += len(item)
                below.extend(item.values())
            elif type(item) is list:
                below.extend(item)
        level = below
    if body.count(b":") == kept:
        return  # none stands in a string
    if b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if b"".join(body.split(b'"')[::2]).count(b":") != kept:
        raise InvalidRequest("An object names a member twice.")


def _is_modern(version: str | None, message: dict[str, Any]) -> bool:
    if version is not None:
        return version not in HANDSHAKES
    meta = message.get("params", {}).get("_meta")
    return isinstance(meta, dict) and VERSION_KEY in meta


def _notification(
    message: dict[str, Any], modern: bool, version: str | None, headers: dict[bytes, bytes]
) -> Notification:
    if "method" in message:
        if "result" in message or "error" in message:
            raise InvalidRequest("A message is a request or an answer, not both.")
    elif modern or not ("id" in message and ("result" in message) != ("error" in message)):
        raise InvalidRequest("This is no JSON-RPC request or notification.")
    if modern and version != MODERN:
        raise _unsupported(version)
    return Notification(message=message, modern=modern, session=_text(headers, _SESSION))


def _request(
    message: dict[str, Any],
    request_id: str | int,
    modern: bool,
    version: str | None,
    headers: dict[bytes, bytes],
) -> Request:
    if "result" in message or "error" in message:
        raise InvalidRequest("A message is a request or an answer, not both.")
    method: str = message["method"]
    params: dict[str, Any] = message.get("params") or {}
    meta = params.pop("_meta", None)
    if modern:
        meta = _checked(method, params, meta, version, headers)
    elif meta is None:
        meta = {}
    elif not isinstance(meta, dict):
        raise InvalidParams("params._meta is an object.")
    accept = headers.get(_ACCEPT)
    return Request(
        id=request_id,
        method=method,
        params=params,
        meta=meta,
        modern=modern,
        version=MODERN if modern else version or HANDSHAKE,
        capabilities=meta[CAPABILITIES_KEY] if modern else {},
        session=_text(headers, _SESSION),
        idempotency_key=_text(headers, _IDEMPOTENCY),
        streams=accept is None or b"text/event-stream" in accept or b"*/*" in accept,
        headers=headers,
    )


def _checked(
    method: str,
    params: dict[str, Any],
    meta: Any,
    version: str | None,
    headers: dict[bytes, bytes],
) -> dict[str, Any]:
    """The stateless era: who calls stands in every message, and headers repeat what routes it."""
    if not isinstance(meta, dict):
        raise InvalidParams(f"params._meta is an object with {VERSION_KEY} and {CAPABILITIES_KEY}.")
    for key in (VERSION_KEY, CAPABILITIES_KEY):
        if key not in meta:
            raise InvalidParams(f"params._meta lacks {key}.")
    if version is None or version != meta[VERSION_KEY]:
        raise HeaderMismatch(f"MCP-Protocol-Version and {VERSION_KEY} must be the same.")
    if _text(headers, _METHOD) != method:
        raise HeaderMismatch("The header Mcp-Method must be the message's method.")
    named = NAMED.get(method)
    if named is not None:
        name = params.get(named)
        if name is not None and inbound.decode_header_value(_text(headers, _NAME)) != name:
            raise HeaderMismatch(f"The header Mcp-Name must be params.{named}.")
    if version != MODERN:
        raise _unsupported(version)
    if not isinstance(meta[CAPABILITIES_KEY], dict):
        raise InvalidParams(f"{CAPABILITIES_KEY} is an object.")
    return meta


def _unsupported(version: str | None) -> VersionUnsupported:
    return VersionUnsupported(
        f"This revision is not spoken here: {version}.", supported=[MODERN], requested=version
    )


def _text(headers: dict[bytes, bytes], name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1").strip()


def check_parameters(request: Request, schema: Mapping[str, Any], arguments: Any) -> None:
    """Some tools want arguments repeated in headers, which then must say the same.

    Raises:
        HeaderMismatch: they do not.
    """
    if not request.modern or not isinstance(arguments, dict):
        return
    headers = {
        name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.items()
    }
    wrong = inbound.validate_mcp_param_headers(schema, arguments, headers)
    if wrong is not None:
        raise HeaderMismatch(wrong.message)


def own_meta(meta: dict[str, Any]) -> dict[str, Any]:
    """What is left of `_meta` without what belongs to the hop from the client to the hub."""
    hop = ("protocolVersion", "clientInfo", "clientCapabilities", "logLevel")
    gone = {"progressToken", *(META + name for name in hop[:3])}
    return {name: value for name, value in meta.items() if name not in gone}
