"""What an organization asks of whoever acts in it: two factors, short sessions, its networks."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.agents_api.people import member_of
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.identity.conftest import PASSWORD as SHORT
from tests.identity.conftest import Hub, MakeHub, make_hub, passwords
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, add
from tests.people.test_sessions import again
from tests.people.test_totp import enroll, first_step, second_step

__all__ = ["make_hub", "passwords"]

# A second, and what a busy machine takes to answer.
PROMISED_S = 2.0
POLICIES = "/v1/organizations/current/policies"


async def put(who: Client, **policies: object) -> Answer:
    return await who.call("PUT", POLICIES, policies)


async def strict_team(hub: RunningHub) -> tuple[Client, Client]:
    """An administrator with a second factor, and a member without, before it is asked for."""
    admin = await hub.sign_up(organization="Strict")
    member = await member_of(hub, admin)
    assert (await add(admin, Authenticator(ORIGIN))).status == 201
    return admin, member


async def until(ask: Callable[[], Awaitable[Answer]], status: int) -> Answer:
    """The answer, once it is so, within the second that is promised."""
    async with asyncio.timeout(PROMISED_S):
        while (answer := await ask()).status != status:
            await asyncio.sleep(0.05)
    return answer


async def test_an_organization_asks_for_nothing_at_first(hub: RunningHub) -> None:
    person = await hub.sign_up()

    found = await person.get(POLICIES)

    assert found.body == {
        "organization_id": person.organization["id"],
        "mfa_required": False,
        "session_hours": None,
        "networks": None,
        "allowed_agents": None,
        "blocked_agents": None,
        "data_region": None,
    }


@pytest.mark.req("R21", "S24")
async def test_members_without_a_second_factor_are_kept_out(hub: RunningHub) -> None:
    admin, member = await strict_team(hub)
    key = await (await again(hub, admin)).key()

    asked = await put(admin, mfa_required=True)
    refused = await until(lambda: member.get("/v1/agents"), 403)

    assert asked.status == 200, asked.body
    assert refused["code"] == "second_factor_required"
    for path in ("/v1/runs", "/v1/credits", "/v1/members", "/v1/audit"):
        assert (await member.get(path))["code"] == "second_factor_required", path
    for path in ("/v1/api-keys", "/v1/agents/laelia/invoke", "/v1/chat/completions", "/mcp"):
        assert "second_factor_required" in str((await member.post(path, {})).body), path
    assert (await admin.get("/v1/agents")).status == 200
    assert (await key.get("/v1/agents")).status == 200, "its owner has a second factor"


@pytest.mark.req("R21", "S24")
async def test_a_key_of_a_member_without_a_second_factor_opens_nothing(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Strict")
    staff = await member_of(hub, admin, "staff")
    key = await staff.key()
    assert (await key.get("/v1/agents")).status == 200
    assert (await add(admin, Authenticator(ORIGIN))).status == 201

    await put(admin, mfa_required=True)

    refused = await until(lambda: key.get("/v1/agents"), 403)
    assert refused["code"] == "second_factor_required"


@pytest.mark.req("R21", "S24")
async def test_who_is_kept_out_can_set_a_second_factor_up(hub: RunningHub) -> None:
    admin, member = await strict_team(hub)
    await put(admin, mfa_required=True)
    await until(lambda: member.get("/v1/agents"), 403)

    assert (await member.get("/v1/me")).status == 200
    assert (await member.get("/v1/auth/sessions")).status == 200
    added = await add(member, Authenticator(ORIGIN))

    assert added.status == 201, added.body
    await until(lambda: member.get("/v1/agents"), 200)


@pytest.mark.req("R21")
async def test_a_password_alone_does_not_pass_for_two_factors(hub: RunningHub) -> None:
    """Also not for somebody who has a passkey and signs in without it."""
    admin, _ = await strict_team(hub)
    await put(admin, mfa_required=True)
    body = {"organization_id": admin.organization["id"]}

    by_password = await again(hub, admin, **body)

    assert (await by_password.get("/v1/agents"))["code"] == "second_factor_required"
    assert (await put(by_password)).status == 403


@pytest.mark.req("R21")
async def test_switching_keeps_what_was_shown(hub: RunningHub) -> None:
    who = await enroll(hub)
    challenge = await first_step(hub, who)
    entered = await second_step(hub, challenge, who.code())
    session = who.person.with_token(entered["token"])
    team = await session.post("/v1/organizations", {"name": "Strict"})

    switched = await session.post("/v1/auth/switch", {"organization_id": team["id"]})
    there = session.with_token(switched["token"])

    assert (await put(there, mfa_required=True)).status == 200
    assert (await there.get("/v1/agents")).status == 200


@pytest.mark.req("S24")
async def test_nobody_locks_themselves_out(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Careless")

    for policies in ({"mfa_required": True}, {"networks": ["203.0.113.0/24", "2001:db8::/32"]}):
        refused = await put(admin, **policies)
        assert (refused.status, refused["code"]) == (409, "would_lock_out"), policies
    for networks in (["nowhere"], ["10.0.0.1/8"], [""], []):
        assert (await put(admin, networks=networks)).status == 422, networks
    assert (await put(admin, networks=["127.0.0.1", "127.0.0.0/8"])).status == 200
    assert (await admin.get(POLICIES))["networks"] == ["127.0.0.0/8", "127.0.0.1/32"]


@pytest.mark.req("S1")
async def test_policies_are_set_by_signed_in_admins(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Ours")
    member = await member_of(hub, admin)
    key = await admin.key(scopes=["admin"])

    by_member, by_key = await put(member, session_hours=1), await put(key, session_hours=1)

    assert (by_member.status, by_member["code"]) == (403, "scope_missing")
    assert (by_key.status, by_key["code"]) == (403, "session_required")
    assert (await member.get(POLICIES))["session_hours"] is None


async def _founder(hub: Hub, email: str, peer: str) -> dict[str, str]:
    async with hub.client(peer=peer) as client:
        body = {"email": email, "password": SHORT, "organization_name": "Networked"}
        made = await client.post("/v1/auth/signup", json=body)
        assert made.status_code == 201, made.text
        return {"authorization": f"Bearer {made.json()['token']}"}


@pytest.mark.req("S24")
@pytest.mark.parametrize(
    ("networks", "inside", "outside"),
    [
        (["198.51.100.0/24"], "198.51.100.7", "198.51.101.7"),
        (["198.51.100.7"], "::ffff:198.51.100.7", "198.51.100.8"),
        (["2001:db8:1::/48"], "2001:db8:1::9", "2001:db8:2::9"),
        (["198.51.100.0/24"], "198.51.100.7", "not an address"),
    ],
)
async def test_sessions_and_keys_work_from_the_networks_alone(
    fresh_database: DatabaseUrls,
    make_hub: MakeHub,
    networks: list[str],
    inside: str,
    outside: str,
) -> None:
    async with make_hub(fresh_database.app) as hub:
        session = await _founder(hub, "net@example.com", inside)
        async with hub.client(peer=inside, headers=session) as admin:
            made = await admin.post("/v1/api-keys", json={"name": "x"})
            key = {"authorization": f"Bearer {made.json()['key']}"}
            asked = await admin.put(POLICIES, json={"networks": networks})
            assert asked.status_code == 200, asked.text
        for credential in (session, key):
            async with (
                hub.client(peer=inside, headers=credential) as near,
                hub.client(peer=outside, headers=credential) as far,
            ):
                async with asyncio.timeout(PROMISED_S):
                    while (refused := await far.get("/v1/me")).status_code != 403:
                        await asyncio.sleep(0.05)
                # What a client writes about where it is, is not believed.
                claimed = await far.get("/v1/me", headers={"x-forwarded-for": inside})
                assert refused.json()["code"] == "address_not_allowed"
                assert claimed.status_code == 403
                assert (await near.get("/v1/me")).status_code == 200


@pytest.mark.req("R22", "S24")
async def test_sessions_end_when_the_organization_says(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    """Those that exist, and those that begin later; on a clock that the test moves."""
    now = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
    async with make_hub(fresh_database.app, clock=lambda: now) as hub:
        old = await _founder(hub, "hours@example.com", "127.0.0.1")
        async with hub.client(headers=old) as admin:
            assert (await admin.put(POLICIES, json={"session_hours": 8})).status_code == 200
        now += timedelta(hours=2)
        async with hub.client() as client:
            body = {"email": "hours@example.com", "password": SHORT}
            entered = await client.post("/v1/auth/login", json=body)
    expires_at = datetime.fromisoformat(entered.json()["expires_at"])
    new = {"authorization": f"Bearer {entered.json()['token']}"}
    assert expires_at == now + timedelta(hours=8)
    assert "Max-Age=28800" in entered.headers["set-cookie"]
    for later, old_status, new_status in ((5, 200, 200), (7, 401, 200), (9, 401, 401)):
        then = now + timedelta(hours=later)
        async with make_hub(fresh_database.app, clock=lambda then=then: then) as hub:
            for credential, status in ((old, old_status), (new, new_status)):
                async with hub.client(headers=credential) as client:
                    assert (await client.get("/v1/me")).status_code == status, later
