"""The door to tools."""

from hub.tools.domain import Tools, tools_of
from hub.tools.errors import (
    InvalidMapping,
    OutboundError,
    OutboundTimeout,
    ToolChanged,
    ToolNotFound,
    UpstreamError,
)
from hub.tools.hidden_text import without_hidden
from hub.tools.hints import may_destroy
from hub.tools.http_call import HttpRequest, HttpResult, call_http, check_request
from hub.tools.mapping import compile_expression, search
from hub.tools.outbound import Limits, OutboundClient, origin_of
from hub.tools.reach import CALLER_META, Reach, Server, ToolCall
from hub.tools.secrets import SECRET_PARTS, OwnKeys
from hub.tools.upstream import Upstream, UpstreamPool
from hub.tools.wire import MODERN as NEWEST_PROTOCOL
from hub.tools.wire import Call, lift

__all__ = [
    "CALLER_META",
    "NEWEST_PROTOCOL",
    "SECRET_PARTS",
    "Call",
    "HttpRequest",
    "HttpResult",
    "InvalidMapping",
    "Limits",
    "OutboundClient",
    "OutboundError",
    "OutboundTimeout",
    "OwnKeys",
    "Reach",
    "Server",
    "ToolCall",
    "ToolChanged",
    "ToolNotFound",
    "Tools",
    "Upstream",
    "UpstreamError",
    "UpstreamPool",
    "call_http",
    "check_request",
    "compile_expression",
    "lift",
    "may_destroy",
    "origin_of",
    "search",
    "tools_of",
    "without_hidden",
]
