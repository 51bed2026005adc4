"""The MCP methods know no more of another organization than the endpoints do."""

import json
from typing import Any

import pytest

from tests.isolation.conftest import CANARY, World
from tests.isolation.requests import without
from tests.mcp.speaking import say, say_old

METHODS: list[tuple[str, dict[str, Any]]] = [
    ("ping", {}),
    ("server/discover", {}),
    ("tools/list", {}),
    ("tools/call", {"name": "TOOL", "arguments": {"text": "x"}}),
    ("prompts/list", {}),
    ("prompts/get", {"name": "TOOL"}),
    ("resources/list", {}),
    ("resources/read", {"uri": "laelia://agents/AGENT"}),
    ("resources/templates/list", {}),
    ("completion/complete", {"ref": {"type": "ref/prompt", "name": "TOOL"}, "argument": {}}),
    ("tasks/get", {"taskId": "RUN"}),
    ("tasks/cancel", {"taskId": "RUN"}),
    ("tasks/update", {"taskId": "RUN", "inputResponses": {}}),
    ("logging/setLevel", {"level": "debug"}),
]


@pytest.mark.req("R25")
@pytest.mark.parametrize("speak", [say, say_old], ids=["stateless", "handshake"])
@pytest.mark.parametrize(("method", "params"), METHODS, ids=[method for method, _ in METHODS])
@pytest.mark.parametrize("kind", ["admin", "member", "key that only invokes"])
async def test_a_method_shows_only_what_is_the_callers(
    world: World, kind: str, method: str, params: dict[str, Any], speak: Any
) -> None:
    listed = await say(world.victim, "tools/list")
    names = [tool["name"] for tool in listed.result["tools"] if CANARY in json.dumps(tool)]
    assert names, "the owner sees the private agent"
    intruder = world.intruders[kind]
    nowhere = world.nowhere()
    for path in ("/mcp", "/mcp/agents/AGENT"):
        said = []
        for ids, tool in ((world.theirs, names[0]), (nowhere, "a-tool-of-nobody")):
            filled = _filled(params, tool, ids)
            answer = await speak(
                intruder, method, filled, path=path.replace("AGENT", ids["agent_id"])
            )
            text = without(json.dumps(answer.messages), ids, {"tool": tool})
            said.append((answer.status, text))
            for foreign in (CANARY, *world.secrets):
                assert foreign not in text, (path, method, text)
        assert said[0] == said[1], (path, method)


def _filled(params: dict[str, Any], tool: str, ids: dict[str, str]) -> dict[str, Any]:
    text = json.dumps(params).replace("TOOL", tool)
    text = text.replace("AGENT", ids["agent_id"]).replace("RUN", ids["run_id"])
    found: dict[str, Any] = json.loads(text)
    return found
