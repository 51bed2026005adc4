"""One's own sessions, seen and ended one by one, and one's own password."""

import asyncio

import psycopg
import pytest

from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub, hub_settings, serve

OTHER = "violet-anvil-teaspoon-31"


async def again(hub: RunningHub, person: Client, **more: str) -> Client:
    """A further session of theirs, in another browser."""
    body = {"email": person.user["email"], "password": PASSWORD} | more
    entered = await hub.anonymous.post("/v1/auth/login", body, headers={"user-agent": "Second/2"})
    assert entered.status == 200, entered.body
    return person.with_token(entered["token"])


async def listed(person: Client) -> list[dict[str, object]]:
    answer = await person.get("/v1/auth/sessions")
    assert answer.status == 200, answer.body
    rows: list[dict[str, object]] = answer["data"]
    return rows


@pytest.mark.req("R22", "S24")
async def test_one_sees_where_one_is_signed_in(hub: RunningHub) -> None:
    person = await hub.sign_up()
    other = await again(hub, person)
    team = await person.post("/v1/organizations", {"name": "Team"})
    await again(hub, person, organization_id=team["id"])

    rows = await listed(other)

    assert [row["organization_id"] for row in rows].count(team["id"]) == 1
    assert [row["current"] for row in rows] == [False, True, False]
    assert rows[1]["user_agent"] == "Second/2"
    assert rows[1]["network"] == "127.0.0.1"
    assert (rows[1]["method"], rows[1]["second_factor"]) == ("password", False)
    assert str(rows[1]["created_at"]) <= str(rows[1]["last_used_at"])


@pytest.mark.req("R22", "S24")
async def test_a_session_is_ended_from_another(hub: RunningHub) -> None:
    person = await hub.sign_up()
    other, third = await again(hub, person), await again(hub, person)
    row = next(row for row in await listed(other) if row["current"])

    ended = await person.call("DELETE", f"/v1/auth/sessions/{row['id']}")

    assert ended.status == 204
    await gone(other)
    assert (await third.get("/v1/me")).status == 200
    once_more = await person.call("DELETE", f"/v1/auth/sessions/{row['id']}")
    assert (once_more.status, once_more["code"]) == (404, "auth_session_not_found")


@pytest.mark.req("R22", "S24")
async def test_all_others_are_ended_at_once(hub: RunningHub) -> None:
    person = await hub.sign_up()
    others = [await again(hub, person) for _ in range(3)]

    ended = await person.call("DELETE", "/v1/auth/sessions")

    assert (ended.status, ended.body) == (200, {"ended": 3})
    for other in others:
        await gone(other)
    assert len(await listed(person)) == 1
    assert (await person.call("DELETE", "/v1/auth/sessions")).body == {"ended": 0}


async def test_nobody_ends_a_session_of_others(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    [row] = await listed(person)

    refused = await stranger.call("DELETE", f"/v1/auth/sessions/{row['id']}")

    assert (refused.status, refused["code"]) == (404, "auth_session_not_found")
    assert (await person.get("/v1/me")).status == 200


@pytest.mark.req("R22", "S24")
async def test_an_end_holds_in_every_process_within_a_second(hub: RunningHub) -> None:
    person = await hub.sign_up()
    async with serve(hub_settings(hub.engines, hub.home)) as url:
        elsewhere = Client(url, hub.http, (await again(hub, person)).token)
        [row] = [row for row in await listed(elsewhere) if row["current"]]

        await person.call("DELETE", f"/v1/auth/sessions/{row['id']}")

        await gone(elsewhere)


@pytest.mark.req("R22")
async def test_the_time_of_its_last_use_is_kept(hub: RunningHub, database: DatabaseUrls) -> None:
    person = await hub.sign_up()
    other = await again(hub, person)
    org = person.organization["id"]
    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        await connection.execute("select set_config('app.org_ids', %s, true)", [org])
        await connection.execute(
            "update sessions set last_used_at = last_used_at - interval '1 day'"
        )

    before = {row["id"]: row for row in await listed(person)}
    assert (await other.get("/v1/me")).status == 200
    after = {row["id"]: row for row in await listed(person)}

    [moved] = [key for key in after if after[key]["last_used_at"] != before[key]["last_used_at"]]
    assert str(after[moved]["last_used_at"]) > str(after[moved]["created_at"])


@pytest.mark.req("R15", "R22", "S24")
async def test_a_new_password_ends_the_other_sessions(hub: RunningHub) -> None:
    person = await hub.sign_up()
    other, key = await again(hub, person), await person.key()

    changed = await person.post(
        "/v1/auth/password", {"current_password": PASSWORD, "new_password": OTHER}
    )

    assert changed.status == 204, changed.body
    await gone(other)
    assert (await person.get("/v1/me")).status == 200
    assert (await key.get("/v1/me")).status == 200
    assert (await log_in(hub, person, PASSWORD)).status == 401
    assert (await log_in(hub, person, OTHER)).status == 200


@pytest.mark.req("R15")
async def test_a_password_is_changed_only_by_who_knows_it(hub: RunningHub) -> None:
    person = await hub.sign_up()
    key = await person.key()
    path = "/v1/auth/password"

    wrong = await person.post(path, {"current_password": "not this one", "new_password": OTHER})
    same = await person.post(path, {"current_password": PASSWORD, "new_password": PASSWORD})
    by_key = await key.post(path, {"current_password": PASSWORD, "new_password": OTHER})

    assert (wrong.status, wrong["code"]) == (403, "password_incorrect")
    assert (same.status, same["errors"][0]["pointer"]) == (422, "/new_password")
    assert (by_key.status, by_key["code"]) == (403, "session_required")
    assert (await log_in(hub, person, PASSWORD)).status == 200


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2024!",
        "qwertyuiop[]",
        "letmeinletmein",
        "Summer2024!!!",
        "1qaz2wsx3edc",
        "drowssap1234",
        "MonkeyMonkey12",
        "someone@example.com",
        "Someone-Example.com",
        "laelialaelia1",
    ],
)
async def test_a_password_that_guessers_try_early_is_refused(
    hub: RunningHub, password: str
) -> None:
    body = {"email": "someone@example.com", "password": password}

    refused = await hub.anonymous.post("/v1/auth/signup", body)

    assert (refused.status, refused["code"]) == (422, "invalid_input")
    assert refused["errors"][0]["pointer"] == "/password"
    assert password not in str(refused.body)


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "password",
    [
        "plum rattle orbit",
        "xK9#mQ2$vL5p",
        "ein Schrank voller Murmeln",
        "大切な合言葉をここに書いておく",
    ],
)
async def test_a_passphrase_is_accepted(hub: RunningHub, password: str) -> None:
    person = await hub.sign_up()
    body = {"current_password": PASSWORD, "new_password": password}

    changed = await person.post("/v1/auth/password", body)

    assert changed.status == 204, changed.body


async def log_in(hub: RunningHub, person: Client, password: str) -> Answer:
    body = {"email": person.user["email"], "password": password}
    return await hub.anonymous.post("/v1/auth/login", body)


async def gone(who: Client) -> None:
    """Their token opens nothing within a second, and what a busy machine takes to answer."""
    async with asyncio.timeout(2.0):
        while (await who.get("/v1/me")).status != 401:
            await asyncio.sleep(0.05)
