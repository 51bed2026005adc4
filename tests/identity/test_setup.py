"""The first platform administrator."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import psycopg
import pyotp
import pytest

from hub.identity.public import ensure_platform_admin
from hub.kit.errors import InvalidInput
from hub.kit.ids import PLATFORM_ORG
from hub.migrations.run import check
from tests.engine_fixtures import DatabaseUrls
from tests.identity.conftest import PASSWORD, Hub, MakeHub
from tests.people.authenticator import Authenticator

EMAIL = "root@example.com"


@pytest.fixture
async def empty_hub(fresh_database: DatabaseUrls, make_hub: MakeHub) -> AsyncIterator[Hub]:
    async with make_hub(fresh_database.app) as made:
        yield made


async def sign_in(hub: Hub, email: str, password: str) -> str | None:
    async with hub.client() as client:
        answer = await client.post("/v1/auth/login", json={"email": email, "password": password})
        return answer.json()["user"]["platform_role"] if answer.status_code == 200 else "refused"


async def test_the_settings_name_the_administrator_once(empty_hub: Hub) -> None:
    for _ in range(2):
        named = await ensure_platform_admin(
            empty_hub.identity, email=f" {EMAIL.title()}", password=PASSWORD
        )
        assert named is None

    assert await sign_in(empty_hub, EMAIL, PASSWORD) == "superadmin"
    assert await ensure_platform_admin(empty_hub.identity, email=None, password=None) is None


async def test_who_took_the_administrators_address_first_gains_nothing(empty_hub: Hub) -> None:
    async with empty_hub.client() as client:
        squatter = await client.post(
            "/v1/auth/signup", json={"email": EMAIL, "password": "squatted long ago"}
        )

    await ensure_platform_admin(empty_hub.identity, email=EMAIL, password=PASSWORD)

    async with empty_hub.as_caller(squatter.json()["token"]) as old:
        assert (await old.get("/v1/me")).status_code == 401
    assert await sign_in(empty_hub, EMAIL, "squatted long ago") == "refused"
    assert await sign_in(empty_hub, EMAIL, PASSWORD) == "superadmin"


async def test_many_processes_start_at_once_and_one_administrator_is_made(empty_hub: Hub) -> None:
    await asyncio.gather(
        *(
            ensure_platform_admin(empty_hub.identity, email=EMAIL, password=PASSWORD)
            for _ in range(5)
        )
    )

    assert await sign_in(empty_hub, EMAIL, PASSWORD) == "superadmin"


async def test_one_of_the_printed_links_makes_one_administrator(empty_hub: Hub) -> None:
    links = [
        await ensure_platform_admin(empty_hub.identity, email=None, password=None) for _ in range(3)
    ]

    async with empty_hub.client() as client:
        answers = await asyncio.gather(
            *(
                client.post(
                    "/v1/auth/setup",
                    json={
                        "token": (link or "").removeprefix("http://hub.test/setup#token="),
                        "email": f"root{number}@example.com",
                        "password": PASSWORD,
                    },
                )
                for number, link in enumerate(links * 2)
            )
        )

    assert sorted(answer.status_code for answer in answers) == [201, 404, 404, 404, 404, 404]
    refused = next(answer for answer in answers if answer.status_code == 404)
    assert refused.json()["code"] == "setup_link_invalid"
    assert await ensure_platform_admin(empty_hub.identity, email=None, password=None) is None


@pytest.mark.req("S24")
async def test_who_left_a_passkey_in_the_administrators_account_gains_nothing(
    empty_hub: Hub,
) -> None:
    key, password = Authenticator("http://hub.test"), "squatted long ago"
    passkeys = "/v1/auth/passkeys"
    async with empty_hub.client() as client:
        squatter = await client.post("/v1/auth/signup", json={"email": EMAIL, "password": password})
    async with empty_hub.as_caller(squatter.json()["token"]) as old:
        begun = (await old.post(f"{passkeys}/options", json={"password": password})).json()
        body = {"challenge": begun["challenge"], "name": "Mine"}
        body["credential"] = key.create(begun["public_key"])
        assert (await old.post(passkeys, json=body)).status_code == 201
        totp = (await old.post("/v1/auth/totp", json={"password": password})).json()
        code = {"code": pyotp.TOTP(totp["secret"]).now()}
        assert (await old.post("/v1/auth/totp/confirm", json=code)).status_code == 200

    await ensure_platform_admin(empty_hub.identity, email=EMAIL, password=PASSWORD)

    async with empty_hub.client() as client:
        asked = (await client.post(f"{passkeys}/login/options")).json()
        body = {"challenge": asked["challenge"], "credential": key.get(asked["public_key"])}
        refused = await client.post(f"{passkeys}/login", json=body)
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey_refused")
    assert await sign_in(empty_hub, EMAIL, PASSWORD) == "superadmin"


@pytest.mark.req("R67")
async def test_the_first_administrator_is_on_record(
    empty_hub: Hub, fresh_database: DatabaseUrls
) -> None:
    """By the link, signed in; and by the settings, who takes an account over."""
    link = await ensure_platform_admin(empty_hub.identity, email=None, password=None)
    assert link is not None
    body = {"token": link.partition("=")[2], "email": EMAIL, "password": PASSWORD}
    async with empty_hub.client(headers={"user-agent": "first"}) as client:
        made = (await client.post("/v1/auth/setup", json=body)).json()
        other = {"email": "second@example.com", "password": PASSWORD}
        second = (await client.post("/v1/auth/signup", json=other)).json()
    for email in ("second@example.com", "third@example.com"):
        await ensure_platform_admin(empty_hub.identity, email=email, password=PASSWORD)

    async with await psycopg.AsyncConnection.connect(fresh_database.worker) as connection:
        found = await connection.execute(
            "select action, actor_type, actor_id, target_id, as_platform, org_id"
            " from audit_events order by id"
        )
        events = await found.fetchall()
    first, second_id = made["user"]["id"], second["user"]["id"]
    assert [event[:5] for event in events[:3]] == [
        ("user.set_up", "user", first, first, True),
        ("user.signed_up", "user", second_id, second_id, False),
        ("user.promoted", "system", None, second_id, True),
    ]
    assert events[2][5] == PLATFORM_ORG
    assert (events[3][:3], events[3][4]) == (("user.set_up", "system", None), True)
    assert len(events) == 4


@pytest.mark.req("R65")
async def test_a_weak_password_in_the_settings_is_refused(empty_hub: Hub) -> None:
    with pytest.raises(InvalidInput):
        await ensure_platform_admin(empty_hub.identity, email=EMAIL, password="admin")


@pytest.mark.req("R16")
@pytest.mark.parametrize("token", ["", None, [], "lau_", "lau_" + "0" * 49, 0])
async def test_an_empty_or_invented_link_opens_nothing(empty_hub: Hub, token: object) -> None:
    await ensure_platform_admin(empty_hub.identity, email=None, password=None)

    async with empty_hub.client() as client:
        answer = await client.post(
            "/v1/auth/setup", json={"token": token, "email": EMAIL, "password": PASSWORD}
        )
        missing = await client.post("/v1/auth/setup", json={"email": EMAIL, "password": PASSWORD})

    assert answer.status_code in (404, 422)
    assert missing.status_code == 422


async def test_a_link_expires(fresh_database: DatabaseUrls, make_hub: MakeHub) -> None:
    now = datetime.now(UTC)
    async with make_hub(fresh_database.app, clock=lambda: now) as hub:
        link = await ensure_platform_admin(hub.identity, email=None, password=None)
    assert link is not None

    later = now + timedelta(hours=24)
    async with make_hub(fresh_database.app, clock=lambda: later) as hub, hub.client() as client:
        answer = await client.post(
            "/v1/auth/setup",
            json={"token": link.partition("=")[2], "email": EMAIL, "password": PASSWORD},
        )

    assert answer.status_code == 404


async def test_the_tables_are_as_the_code_says(fresh_database: DatabaseUrls) -> None:
    await asyncio.to_thread(check, fresh_database.admin)
