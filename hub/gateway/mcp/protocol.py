"""The words of the Model Context Protocol that the hub speaks itself."""

from typing import Any, Final

import msgspec

from hub.kit.errors import LaeliaError

MODERN: Final = "2026-07-28"
HANDSHAKE: Final = "2025-11-25"
HANDSHAKES: Final = (HANDSHAKE, "2025-06-18", "2025-03-26", "2024-11-05")

META: Final = "io.modelcontextprotocol/"
VERSION_KEY: Final = META + "protocolVersion"
CLIENT_KEY: Final = META + "clientInfo"
CAPABILITIES_KEY: Final = META + "clientCapabilities"
SERVER_KEY: Final = META + "serverInfo"
SUBSCRIPTION_KEY: Final = META + "subscriptionId"
SERVER_INFO: Final = {"name": "laelia", "title": "Laelia", "version": "0.1.0"}

# Which parameter a request repeats in its Mcp-Name header.
NAMED: Final = {
    "tools/call": "name",
    "prompts/get": "name",
    "resources/read": "uri",
    "tasks/get": "taskId",
    "tasks/update": "taskId",
    "tasks/cancel": "taskId",
}

Result = dict[str, Any] | msgspec.Raw


class McpFault(LaeliaError):
    """A failure of the protocol: `number` is JSON-RPC's code, `code` the hub's stable one.

    `request_id` and `modern` say which request of which era failed, where that could be read.
    """

    status = 400
    number: int = -32603
    request_id: str | int | None = None
    modern: bool = False
    data: Any = None
    title: str = "The MCP request could not be served"


class ParseFault(McpFault):
    code = "parse_error"
    number = -32700


class InvalidRequest(McpFault):
    code = "invalid_request"
    number = -32600


class NotAcceptable(InvalidRequest):
    status = 406
    code = "not_acceptable"


class MethodNotAllowed(InvalidRequest):
    status = 405
    code = "method_not_allowed"


class UnsupportedMediaType(InvalidRequest):
    status = 415
    code = "unsupported_media_type"


class MethodNotFound(McpFault):
    status = 404
    code = "method_not_found"
    number = -32601


class InvalidParams(McpFault):
    code = "invalid_params"
    number = -32602


class UnknownTool(InvalidParams):
    code = "unknown_tool"


class HeaderMismatch(McpFault):
    code = "header_mismatch"
    number = -32020


class CapabilityMissing(McpFault):
    code = "client_capability_missing"
    number = -32021


class VersionUnsupported(McpFault):
    code = "protocol_version_unsupported"
    number = -32022


class Request(msgspec.Struct, kw_only=True):
    """One JSON-RPC request that has passed every check which needs no caller.

    `params` are without `_meta`. `capabilities` are the client's as this request states them;
    in the handshake era that is nothing, because the hub keeps no session.
    """

    id: str | int
    method: str
    params: dict[str, Any]
    meta: dict[str, Any]
    modern: bool
    version: str
    capabilities: dict[str, Any]
    session: str | None = None
    idempotency_key: str | None = None
    streams: bool = True
    headers: dict[bytes, bytes] = msgspec.field(default_factory=dict)

    @property
    def progress_token(self) -> str | int | None:
        token = self.meta.get("progressToken")
        return token if isinstance(token, str | int) and not isinstance(token, bool) else None


def standing(session: bytes | None) -> Request:
    """What stands for a request where a client only listens."""
    return Request(
        id="",
        method="",
        params={},
        meta={},
        modern=False,
        version=HANDSHAKE,
        capabilities={},
        session=None if session is None else session.decode("latin-1"),
    )


class Notification(msgspec.Struct, kw_only=True):
    """A message that expects no answer, or a client's answer to a request of the server's."""

    message: dict[str, Any]
    modern: bool
    session: str | None = None

    @property
    def method(self) -> str | None:
        return self.message.get("method")


def number_of(error: LaeliaError) -> int:
    """JSON-RPC's number for any error; the codes of the hub's own rules share one."""
    if isinstance(error, McpFault):
        return error.number
    return -32603 if error.status >= 500 else -32000


def fault_body(error: LaeliaError) -> dict[str, Any]:
    """JSON-RPC's error object, with the stable code in its data."""
    if isinstance(error, McpFault) and error.data is not None:
        return {"code": error.number, "message": error.detail, "data": error.data}
    data = {"code": error.code, **error.extra}
    return {"code": number_of(error), "message": error.detail, "data": data}
