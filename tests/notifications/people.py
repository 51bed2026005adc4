"""Who invites, and who is invited."""

import itertools
from typing import Any

from tests.hub_fixtures import Client, RunningHub

_numbers = itertools.count()


def address() -> str:
    return f"invited-{next(_numbers)}@example.com"


async def invite(
    hub: RunningHub, email: str, *, organization: str = "Acme"
) -> tuple[Client, dict[str, Any]]:
    """An admin who has invited this address, and what they were answered."""
    admin = await hub.sign_up(organization=organization)
    made = await admin.post("/v1/invitations", {"email": email, "role": "staff"})
    assert made.status == 201, made.body
    invitation: dict[str, Any] = made.body
    return admin, invitation


async def waiting(hub: RunningHub, email: str) -> dict[str, Any]:
    """The one message to this address, as the platform's administrator opens it."""
    platform = await hub.admin()
    listed = await platform.get("/v1/admin/outbox?limit=100")
    assert listed.status == 200, listed.body
    (found,) = (message for message in listed["data"] if message["recipient"] == email)
    opened = await platform.get(f"/v1/admin/outbox/{found['id']}")
    assert opened.status == 200, opened.body
    assert found == {name: value for name, value in opened.body.items() if name != "body"}
    message: dict[str, Any] = opened.body
    return message
