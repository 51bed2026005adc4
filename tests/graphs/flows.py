"""Graph agents for tests: published, enabled and called over HTTP."""

import itertools
from typing import Any

from tests.agents.documents import graph, node
from tests.hub_fixtures import Client

MODEL = "openai/gpt-test"
_slugs = itertools.count()


def says(name: str, message: str = "{{input.text}}", **fields: Any) -> dict[str, Any]:
    """A prompt node that sends a message to the model; the scripted model echoes it."""
    return node(name, "prompt", message=message, **fields)


async def flow(
    person: Client, nodes: list[dict[str, Any]], edges: str, output: str, **changes: Any
) -> str:
    """The ID of a graph agent that the person may call."""
    document = graph(nodes, edges, output, slug=f"flow-{next(_slugs)}", **changes)
    return await agent(person, document)


async def agent(person: Client, document: dict[str, Any]) -> str:
    made = await person.post("/v1/agents", document)
    assert made.status == 201, made.body
    agent_id = str(made["id"])
    version = await person.post(f"/v1/agents/{agent_id}/publish")
    assert version.status == 201, version.body
    await person.enable(agent_id)
    return agent_id
