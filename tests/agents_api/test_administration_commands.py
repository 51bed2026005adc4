"""`laelia keys` and `laelia grant`, against a hub over HTTP."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from hub.agents.shipped import platform_agent_id
from tests import forks
from tests.hub_fixtures import Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")


async def laelia(client: Client, *words: str) -> tuple[int, str]:
    assert client.token is not None
    environment = os.environ | {"LAELIA_URL": client.url, "LAELIA_API_KEY": client.token}
    ended = await forks.laelia(*words, environment=environment)
    return ended.status, ended.said


@pytest.mark.timeout(150)  # the first command waits until the product is loaded
@pytest.mark.req("S1")
async def test_a_key_is_made_listed_and_revoked(hub: RunningHub) -> None:
    person = await hub.sign_up()
    status, said = await laelia(person, "keys", "create", "from a shell")
    assert status == 0, said
    key_id, secret = said.split()[0], said.split()[-1]
    assert (await person.with_token(secret).get("/v1/me")).status == 200
    assert key_id in (await laelia(person, "keys", "list"))[1]
    assert (await laelia(person, "keys", "revoke", key_id))[0] == 0


@pytest.mark.req("S10")
@pytest.mark.req("FR-4.19")
async def test_a_key_is_made_with_every_limit_and_shows_them(hub: RunningHub) -> None:
    person = await hub.sign_up()
    ends = (datetime.now(UTC) + timedelta(days=9)).replace(microsecond=0)
    words = ("--agent", SUMMARIZE, "--expires", ends.strftime("%Y-%m-%dT%H:%M:%S%z"))
    words = (*words, "--budget", "12.5/month", "--requests-per-minute", "7")
    status, said = await laelia(person, "keys", "create", "narrow", *words)
    assert status == 0, said
    key_id, secret = said.split()[0], said.split()[-1]
    shown = await person.get(f"/v1/api-keys/{key_id}")
    assert shown["agent_ids"] == [SUMMARIZE]
    assert shown["requests_per_minute"] == 7
    assert datetime.fromisoformat(shown["expires_at"]) == ends
    assert shown["budgets"] == [{"amount": "12.5", "period": "month"}]
    budget = {"scope": "key", "scope_id": key_id, "period": "day", "amount": "2"}
    assert (await person.call("PUT", "/v1/budgets", budget)).status == 200
    shown = await person.get(f"/v1/api-keys/{key_id}")
    assert shown["budgets"][0] == {"amount": "2", "period": "day"}
    status, said = await laelia(person, "keys", "list")
    assert f"{SUMMARIZE}  7/minute  2 credits/day  12.5 credits/month  until" in said
    assert secret not in said
    status, said = await laelia(person, "keys", "create", "wrong", "--budget", "1/week")
    assert (status, "/budget/period" in said) == (2, True), said


@pytest.mark.req("S10")
async def test_an_administrator_grants_once_for_a_key(hub: RunningHub) -> None:
    person, admin = await hub.sign_up(), await hub.admin()
    words = ("grant", person.organization["id"], "12.5", "--reason", "Thanks")
    for _ in range(2):
        status, said = await laelia(admin, *words, "--idempotency-key", "shell-1")
        assert status == 0, said
    assert (await person.get("/v1/credits"))["available"] == "112.5"
    status, said = await laelia(person, *words)
    assert status == 2, said
