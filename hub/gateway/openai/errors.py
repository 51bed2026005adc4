"""Errors in OpenAI's shape; `code` stays the hub's own."""

from collections.abc import Mapping
from typing import Any, Final

_TYPES: Final = {
    401: "authentication_error",
    402: "insufficient_quota",
    403: "permission_error",
    429: "rate_limit_error",
}
_SHOWN: Final = ("title", "status", "detail", "code", "type", "errors")


def error_body(problem: Mapping[str, Any]) -> dict[str, Any]:
    """A problem object as OpenAI's SDK reads it; members of ours stand beside its own."""
    status = problem["status"]
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    faults = problem.get("errors")
    ours = {name: value for name, value in problem.items() if name not in _SHOWN}
    return {
        "error": {
            "message": problem["detail"],
            "type": kind,
            "code": problem["code"],
            "param": faults[0]["pointer"] if faults else None,
            "laelia": ours,
        }
    }
