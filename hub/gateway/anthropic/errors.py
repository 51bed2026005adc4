"""Errors in Anthropic's shape; the hub's own `code` stands beside its type."""

from collections.abc import Mapping
from typing import Any, Final

_TYPES: Final = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
}
_SHOWN: Final = ("title", "status", "detail", "type", "request_id")


def error_body(problem: Mapping[str, Any]) -> dict[str, Any]:
    status = problem["status"]
    kind = _TYPES.get(status, "api_error" if status >= 500 else "invalid_request_error")
    ours = {name: value for name, value in problem.items() if name not in _SHOWN}
    body: dict[str, Any] = {
        "type": "error",
        "error": {"type": kind, "message": problem["detail"]} | ours,
    }
    if "request_id" in problem:
        body["request_id"] = problem["request_id"]
    return body
