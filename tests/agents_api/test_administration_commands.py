"""`laelia keys` and `laelia grant`, against a hub over HTTP."""

import asyncio
import os
import sys

import pytest

from tests.hub_fixtures import Client, RunningHub


async def laelia(client: Client, *words: str) -> tuple[int, str]:
    assert client.token is not None
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub.cli", *words),
        env=os.environ | {"LAELIA_URL": client.url, "LAELIA_API_KEY": client.token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(30):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


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
async def test_an_administrator_grants_once_for_a_key(hub: RunningHub) -> None:
    person, admin = await hub.sign_up(), await hub.admin()
    words = ("grant", person.organization["id"], "12.5", "--reason", "Thanks")
    for _ in range(2):
        status, said = await laelia(admin, *words, "--idempotency-key", "shell-1")
        assert status == 0, said
    assert (await person.get("/v1/credits"))["available"] == "112.5"
    status, said = await laelia(person, *words)
    assert status == 2, said
