"""People of the marketplace, and what they do to begin with."""

import itertools
from typing import Any

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub

MODEL = "openai/gpt-test"
_numbers = itertools.count()


async def made(answer: Answer, *statuses: int) -> Answer:
    assert answer.status in (statuses or (200, 201)), answer.body
    return answer


def manifest(**changes: Any) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "kind": "prompt",
        "slug": f"market-agent-{number}",
        "name": f"Market agent {number}",
        "tagline": "Turns receipts into a ledger",
        "description": "Reads **receipts** and writes them into a ledger.",
        "category": "finance",
        "features": ["Reads any receipt", "Knows 40 currencies", "Finds the tax", "Never tires"],
        "tags": ["receipts", "ledger"],
        "instructions": "Say it.",
        "message": "{{ text }}",
        "input_schema": {"type": "object", "properties": {"text": {"type": "string"}}},
        "examples": [{"title": "A receipt", "input": {"text": "Coffee 3.50"}}],
    } | changes


async def publish_agent(owner: Client, **changes: Any) -> str:
    agent = await made(await owner.post("/v1/agents", manifest(**changes)))
    await made(await owner.post(f"/v1/agents/{agent['id']}/publish", {}))
    return str(agent["id"])


async def become_publisher(owner: Client, moderator: Client, **changes: Any) -> dict[str, Any]:
    number = next(_numbers)
    body = {"slug": f"maker-{number}", "name": f"Maker {number}", "accept_terms": True} | changes
    publisher = await made(await owner.post("/v1/publishers", body))
    await decide(moderator, publisher["id"], "approve", "meets_the_rules")
    return dict(publisher.body)


async def case_about(moderator: Client, subject_id: str) -> dict[str, Any]:
    cursor = ""
    while True:
        page = await made(await moderator.get(f"/v1/moderation/cases?limit=100{cursor}"))
        for case in page["data"]:
            if case["subject_id"] == subject_id:
                return dict(case)
        assert page["next_cursor"], f"no open case about {subject_id}"
        cursor = f"&cursor={page['next_cursor']}"


async def decide(
    moderator: Client, subject_id: str, action: str, reason: str, **more: Any
) -> Answer:
    case = await case_about(moderator, subject_id)
    body = {"action": action, "reason": reason} | more
    return await made(await moderator.post(f"/v1/moderation/cases/{case['id']}/decision", body))


async def publish_listing(
    owner: Client, moderator: Client, agent_id: str, **content: Any
) -> dict[str, Any]:
    listing = await made(await owner.post("/v1/listings", {"agent_id": agent_id} | content))
    path = f"/v1/listings/{listing['id']}/status"
    await made(await owner.post(path, {"to": "submitted"}))
    await decide(moderator, listing["id"], "approve", "meets_the_rules")
    return dict((await made(await owner.post(path, {"to": "published"}))).body)


async def second_moderator(hub: RunningHub, first: Client) -> Client:
    """Somebody else who moderates."""
    second = await hub.sign_up()
    body = {"email": second.user["email"], "role": "moderator"}
    await made(await first.call("PUT", "/v1/admin/administrators", body))
    login = {"email": second.user["email"], "password": PASSWORD}
    entered = await made(await hub.anonymous.post("/v1/auth/login", login))
    return second.with_token(entered["token"])


async def try_agent(hub: RunningHub, agent_id: str, *, runs: int = 1) -> Client:
    """Somebody new, who has completed so many runs."""
    person = await hub.sign_up()
    await person.enable(agent_id)
    for _ in range(runs):
        await made(await person.invoke(agent_id, "x", model=MODEL))
    return person
