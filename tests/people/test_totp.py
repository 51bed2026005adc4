"""One-time codes: set up, asked for, used once, replaced by recovery codes, and taken away."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import psycopg
import pyotp
import pytest

from tests.audit.conftest import Ledger, ledger
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.identity.conftest import Hub, MakeHub, make_hub, passwords

__all__ = ["ledger", "make_hub", "passwords"]

CONFIRM = "/v1/auth/totp/confirm"

Post = Callable[[str, dict[str, str]], Awaitable[Answer]]


@dataclass
class Enrolled:
    """Somebody whose sign-in takes a code, and their app."""

    person: Client
    secret: str
    recovery_codes: list[str]

    def code(self, steps: int = 0) -> str:
        """Of now, or of so many steps of half a minute later."""
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * steps)

    async def confirm(self, post: Post | None = None) -> Answer:
        """With the code of a step ago, so that the one of now is still there for the sign-in.

        Asked once more when it is refused: the step may have turned on the way, and the code was
        two steps old then.
        """
        send = post or self.person.post
        first = await send(CONFIRM, {"code": self.code(-1)})
        return first if first.status == 200 else await send(CONFIRM, {"code": self.code(-1)})


async def enroll(hub: RunningHub) -> Enrolled:
    person = await hub.sign_up()
    begun = await person.post("/v1/auth/totp", {"password": PASSWORD})
    assert begun.status == 201, begun.body
    app = Enrolled(person, begun["secret"], [])
    confirmed = await app.confirm()
    assert confirmed.status == 200, confirmed.body
    app.recovery_codes = confirmed["recovery_codes"]
    return app


async def first_step(hub: RunningHub, who: Enrolled) -> str:
    body = {"email": who.person.user["email"], "password": PASSWORD}
    asked = await hub.anonymous.post("/v1/auth/login", body)
    assert (asked.status, asked["code"]) == (401, "mfa_required"), asked.body
    return str(asked["challenge"])


async def second_step(hub: RunningHub, challenge: str, code: str) -> Answer:
    return await hub.anonymous.post("/v1/auth/login/code", {"challenge": challenge, "code": code})


@pytest.mark.req("R21", "S24")
async def test_signing_in_takes_the_password_and_then_a_code(hub: RunningHub) -> None:
    who = await enroll(hub)
    body = {"email": who.person.user["email"], "password": PASSWORD}

    asked = await hub.anonymous.post("/v1/auth/login", body)
    entered = await second_step(hub, asked["challenge"], who.code())

    assert asked.headers["cache-control"] == "no-store"
    assert "set-cookie" not in asked.headers
    assert asked["methods"] == ["totp", "recovery_code"]
    assert entered.status == 200, entered.body
    assert entered["user"]["id"] == who.person.user["id"]
    signed_in = who.person.with_token(entered["token"])
    [row, _] = (await signed_in.get("/v1/auth/sessions"))["data"]
    assert (row["method"], row["second_factor"]) == ("totp", True)


@pytest.mark.req("R21", "S24")
async def test_a_code_is_used_once(hub: RunningHub) -> None:
    who = await enroll(hub)
    code = who.code()

    both = await asyncio.gather(
        *[second_step(hub, await first_step(hub, who), code) for _ in range(3)]
    )
    later = await second_step(hub, await first_step(hub, who), code)
    older = await second_step(hub, await first_step(hub, who), who.code(-1))
    next_one = await second_step(hub, await first_step(hub, who), who.code(1))

    assert sorted(answer.status for answer in both) == [200, 403, 403]
    for refused in (later, older):
        assert (refused.status, refused["code"]) == (403, "code_incorrect")
    assert next_one.status == 200


@pytest.mark.req("R21")
async def test_a_challenge_opens_once_and_with_its_code_only(hub: RunningHub) -> None:
    who, other = await enroll(hub), await enroll(hub)
    challenge = await first_step(hub, who)

    crossed = await second_step(hub, challenge, other.code())
    entered = await second_step(hub, challenge, who.code())
    again = await second_step(hub, challenge, who.code(1))

    assert (crossed.status, crossed["code"]) == (403, "code_incorrect")
    assert entered.status == 200
    assert (again.status, again["code"]) == (401, "challenge_invalid")


@pytest.mark.req("R21", "R16")
@pytest.mark.parametrize("challenge", ["", None, [], "lah_", "lah_" + "0" * 49, "las_x", 0])
async def test_an_empty_or_invented_challenge_opens_nothing(
    hub: RunningHub, challenge: object
) -> None:
    refused = await hub.anonymous.post(
        "/v1/auth/login/code", {"challenge": challenge, "code": "123456"}
    )

    assert refused.status in (401, 422)


@pytest.mark.req("R15", "R21")
async def test_guesses_at_a_code_come_to_an_end(hub: RunningHub, ledger: Ledger) -> None:
    who = await enroll(hub)
    challenge = await first_step(hub, who)

    guesses = [await second_step(hub, challenge, "000000") for _ in range(6)]
    late = await second_step(hub, challenge, who.code())

    assert [answer["code"] for answer in guesses] == ["code_incorrect"] * 5 + ["challenge_invalid"]
    assert late["code"] == "challenge_invalid"
    events = await ledger.of_chain(who.person.organization["id"])
    refused = [event for event in events if event["action"] == "user.sign_in_refused"]
    assert [event["after"] for event in refused] == ['{"reason":"code_incorrect"}'] * 5
    assert {event["target_id"] for event in refused} == {who.person.user["id"]}


@pytest.mark.req("R15", "R21")
async def test_guesses_at_an_accounts_codes_are_limited(hub: RunningHub) -> None:
    who = await enroll(hub)
    answers = []
    for _ in range(5):
        challenge = await first_step(hub, who)
        answers += [await second_step(hub, challenge, "000000") for _ in range(5)]

    assert {answer.status for answer in answers[-5:]} == {429}
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.req("R21", "S24")
async def test_a_recovery_code_stands_in_for_the_app_once(hub: RunningHub) -> None:
    who = await enroll(hub)
    code = who.recovery_codes[3]

    entered = await second_step(hub, await first_step(hub, who), code.upper())
    again = await second_step(hub, await first_step(hub, who), code)

    assert len(set(who.recovery_codes)) == 10
    assert entered.status == 200, entered.body
    assert (again.status, again["code"]) == (403, "code_incorrect")
    left = await who.person.get("/v1/auth/totp")
    assert (left["enabled"], left["recovery_codes_left"]) == (True, 9)


@pytest.mark.req("R21")
async def test_new_recovery_codes_end_the_old_ones(hub: RunningHub) -> None:
    who = await enroll(hub)
    path = "/v1/auth/totp/recovery-codes"

    refused = await who.person.post(path, {"password": "wrong", "code": who.code()})
    made = await who.person.post(path, {"password": PASSWORD, "code": who.code()})
    old = await second_step(hub, await first_step(hub, who), who.recovery_codes[0])
    new = await second_step(hub, await first_step(hub, who), made["recovery_codes"][0])

    assert (refused.status, refused["code"]) == (403, "password_incorrect")
    assert made.status == 200, made.body
    assert (old.status, new.status) == (403, 200)


@pytest.mark.req("R21", "S24")
async def test_it_takes_the_password_and_a_code_to_disable_it(hub: RunningHub) -> None:
    who = await enroll(hub)
    path = "/v1/auth/totp/disable"

    no_password = await who.person.post(path, {"password": "wrong", "code": who.code()})
    no_code = await who.person.post(path, {"password": PASSWORD, "code": "000000"})
    done = await who.person.post(path, {"password": PASSWORD, "code": who.code()})

    assert no_password["code"] == "password_incorrect"
    assert no_code["code"] == "code_incorrect"
    assert done.status == 204, done.body
    body = {"email": who.person.user["email"], "password": PASSWORD}
    assert (await hub.anonymous.post("/v1/auth/login", body)).status == 200
    assert (await who.person.get("/v1/auth/totp")).body == {
        "enabled": False,
        "confirmed_at": None,
        "recovery_codes_left": 0,
    }


@pytest.mark.req("R21")
async def test_an_app_counts_once_it_is_confirmed(hub: RunningHub) -> None:
    person = await hub.sign_up()
    wrong = await person.post("/v1/auth/totp", {"password": "not mine"})
    begun = await person.post("/v1/auth/totp", {"password": PASSWORD})
    uri = urlsplit(begun["uri"])

    guessed = await person.post("/v1/auth/totp/confirm", {"code": "000000"})

    assert (wrong.status, wrong["code"]) == (403, "password_incorrect")
    assert begun.headers["cache-control"] == "no-store"
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query)["secret"] == [begun["secret"]]
    assert (guessed.status, guessed["code"]) == (403, "code_incorrect")
    body = {"email": person.user["email"], "password": PASSWORD}
    assert (await hub.anonymous.post("/v1/auth/login", body)).status == 200


async def test_a_confirmed_app_is_not_replaced_behind_its_back(hub: RunningHub) -> None:
    who = await enroll(hub)

    begun = await who.person.post("/v1/auth/totp", {"password": PASSWORD})
    confirmed = await who.person.post("/v1/auth/totp/confirm", {"code": who.code()})

    assert (begun.status, begun["code"]) == (409, "totp_enabled")
    assert (confirmed.status, confirmed["code"]) == (409, "totp_enabled")


@pytest.mark.req("R64", "S24")
async def test_neither_secret_nor_codes_can_be_read_from_the_database(
    hub: RunningHub, ledger: Ledger
) -> None:
    who = await enroll(hub)

    [row] = await ledger.rows(
        "select t::text as text from totp_secrets t where user_id = %s", [who.person.user["id"]]
    )
    codes = await ledger.rows(
        "select encode(code_hash, 'escape') as text from recovery_codes where user_id = %s",
        [who.person.user["id"]],
    )

    assert who.secret.encode().hex() not in row["text"]
    assert len(codes) == 10
    assert not {code["text"] for code in codes} & set(who.recovery_codes)


@pytest.mark.req("R27")
async def test_the_hubs_own_role_sees_no_factor_without_its_owner(
    hub: RunningHub, database: DatabaseUrls
) -> None:
    who = await enroll(hub)
    await first_step(hub, who)

    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        await connection.execute(
            "select set_config('app.org_ids', %s, true)", [who.person.organization["id"]]
        )
        for table in ("totp_secrets", "recovery_codes", "passkeys"):
            found = await connection.execute(f"select count(*) from {table}")  # noqa: S608
            assert await found.fetchone() == (0,), table
        found = await connection.execute(
            "select count(*) from auth_challenges where user_id is not null"
        )
        assert await found.fetchone() == (0,)


@pytest.mark.req("R21")
async def test_a_challenge_lapses_and_a_code_with_its_step(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    """On a clock that the test moves."""
    now = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
    email = "clock@example.com"

    async with make_hub(fresh_database.app, clock=lambda: now) as hub:
        secret = await _enroll_at(hub, email, now)
        app = pyotp.TOTP(secret)
        stale = await _challenge(hub, email)
        now += timedelta(minutes=5)
        async with hub.client() as client:
            over = await client.post(
                "/v1/auth/login/code", json={"challenge": stale, "code": app.at(now)}
            )
            fresh = await _challenge(hub, email)
            two_late = app.at(now - timedelta(seconds=60))
            late = await client.post(
                "/v1/auth/login/code", json={"challenge": fresh, "code": two_late}
            )
            one_late = app.at(now - timedelta(seconds=30))
            good = await client.post(
                "/v1/auth/login/code", json={"challenge": fresh, "code": one_late}
            )

    assert (over.status_code, over.json()["code"]) == (401, "challenge_invalid")
    assert (late.status_code, late.json()["code"]) == (403, "code_incorrect")
    assert good.status_code == 200, good.text


async def _enroll_at(hub: Hub, email: str, now: datetime) -> str:
    async with hub.client() as client:
        made = await client.post("/v1/auth/signup", json={"email": email, "password": PASSWORD})
    async with hub.as_caller(made.json()["token"]) as person:
        begun = await person.post("/v1/auth/totp", json={"password": PASSWORD})
        secret = str(begun.json()["secret"])
        code = pyotp.TOTP(secret).at(now)
        confirmed = await person.post("/v1/auth/totp/confirm", json={"code": code})
        assert confirmed.status_code == 200, confirmed.text
    return secret


async def _challenge(hub: Hub, email: str) -> str:
    async with hub.client() as client:
        asked = await client.post("/v1/auth/login", json={"email": email, "password": PASSWORD})
    return str(asked.json()["challenge"])
