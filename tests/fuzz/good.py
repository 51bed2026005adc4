"""What the attacker is given: one of each kind of thing, and requests that it may spoil."""

import json
from typing import Any, Final

import aiohttp

from tests.fuzz.answering import content_of
from tests.fuzz.spoiling import Good
from tests.hub_fixtures import Answer, Client
from tests.isolation.conftest import directory, made, possessions
from tests.isolation.requests import Operation
from tests.mcp.speaking import headers_for, message

# Says more than what an operation needs at least.
_MORE: Final[dict[str, dict[str, Any]]] = {
    "/v1/agents/{agent_id}": {"instructions": "Say it.", "message": "{{ text }}"},
    "/v1/prompt-templates/preview": {"text": "Say {{ it }}", "values": {"it": "x"}},
    "/v1/schedules/{schedule_id}": {"cron": "0 0 1 1 *"},
    "/v1/chat/completions": {"max_tokens": 9},
}


def good_for(operation: Operation, ids: dict[str, str]) -> Good:
    if operation.method == "POST" and operation.path.startswith("/mcp"):
        sent = message("tools/list")
        return Good(sent, headers_for(sent))
    body = content_of(operation, ids).get("json")
    if operation.path in _MORE and body is not None:
        body |= _MORE[operation.path]
    return Good(body, {})


async def belongings(owner: Client, server_url: str) -> dict[str, str]:
    """One of each kind of thing that a path may name, by the name that it has there."""
    ids, _ = await possessions(owner)
    server = await made(await owner.post("/v1/mcp-servers", {"name": "desk", "url": server_url}))
    provisioned, scim_token = await directory(owner, "Fuzzed")
    key = f"sk-{owner.organization['id']}"
    await made(await owner.call("PUT", "/v1/provider-keys/openai", {"key": key}))
    return (
        ids
        | provisioned
        | {
            "scim_token": scim_token,
            "file_id": (await _file(owner))["id"],
            "server_id": server["id"],
            "server_url": server_url,
            "provider": "openai",
            "model": ids["agent_id"],
        }
    )


async def _file(owner: Client) -> Answer:
    form = aiohttp.FormData({"purpose": "assistants"})
    form.add_field("file", b"words", filename="a.txt", content_type="text/plain")
    path = f"{owner.url}/v1/files"
    async with owner.http.post(path, data=form, headers=owner.headers()) as answer:
        return await made(Answer(answer.status, json.loads(await answer.text()), {}))
