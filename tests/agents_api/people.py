"""People and agents that several tests begin with."""

from typing import Any

from tests.agents.documents import prompt
from tests.hub_fixtures import PASSWORD, Client, RunningHub


async def published(person: Client, **changes: Any) -> str:
    made = await person.post("/v1/agents", prompt(**changes))
    assert made.status == 201, made.body
    agent_id = str(made["id"])
    version = await person.post(f"/v1/agents/{agent_id}/publish")
    assert version.status == 201, version.body
    return agent_id


async def listed_agent(hub: RunningHub, **changes: Any) -> tuple[Client, str]:
    """A creator, and an agent of theirs that every organization sees."""
    owner, admin = await hub.sign_up(), await hub.admin()
    agent_id = await published(owner, **changes)
    listed = await admin.post(f"/v1/agents/{agent_id}/list")
    assert (listed.status, listed["listed"]) == (200, True)
    return owner, agent_id


async def member_of(hub: RunningHub, admin: Client, role: str = "member") -> Client:
    """A new person with a seat in the admin's organization, signed in there."""
    person = await hub.sign_up()
    email = person.user["email"]
    offer = await admin.post("/v1/invitations", {"email": email, "role": role})
    assert offer.status == 201, offer.body
    await person.post("/v1/invitations/accept", {"token": offer["token"]})
    body = {"email": email, "password": PASSWORD, "organization_id": admin.organization["id"]}
    entered = await hub.anonymous.post("/v1/auth/login", body)
    assert entered.status == 200, entered.body
    return Client(hub.url, hub.http, entered["token"], entered["user"], entered["organization"])
