"""Roles on the platform, apart from those in organizations: who may do what, and who says so."""

import asyncio
from typing import Any

import pytest

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.people.test_sessions import again

ADMINISTRATORS = "/v1/admin/administrators"
DOMAINS = "/v1/admin/blocked-domains"
GRANT = {"organization_id": "", "credits": "1", "kind": "promotional", "reason": "x"}
# What each role may do; a superadmin everything, and an organization's admin nothing.
ALLOWED = {
    "operator": {"record", "domains", "block", "administrators"},
    "moderator": {"domains", "block", "list"},
    "finance": {"grant"},
    "support": {"record", "domains", "administrators"},
    "superadmin": {
        *("record", "domains", "block", "administrators", "list", "grant", "promote"),
    },
}


async def administrator(hub: RunningHub, role: str) -> Client:
    person, admin = await hub.sign_up(), await hub.admin()
    body = {"email": person.user["email"], "role": role}
    made = await admin.call("PUT", ADMINISTRATORS, body)
    assert (made.status, made["role"]) == (200, role), made.body
    return await again(hub, person)


async def tries(hub: RunningHub, who: Client) -> dict[str, Answer]:
    other = await hub.sign_up()
    missing = "agt_00000000000000000000000000"
    grant = GRANT | {"organization_id": other.organization["id"]}
    key = {"idempotency-key": f"by-{who.user['id']}"}
    domain = f"{who.user['id'].lower().replace('_', '-')}.example"
    return {
        "record": await who.get("/v1/audit?view=platform"),
        "domains": await who.get(DOMAINS),
        "block": await who.post(DOMAINS, {"domain": domain, "reason": "Spam"}),
        "administrators": await who.get(ADMINISTRATORS),
        "list": await who.post(f"/v1/agents/{missing}/list"),
        "grant": await who.post("/v1/admin/grants", grant, headers=key),
        "promote": await who.call(
            "PUT", ADMINISTRATORS, {"email": other.user["email"], "role": "support"}
        ),
    }


@pytest.mark.req("S1", "S24")
@pytest.mark.parametrize("role", [*ALLOWED, None])
async def test_each_role_may_do_what_its_table_says(hub: RunningHub, role: str | None) -> None:
    who = await hub.sign_up() if role is None else await administrator(hub, role)

    answers = await tries(hub, who)

    allowed = {name for name, answer in answers.items() if answer.status != 403}
    assert allowed == (ALLOWED[role] if role else set())
    for name, answer in answers.items():
        if name not in allowed:
            assert answer["code"] == "platform_admin_required", (name, answer.body)


@pytest.mark.req("R31", "S24")
async def test_a_role_is_taken_away_within_a_second(hub: RunningHub) -> None:
    who, admin = await administrator(hub, "operator"), await hub.admin()
    assert (await who.get(DOMAINS)).status == 200
    listed = (await admin.get(ADMINISTRATORS))["data"]
    assert who.user["id"] in [one["user_id"] for one in listed]

    removed = await admin.call("DELETE", f"{ADMINISTRATORS}/{who.user['id']}")

    assert removed.status == 204
    async with asyncio.timeout(2.0):
        while (await who.get(DOMAINS)).status != 403:
            await asyncio.sleep(0.05)
    assert (await who.get("/v1/me"))["user"]["platform_role"] is None
    again_ = await admin.call("DELETE", f"{ADMINISTRATORS}/{who.user['id']}")
    assert (again_.status, again_["code"]) == (404, "administrator_not_found")


@pytest.mark.req("S24")
async def test_a_key_says_not_who_administers(hub: RunningHub) -> None:
    person, admin = await hub.sign_up(), await hub.admin()
    key = await admin.key(scopes=["admin"])

    refused = await key.call(
        "PUT", ADMINISTRATORS, {"email": person.user["email"], "role": "support"}
    )

    assert (refused.status, refused["code"]) == (403, "session_required")


async def test_an_address_without_an_account_becomes_no_administrator(hub: RunningHub) -> None:
    admin = await hub.admin()

    refused = await admin.call(
        "PUT", ADMINISTRATORS, {"email": "nobody-here@example.com", "role": "support"}
    )
    unknown = await admin.call(
        "PUT", ADMINISTRATORS, {"email": admin.user["email"], "role": "emperor"}
    )

    assert (refused.status, refused["code"]) == (404, "administrator_not_found")
    assert (unknown.status, unknown["code"]) == (422, "invalid_input")


async def _all(admin: Client) -> list[dict[str, Any]]:
    """Administrators that other tests made are many."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = await admin.get(f"{ADMINISTRATORS}?limit=100{cursor}")
        found += page["data"]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


@pytest.mark.req("S24")
async def test_of_two_superadmins_who_remove_each_other_one_stays(hub: RunningHub) -> None:
    """And then the last one stays too. The hub's own is put back at the end."""
    admin, other = await hub.admin(), await administrator(hub, "superadmin")
    ids = [admin.user["id"], other.user["id"]]
    for one in await _all(admin):
        if one["role"] == "superadmin" and one["user_id"] not in ids:
            await admin.call("DELETE", f"{ADMINISTRATORS}/{one['user_id']}")

    answers = await asyncio.gather(
        admin.call("DELETE", f"{ADMINISTRATORS}/{ids[1]}"),
        other.call("DELETE", f"{ADMINISTRATORS}/{ids[0]}"),
    )

    first, second = sorted(answer.status for answer in answers)
    assert first == 204
    assert second in (403, 409)
    left = other if answers[1].status == 204 else admin
    alone = await left.call("DELETE", f"{ADMINISTRATORS}/{left.user['id']}")
    lesser = await left.call(
        "PUT", ADMINISTRATORS, {"email": left.user["email"], "role": "support"}
    )
    for refused in (alone, lesser):
        assert (refused.status, refused["code"]) == (409, "last_superadmin")
    body = {"email": admin.user["email"], "role": "superadmin"}
    assert (await left.call("PUT", ADMINISTRATORS, body)).status == 200
    signed_in = {"email": admin.user["email"], "password": PASSWORD}
    restored = await hub.anonymous.post("/v1/auth/login", signed_in)
    assert restored["user"]["platform_role"] == "superadmin"
