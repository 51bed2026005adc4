"""Getting back in by mail, and what a mailbox alone does not open."""

import itertools

import psycopg
import pytest

from hub.kit.db import SET_ORGS
from tests.audit.conftest import Ledger
from tests.engine_fixtures import DatabaseUrls
from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.people.test_passkeys import registered, sign_in
from tests.people.test_sessions import gone
from tests.people.test_totp import enroll, second_step

pytestmark = pytest.mark.req("S3")
NEW = "quite-another-horse-17"
_numbers = itertools.count()


async def ask(hub: RunningHub, email: str, path: str = "recovery") -> Answer:
    answer = await hub.anonymous.post(f"/v1/auth/{path}", {"email": email})
    assert answer.status == 202, answer.body
    return answer


async def finish(hub: RunningHub, token: str, **more: object) -> Answer:
    body = {"token": token, "new_password": NEW, **more}
    return await hub.anonymous.post("/v1/auth/recovery/finish", body)


async def log_in(hub: RunningHub, email: str, password: str = PASSWORD) -> Answer:
    return await hub.anonymous.post("/v1/auth/login", {"email": email, "password": password})


async def verified(hub: RunningHub, mailboxes: Mailboxes) -> Client:
    person = await hub.sign_up()
    await person.post("/v1/auth/email/verification")
    sent = await mailboxes.letter(person.user["email"], "verify_email")
    done = await person.post("/v1/auth/email/verify", {"token": sent.token})
    assert done.status == 200, done.body
    return person


@pytest.mark.req("R16")
async def test_a_forgotten_password_is_set_anew(
    hub: RunningHub, mailboxes: Mailboxes, ledger: Ledger
) -> None:
    person = await verified(hub, mailboxes)
    email, key = person.user["email"], await person.key()
    await ask(hub, email)
    sent = await mailboxes.letter(email, "recovery")

    easy = await finish(hub, sent.token, new_password="password12345")
    done = await finish(hub, sent.token)
    again = await finish(hub, sent.token)

    assert (easy.status, easy["code"]) == (422, "invalid_input")
    assert done.status == 204, done.body
    assert "set-cookie" not in done.headers
    assert (again.status, again["code"]) == (404, "link_invalid")
    await gone(person)
    assert (await key.get("/v1/me")).status == 200, "a key in use does not end by a lost password"
    assert (await log_in(hub, email)).status == 401
    assert (await log_in(hub, email, NEW)).status == 200
    told = await mailboxes.letter(email, "recovered")
    assert sent.token not in told.body
    events = [
        (event["action"], event["actor_type"])
        for event in await ledger.of_chain(person.organization["id"])
        if event["action"].startswith("user.reco")
    ]
    assert events == [("user.recovery_asked", "anonymous"), ("user.recovered", "user")]


async def test_who_suspects_more_ends_keys_too(hub: RunningHub, mailboxes: Mailboxes) -> None:
    person, passkey = await registered(hub)
    await person.post("/v1/auth/email/verification")
    sent = await mailboxes.letter(person.user["email"], "verify_email")
    await person.post("/v1/auth/email/verify", {"token": sent.token})
    key = await person.key()
    await ask(hub, person.user["email"])
    sent = await mailboxes.letter(person.user["email"], "recovery")

    assert (await finish(hub, sent.token, revoke_keys=True)).status == 204

    await gone(key)
    assert (await sign_in(hub, passkey)).status == 200, "a passkey is its owner's still"


