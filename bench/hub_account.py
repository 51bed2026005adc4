"""An account on a fresh hub, made only through its public contract, with one agent to call."""

import uuid
from typing import Any, Final, Self

import aiohttp
import msgspec

from bench import upstream, wire
from bench.processes import BenchError

ADMIN_EMAIL: Final = "admin@bench.example"
ADMIN_PASSWORD: Final = "correct-orchid-battery-bench"  # noqa: S105  a hub that lives for minutes
CREDITS: Final = "10000000"
MODEL: Final = f"openai/{upstream.MODEL}"
AGENT: Final[dict[str, Any]] = {
    "kind": "prompt",
    "slug": "bench-answer",
    "name": "Bench answer",
    "tagline": "Answers a letter about orchids",
    "description": "Reads a letter about orchids and writes an answer.",
    "category": "support",
    "instructions": "You answer letters about orchids, shortly and in a friendly tone.",
    "message": "{{text}}",
    "model": {"models": [{"model": MODEL}], "max_output_tokens": 256},
}


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller needs: a key, the agent's ID, its tool name and an older client's session."""

    key: str
    agent_id: str
    tool: str
    session: str


class _Api:
    """The hub's HTTP face with one bearer; any refusal ends the bench with what the hub said."""

    def __init__(self, http: aiohttp.ClientSession, base: str, token: str | None = None) -> None:
        self._http = http
        self._base = base
        self._token = token

    def as_bearer(self, token: str) -> Self:
        return type(self)(self._http, self._base, token)

    async def post(self, path: str, document: Any, **headers: str) -> Any:
        answer, text, _ = await self._send(path, document, headers)
        if answer >= 300:
            raise BenchError(f"POST {path}: {answer} {text[:500]}")
        return msgspec.json.decode(text) if text else {}

    async def mcp(self, revision: str, method: str, params: dict[str, Any]) -> tuple[Any, str]:
        """A JSON-RPC result and the session that the hub named, if it names one."""
        headers = wire.mcp_headers(revision, method, "", None)
        message = wire.mcp_message(revision, method, params)
        status, text, session = await self._send("/mcp", message, headers)
        if status != 200:
            raise BenchError(f"MCP {method} ({revision}): {status} {text[:500]}")
        reply = msgspec.json.decode(
            text.rpartition("data: ")[2] if "data: " in text[:200] else text
        )
        if "result" not in reply:
            raise BenchError(f"MCP {method} ({revision}): {text[:500]}")
        return reply["result"], session

    async def _send(
        self, path: str, document: Any, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        request = self._http.post(
            self._base + path, json=document, headers={**wire.bearer(self._token), **headers}
        )
        async with request as answer:
            text = await answer.text()
            return answer.status, text, answer.headers.get("mcp-session-id", "")


async def _grant(api: _Api, organization_id: str) -> None:
    admin = await api.post("/v1/auth/login", {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
    await api.as_bearer(admin["token"]).post(
        "/v1/admin/grants",
        {"organization_id": organization_id, "credits": CREDITS, "reason": "bench"},
        **{"idempotency-key": uuid.uuid4().hex},
    )


async def _agent(api: _Api) -> str:
    agent_id: str = (await api.post("/v1/agents", AGENT))["id"]
    await api.post(f"/v1/agents/{agent_id}/publish", {"version": "1.0.0"})
    await api.post(f"/v1/agents/{agent_id}/enable", {})
    return agent_id


async def _tool(api: _Api) -> str:
    listed, _ = await api.mcp(wire.MODERN, "tools/list", {})
    names: list[str] = [tool["name"] for tool in listed["tools"]]
    for name in names:
        if "bench" in name:
            return name
    raise BenchError(f"the enabled agent is not among the tools: {names}")


async def _older_session(api: _Api) -> str:
    client = {"name": "bench", "version": "1"}
    hello = {"protocolVersion": wire.LEGACY, "capabilities": {}, "clientInfo": client}
    _, session = await api.mcp(wire.LEGACY, "initialize", hello)
    return session


async def open_account(base: str) -> Account:
    """Sign up, be granted credits, publish and enable an agent, and make a key to call it."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
        anyone = _Api(http, base)
        person = {"email": "grower@bench.example", "password": "slow-magenta-lamp-bench"}
        signed_up = await anyone.post("/v1/auth/signup", {**person, "name": "Grower"})
        owner = anyone.as_bearer(signed_up["token"])
        await _grant(anyone, signed_up["organization"]["id"])
        agent_id = await _agent(owner)
        key = (await owner.post("/v1/api-keys", {"name": "bench"}))["key"]
        caller = anyone.as_bearer(key)
        tool, session = await _tool(caller), await _older_session(caller)
        return Account(key=key, agent_id=agent_id, tool=tool, session=session)
