"""A run as the result of a tool call, and the JSON-RPC messages around results and failures."""

from typing import Any, Final

from hub.gateway.mcp.protocol import SERVER_INFO, SERVER_KEY, Result, fault_body
from hub.kit.errors import InvalidInput, LaeliaError
from hub.kit.http import encode_json

_IDENTITY: Final = {SERVER_KEY: SERVER_INFO}
# What a run tells beside its output, and how the result's `_meta` names it.
_TOLD: Final = {
    "id": "laelia/run_id",
    "agent_id": "laelia/agent_id",
    "agent_version": "laelia/agent_version",
    "model": "laelia/model",
    "model_tier": "laelia/model_tier",
    "usage": "laelia/usage",
    "cost": "laelia/cost",
    "receipt": "laelia/receipt",
    "session_id": "laelia/session_id",
    "notice": "laelia/notice",
}


def succeeded(body: dict[str, Any], *, text_only: bool, modern: bool) -> dict[str, Any]:
    """The run's output, for programs and for people; `body` is the contract's answer."""
    output = body["output"]
    text = output["text"] if text_only else encode_json(output).decode()
    return {
        "resultType": "complete",
        "content": [{"type": "text", "text": text}],
        "structuredContent": output,
        "isError": False,
        "_meta": told(body, modern=modern),
    }


def told(body: dict[str, Any], *, modern: bool) -> dict[str, Any]:
    meta = {name: body[key] for key, name in _TOLD.items() if body.get(key) is not None}
    if modern:
        meta[SERVER_KEY] = SERVER_INFO
    return meta


def failed(error: LaeliaError) -> dict[str, Any]:
    """An execution that failed, told to the model so that it can do better or say why."""
    structured = {"error": {"code": error.code, "detail": error.detail, **error.extra}}
    meta: dict[str, Any] = {"laelia/error_code": error.code, **_IDENTITY}
    if "run_id" in error.extra:
        meta["laelia/run_id"] = error.extra["run_id"]
    text = f"{error.detail} (code: {error.code})"
    return {
        "resultType": "complete",
        "content": [{"type": "text", "text": text}],
        "structuredContent": structured,
        "isError": True,
        "_meta": meta,
    }


def is_execution_failure(error: LaeliaError) -> bool:
    """Whether the tool failed, rather than the call of it."""
    return "run_id" in error.extra or isinstance(error, InvalidInput)


def answer(request_id: str | int, result: Result) -> bytes:
    return encode_json({"jsonrpc": "2.0", "id": request_id, "result": result})


def refusal(request_id: str | int | None, error: LaeliaError) -> bytes:
    return encode_json({"jsonrpc": "2.0", "id": request_id, "error": fault_body(error)})


def notification(method: str, params: dict[str, Any]) -> bytes:
    return encode_json({"jsonrpc": "2.0", "method": method, "params": params})


def cacheable(result: dict[str, Any], *, modern: bool, ttl_ms: int = 0) -> dict[str, Any]:
    """What the stateless era says beside a list: whose it is, and how long it holds."""
    if not modern:
        return result
    return {
        "resultType": "complete",
        **result,
        "ttlMs": ttl_ms,
        "cacheScope": "private",
        "_meta": {**result.get("_meta", {}), **_IDENTITY},
    }
