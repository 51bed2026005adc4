"""Another email address: shown to be one's own, told to the old one, and taken back."""

import itertools

import pytest

from tests.entering.mailbox import Mailboxes
from tests.entering.test_recovery import NEW, ask, finish, log_in, verified
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, add, sign_in
from tests.people.test_sessions import gone

pytestmark = pytest.mark.req("S3")
_numbers = itertools.count()
CHANGE, UNDO = "/v1/auth/email/change", "/v1/auth/email/undo"


def address() -> str:
    return f"moving-{next(_numbers)}@example.com"


async def move(person: Client, email: str, password: str = PASSWORD) -> Answer:
    return await person.post("/v1/auth/email", {"email": email, "password": password})


async def moved(person: Client, mailboxes: Mailboxes, email: str) -> None:
    assert (await move(person, email)).status == 202
    sent = await mailboxes.letter(email, "email_change")
    done = await person.post(CHANGE, {"token": sent.token})
    assert done.status == 200, done.body


async def test_a_new_address_counts_once_its_mailbox_was_opened(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    person, other, email = await hub.sign_up(), await hub.sign_up(), address()
    wrong = await move(person, email, "not the password")
    same = await move(person, person.user["email"].upper())
    asked = await move(person, email.upper())
    before = await log_in(hub, email)
    sent = await mailboxes.letter(email, "email_change")

    crossed = await other.post(CHANGE, {"token": sent.token})
    nobody = await hub.anonymous.post(CHANGE, {"token": sent.token})
    changed = await person.post(CHANGE, {"token": sent.token})

    assert (wrong.status, wrong["code"]) == (403, "password_incorrect")
    assert (same.status, same["code"]) == (422, "invalid_input")
    assert asked.status == 202
    assert before.status == nobody.status == 401
    assert (crossed.status, crossed["code"]) == (404, "link_invalid")
    assert changed.status == 200, changed.body
    assert changed["email"] == email
    assert changed["email_verified_at"] is not None
    assert (await log_in(hub, email)).status == 200
    assert (await log_in(hub, person.user["email"])).status == 401
    told = await mailboxes.letter(person.user["email"], "email_changed")
    assert email in told.body
    assert told.link[1] == "/account/undo"


async def test_an_address_that_has_an_account_looks_like_one_that_has_none(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    person, owner = await hub.sign_up(), await hub.sign_up()

    taken, free = await move(person, owner.user["email"]), await move(person, address())

    assert (taken.status, taken.body) == (free.status, free.body)
    told = await mailboxes.letter(owner.user["email"], "email_in_use")
    assert "#token" not in told.body
    assert await mailboxes.to(owner.user["email"], "email_change") == []


@pytest.mark.req("S23")
async def test_an_address_of_a_refused_domain_is_not_taken(hub: RunningHub) -> None:
    person = await hub.sign_up()
    refused = await move(person, "somebody@mailinator.com")
    assert (refused.status, refused["code"]) == (403, "email_domain_not_allowed")


async def test_the_old_mailbox_takes_a_stolen_account_back(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    """Whoever took it moved it twice, made a key and a passkey, and wants the old address kept."""
    person = await verified(hub, mailboxes)
    old, first, second = person.user["email"], address(), address()
    await moved(person, mailboxes, first)
    await moved(person, mailboxes, second)
    key, passkey = await person.key(), Authenticator(ORIGIN)
    assert (await add(person, passkey)).status == 201
    squatter = await hub.anonymous.post("/v1/auth/signup", {"email": old, "password": PASSWORD})
    theirs = await mailboxes.letter(first, "email_changed")
    mine = await mailboxes.letter(old, "email_changed")

    back = await hub.anonymous.post(UNDO, {"token": mine.token})
    again = await hub.anonymous.post(UNDO, {"token": theirs.token})

    assert (squatter.status, squatter["code"]) == (409, "email_taken")
    assert back.status == 204, back.body
    assert (again.status, again["code"]) == (404, "link_invalid")
    for ended in (person, key):
        await gone(ended)
    assert (await sign_in(hub, passkey)).status == 401
    for email in (old, first, second):
        assert (await log_in(hub, email)).status == 401
    await mailboxes.letter(second, "email_restored")
    await ask(hub, old)
    sent = await mailboxes.letter(old, "recovery")
    assert (await finish(hub, sent.token)).status == 204
    assert (await log_in(hub, old, NEW))["user"]["id"] == person.user["id"]


async def test_of_two_who_want_an_address_one_gets_it(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    one, other, email = await hub.sign_up(), await hub.sign_up(), address()
    for person in (one, other):
        assert (await move(person, email)).status == 202
    late = await mailboxes.letter(email, "email_change", number=2)
    done = await other.post(CHANGE, {"token": late.token})
    (early,) = [
        message for message in await mailboxes.to(email, "email_change") if message["id"] != late.id
    ]
    first = await mailboxes.open(early["id"])
    refused = await one.post(CHANGE, {"token": first.token})

    assert done.status == 200, done.body
    assert (refused.status, refused["code"]) == (409, "email_taken")
    assert (await one.get("/v1/me"))["user"]["email"] == one.user["email"]
