"""The requests that are sent, as bytes, and what a right answer contains."""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from bench.upstream import ANSWER, MODEL

MODERN: Final = "2026-07-28"
LEGACY: Final = "2025-11-25"

_SENTENCE: Final = "A grower writes to ask why the orchid on the north window has not flowered. "
QUESTION: Final = _SENTENCE * 11
FROM_QUESTION: Final = b"why the orchid on the north window"
FROM_MODEL: Final = ANSWER.encode()[-40:]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One request to one system: what the generator sends and what it looks for."""

    port: int
    request: bytes
    expect: bytes


def post(port: int, path: str, document: object, headers: Mapping[str, str]) -> bytes:
    body = json.dumps(document, separators=(",", ":")).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def bearer(key: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"} if key else {}


def chat(port: int, key: str | None) -> Target:
    """An OpenAI chat completion, answered by the instant upstream in the end."""
    document = {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}
    request = post(port, "/v1/chat/completions", document, bearer(key))
    return Target(port=port, request=request, expect=FROM_MODEL)


def echo(port: int) -> Target:
    document = {"input": {"text": QUESTION}}
    return Target(port=port, request=post(port, "/echo", document, {}), expect=FROM_QUESTION)


def invoke(port: int, key: str, agent_id: str) -> Target:
    document = {"input": {"text": QUESTION}}
    request = post(port, f"/v1/agents/{agent_id}/invoke", document, bearer(key))
    return Target(port=port, request=request, expect=FROM_MODEL)


def mcp_headers(revision: str, method: str, tool: str, key: str | None) -> dict[str, str]:
    headers = {
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": revision,
        **bearer(key),
    }
    if revision == MODERN:
        headers |= {"mcp-method": method, "mcp-name": tool} if tool else {"mcp-method": method}
    return headers


def mcp_message(revision: str, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """A JSON-RPC request; the newest revision carries who calls in every message."""
    if revision == MODERN:
        prefix = "io.modelcontextprotocol/"
        params["_meta"] = {
            f"{prefix}protocolVersion": MODERN,
            f"{prefix}clientInfo": {"name": "bench", "version": "1"},
            f"{prefix}clientCapabilities": {},
        }
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def tools_call(
    port: int, tool: str, revision: str, *, key: str | None, expect: bytes, session: str = ""
) -> Target:
    headers = mcp_headers(revision, "tools/call", tool, key)
    if session:
        headers["mcp-session-id"] = session
    params = {"name": tool, "arguments": {"text": QUESTION}}
    message = mcp_message(revision, "tools/call", params)
    return Target(port=port, request=post(port, "/mcp", message, headers), expect=expect)
