"""What tests of organizations' lives begin with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.audit.conftest import ledger
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.worker.conftest import working

__all__ = ["ledger", "working"]

# A second, and what a busy machine takes to answer.
PROMISED_S = 2.0
CURRENT = "/v1/organizations/current"
SETTINGS = "/v1/admin/settings"


@pytest.fixture
async def admin(hub: RunningHub) -> AsyncIterator[Client]:
    """The platform's administrator: whatever a test applies does not outlive it."""
    who = await hub.admin()
    version = (await who.get(SETTINGS))["version"]
    yield who
    if (await who.get(SETTINGS))["version"] != version:
        back = {"version": version, "note": "As before"}
        assert (await who.post(f"{SETTINGS}/rollback", back)).status == 201


async def until(
    ask: Callable[[], Awaitable[Answer]], status: int, *, within_s: float = PROMISED_S
) -> Answer:
    """The answer, once it is so, within the second that is promised."""
    async with asyncio.timeout(within_s):
        while (answer := await ask()).status != status:
            await asyncio.sleep(0.05)
    return answer


async def signed_in(hub: RunningHub, who: Client) -> Client:
    """The same person in a further session."""
    body = {"email": who.user["email"], "password": PASSWORD}
    entered = await hub.anonymous.post("/v1/auth/login", body)
    assert entered.status == 200, entered.body
    return Client(hub.url, hub.http, entered["token"], entered["user"], entered["organization"])


async def told(who: Client) -> list[str]:
    """The subjects in a person's inbox, the newest first."""
    return [entry["subject"] for entry in (await who.get("/v1/notifications"))["data"]]
