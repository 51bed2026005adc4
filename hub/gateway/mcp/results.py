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


def finished(body: dict[str, Any], *, modern: bool) -> dict[str, Any]:
    """A run that is over; `body` is the contract's answer."""
    if body["status"] == "succeeded":
        return succeeded(body, modern=modern)
    error = body.get("error") or {"code": body["status"], "detail": f"The run is {body['status']}."}
    return _failure(error["code"], error["detail"], {"run_id": body["id"]})


def succeeded(body: dict[str, Any], *, modern: bool) -> dict[str, Any]:
    """The run's output, for programs and for people."""
    output = body["output"]
    text = output.get("text")
    if len(output) != 1 or not isinstance(text, str):
        text = encode_json(output).decode()
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
    return _failure(error.code, error.detail, error.extra)


def _failure(code: str, detail: str, extra: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = {"laelia/error_code": code, **_IDENTITY}
    if "run_id" in extra:
        meta["laelia/run_id"] = extra["run_id"]
    return {
        "resultType": "complete",
        "content": [{"type": "text", "text": f"{detail} (code: {code})"}],
        "structuredContent": {"error": {"code": code, "detail": detail, **extra}},
        "isError": True,
        "_meta": meta,
    }


def waiting(body: dict[str, Any]) -> dict[str, Any]:
    """A run that goes on, or waits for a person, where this client cannot follow it."""
    detail = f"The run is {body['status']}: see GET /v1/runs/{body['id']}"
    asked = [request["question"] for request in body.get("input_required", ())]
    said = f"{detail}. It asks: {' '.join(asked)}" if asked else f"{detail}."
    return _failure(body["status"], said, {"run_id": body["id"]})


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