async def test_the_owner_of_an_address_gets_an_account_that_a_stranger_made_with_it(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    stranger, passkey = await registered(hub)
    email, key = stranger.user["email"], await stranger.key()
    await ask(hub, email, "link")
    sent = await mailboxes.letter(email, "recovery")
    assert await mailboxes.to(email, "sign_in_link") == [], "it opens nothing of a stranger's"

    assert (await finish(hub, sent.token)).status == 204

    for ended in (stranger, key):
        await gone(ended)
    assert (await sign_in(hub, passkey)).status == 401
    entered = await log_in(hub, email, NEW)
    assert entered["user"]["email_verified_at"] is not None


@pytest.mark.req("R16", "R15")
async def test_nobody_learns_by_asking_who_has_an_account(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    person, absent = await hub.sign_up(), f"absent-{next(_numbers)}@example.com"
    for path in ("recovery", "link"):
        here = await ask(hub, person.user["email"], path)
        nowhere = await ask(hub, absent, path)
        names = {"content-length", "content-type", "cache-control"}
        assert here.body == nowhere.body
        for name in names:
            assert here.headers.get(name) == nowhere.headers.get(name)
    await mailboxes.letter(person.user["email"], "recovery", number=2)
    assert await mailboxes.to(absent) == []
    for _ in range(3):
        await ask(hub, absent)
    late = await hub.anonymous.post("/v1/auth/recovery", {"email": absent.upper()})
    assert (late.status, late["code"]) == (429, "rate_limited")


@pytest.mark.req("R21", "S24")
async def test_a_mailbox_is_one_factor_and_a_code_the_other(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    who = await enroll(hub)
    email = who.person.user["email"]
    await who.person.post("/v1/auth/email/verification")
    sent = await mailboxes.letter(email, "verify_email")
    await who.person.post("/v1/auth/email/verify", {"token": sent.token})
    await ask(hub, email)
    sent = await mailboxes.letter(email, "recovery")

    bare = await finish(hub, sent.token)
    wrong = await finish(hub, sent.token, code="000000")
    done = await finish(hub, sent.token, code=who.recovery_codes[0])
    await ask(hub, email, "link")
    link = await mailboxes.letter(email, "sign_in_link")
    asked = await hub.anonymous.post("/v1/auth/link/login", {"token": link.token})
    entered = await second_step(hub, asked["challenge"], who.code())

    assert (bare.status, bare["code"]) == (403, "code_required")
    assert (wrong.status, wrong["code"]) == (403, "code_incorrect")
    assert done.status == 204, done.body
    assert (asked.status, asked["code"]) == (401, "mfa_required")
    assert "set-cookie" not in asked.headers
    assert entered.status == 200, entered.body


@pytest.mark.req("R21")
async def test_guesses_at_a_code_use_a_link_up(hub: RunningHub, mailboxes: Mailboxes) -> None:
    who = await enroll(hub)
    email = who.person.user["email"]
    await who.person.post("/v1/auth/email/verification")
    sent = await mailboxes.letter(email, "verify_email")
    await who.person.post("/v1/auth/email/verify", {"token": sent.token})
    await ask(hub, email)
    sent = await mailboxes.letter(email, "recovery")

    guesses = [await finish(hub, sent.token, code="000000") for _ in range(6)]

    assert [guess["code"] for guess in guesses] == ["code_incorrect"] * 5 + ["link_invalid"]
    assert (await log_in(hub, email))["code"] == "mfa_required", "the password is as it was"


async def test_a_link_signs_in_once(hub: RunningHub, mailboxes: Mailboxes, ledger: Ledger) -> None:
    person = await verified(hub, mailboxes)
    await ask(hub, person.user["email"], "link")
    sent = await mailboxes.letter(person.user["email"], "sign_in_link")
    assert sent.link[1] == "/account/sign-in"

    crossed = await finish(hub, sent.token)
    entered = await hub.anonymous.post("/v1/auth/link/login", {"token": sent.token})
    again = await hub.anonymous.post("/v1/auth/link/login", {"token": sent.token})

    assert crossed["code"] == again["code"] == "link_invalid"
    assert entered.status == 200, entered.body
    sessions = await person.with_token(entered["token"]).get("/v1/auth/sessions")
    assert sessions["data"][0]["method"] == "link"
    events = await ledger.of_chain(person.organization["id"])
    assert [event["action"] for event in events][-2:] == ["user.link_asked", "session.started"]


@pytest.mark.req("R16", "R27")
async def test_a_link_cannot_be_read_from_the_database(
    hub: RunningHub, mailboxes: Mailboxes, ledger: Ledger
) -> None:
    person = await hub.sign_up()
    await ask(hub, person.user["email"])
    sent = await mailboxes.letter(person.user["email"], "recovery")

    rows = await ledger.rows("select t::text as text from email_links t")
    messages = await ledger.rows(
        "select encode(body, 'escape') as text from notification_messages where id = %s", [sent.id]
    )

    assert rows
    assert sent.token not in str(rows)
    assert sent.token not in str(messages)


@pytest.mark.req("R27", "R28")
async def test_the_hubs_own_role_sees_no_link_and_no_way_in_without_its_owner(
    hub: RunningHub, mailboxes: Mailboxes, database: DatabaseUrls, ledger: Ledger
) -> None:
    person = await hub.sign_up()
    await ask(hub, person.user["email"])
    await mailboxes.letter(person.user["email"], "recovery")
    tables = ("email_links", "external_identities")

    forced = await ledger.rows(
        "select relname from pg_class where relname = any(%s) and relforcerowsecurity",
        [list(tables)],
    )
    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        await connection.execute(SET_ORGS, [person.organization["id"]])
        seen = await connection.execute("select count(*) from email_links")
        assert await seen.fetchone() == (0,)
        await connection.execute("select set_config('app.user_id', %s, true)", [person.user["id"]])
        seen = await connection.execute("select count(*) from email_links")
        assert await seen.fetchone() == (1,)

    assert {row["relname"] for row in forced} == set(tables)
