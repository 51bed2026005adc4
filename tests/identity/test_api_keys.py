"""API keys: shown once, bounded by their maker, gone within a second."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from hub.identity.public import ApiKeyCreated, Authenticator, KeyBudget
from hub.kit.errors import Unauthenticated
from tests.engine_fixtures import DatabaseUrls
from tests.identity.conftest import Hub, MakeTeam, SignUp, eventually

AGENT = "agt_01K00000000000000000000000"
OTHER_AGENT = "agt_01K00000000000000000000001"


async def make_key(client: httpx.AsyncClient, **members: object) -> dict[str, object]:
    answer = await client.post("/v1/api-keys", json={"name": "ci", **members})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.req("R33")
async def test_a_key_acts_for_its_maker_and_is_shown_once(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()
    made = await make_key(person.http)

    async with hub.as_caller(str(made["key"])) as caller:
        me = (await caller.get("/v1/me")).json()
    shown = await person.http.get(f"/v1/api-keys/{made['id']}")
    listed = await person.http.get("/v1/api-keys")

    assert (me["user"]["id"], me["key_id"]) == (person.user_id, made["id"])
    assert me["scopes"] == ["agents:invoke", "agents:read", "runs:read"]
    assert str(made["key"]) not in shown.text + listed.text
    assert [row["id"] for row in listed.json()["data"]] == [made["id"]]


async def test_a_key_carries_what_it_was_given(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()
    ends = datetime.now(UTC) + timedelta(days=3)
    made = await make_key(
        person.http,
        mode="test",
        scopes=["agents:invoke"],
        agent_ids=[AGENT],
        requests_per_minute=7,
        expires_at=ends.isoformat(),
        budget={"amount": "12.5", "period": "month"},
    )

    principal = await hub.identity.authenticator.authenticate(str(made["key"]), address="127.0.0.1")

    assert str(made["key"]).startswith("lae_test_")
    assert (principal.mode, principal.agent_ids) == ("test", frozenset({AGENT}))
    assert (principal.requests_per_minute, principal.key_id) == (7, made["id"])
    created = ApiKeyCreated(person.org_id, str(made["id"]), KeyBudget(12_500_000, "month"))
    assert created in hub.caused


@pytest.mark.req("R31")
async def test_a_revoked_key_is_refused_by_every_worker_within_a_second(
    database: DatabaseUrls, sign_up: SignUp
) -> None:
    person = await sign_up()
    made = await make_key(person.http)
    secret = str(made["key"])
    workers = [Authenticator(database.app), Authenticator(database.app)]
    for worker in workers:
        await worker.open()
        assert (await worker.authenticate(secret, address="127.0.0.1")).key_id == made["id"]

    await person.http.delete(f"/v1/api-keys/{made['id']}")

    for worker in workers:

        async def refused(worker: Authenticator = worker) -> bool:
            try:
                await worker.authenticate(secret, address="127.0.0.1")
            except Unauthenticated:
                return True
            return False

        await eventually(refused, within_s=1.0)
        await worker.close()


async def test_a_key_ends_when_its_time_comes(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()
    ends = datetime.now(UTC) + timedelta(minutes=1)
    made = await make_key(person.http, expires_at=ends.isoformat())
    later = Authenticator(hub.identity.database.url, clock=lambda: ends)
    await later.open()

    with pytest.raises(Unauthenticated):
        await later.authenticate(str(made["key"]), address="127.0.0.1")
    await later.close()


@pytest.mark.req("R26", "R31")
async def test_a_key_loses_what_its_maker_loses(hub: Hub, make_team: MakeTeam) -> None:
    team = await make_team()
    made = await make_key(team.staff.http, scopes=["agents:write", "agents:invoke"])

    await team.admin.http.patch(f"/v1/members/{team.staff.user_id}", json={"role": "member"})

    async with hub.as_caller(str(made["key"])) as caller:

        async def narrowed() -> bool:
            scopes: list[str] = (await caller.get("/v1/me")).json()["scopes"]
            return scopes == ["agents:invoke"]

        await eventually(narrowed, within_s=1.0)
    await team.admin.http.delete(f"/v1/members/{team.staff.user_id}")
    async with hub.as_caller(str(made["key"])) as caller:

        async def ended() -> bool:
            return (await caller.get("/v1/me")).status_code == 401

        await eventually(ended, within_s=1.0)


@pytest.mark.req("R26")
async def test_nobody_gives_a_scope_they_lack(make_team: MakeTeam) -> None:
    team = await make_team()

    for scope in ("admin", "billing:write"):
        refused = await team.staff.http.post("/v1/api-keys", json={"name": "x", "scopes": [scope]})
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


@pytest.mark.req("R26", "R35")
async def test_a_key_makes_only_keys_within_itself(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()
    ends = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
    maker = await make_key(
        person.http,
        mode="test",
        scopes=["keys:write", "agents:invoke"],
        agent_ids=[AGENT],
        requests_per_minute=5,
        expires_at=ends.isoformat(),
    )

    async with hub.as_caller(str(maker["key"])) as caller:
        for wider in (
            {"scopes": ["agents:read"]},
            {"scopes": ["keys:write"], "mode": "test"},
            {"scopes": ["agents:invoke"], "mode": "live"},
            {"scopes": ["agents:invoke"], "mode": "test", "agent_ids": [AGENT, OTHER_AGENT]},
        ):
            refused = await caller.post("/v1/api-keys", json={"name": "x", **wider})
            assert refused.status_code == 403, wider
        made = await make_key(caller, mode="test", scopes=["agents:invoke"])

    assert (made["agent_ids"], made["requests_per_minute"]) == ([AGENT], 5)
    assert datetime.fromisoformat(str(made["expires_at"])) == ends


async def test_a_budget_cannot_be_escaped_by_making_another_key(sign_up: SignUp) -> None:
    person = await sign_up()

    refused = await person.http.post(
        "/v1/api-keys",
        json={
            "name": "x",
            "scopes": ["keys:write"],
            "budget": {"amount": "1", "period": "total"},
        },
    )

    assert refused.status_code == 422


async def test_staff_see_their_own_keys_and_an_admin_all(make_team: MakeTeam) -> None:
    team = await make_team()
    of_admin = await make_key(team.admin.http)
    of_staff = await make_key(team.staff.http)

    seen = (await team.staff.http.get("/v1/api-keys")).json()["data"]
    hidden = await team.staff.http.get(f"/v1/api-keys/{of_admin['id']}")
    everyone = (await team.admin.http.get("/v1/api-keys")).json()["data"]

    assert [row["id"] for row in seen] == [of_staff["id"]]
    assert hidden.status_code == 404
    assert {row["id"] for row in everyone} == {of_admin["id"], of_staff["id"]}


async def test_a_long_list_comes_in_pages(sign_up: SignUp) -> None:
    person = await sign_up()
    made = [str((await make_key(person.http))["id"]) for _ in range(5)]

    seen: list[str] = []
    cursor: str | None = None
    while True:
        asked: dict[str, str | int] = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        answer = (await person.http.get("/v1/api-keys", params=asked)).json()
        seen += [row["id"] for row in answer["data"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break

    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize(
    "members",
    [
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "9999-12-31T23:59:59-12:00"},
        {"expires_at": "0001-01-01T00:00:00+14:00"},
        {"expires_at": "2030-01-01T00:00:00"},
        {"scopes": []},
        {"scopes": ["root"]},
        {"agent_ids": ["summarize"]},
        {"agent_ids": []},
        {"budget": {"amount": "1e3", "period": "day"}},
        {"budget": {"amount": "-1", "period": "day"}},
        {"budget": {"amount": "1", "period": "week"}},
        {"name": "nul\x00"},
        {"name": " "},
        {"name": "x" * 101},
        {"requests_per_minute": 0},
        {"mode": "prod"},
        {"\ud800": 1},
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(
    sign_up: SignUp, members: dict[str, object]
) -> None:
    person = await sign_up()

    answer = await person.http.post(
        "/v1/api-keys",
        content=json.dumps({"name": "x"} | members),
        headers={"content-type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
