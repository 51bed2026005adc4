"""What somebody may do before and after they have shown that their address is theirs."""

import itertools

import pytest

from hub.agents.shipped import platform_agent_id
from tests.audit.conftest import Ledger
from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import ADMIN_EMAIL, PASSWORD, Answer, Client, RunningHub

pytestmark = pytest.mark.req("S3")
_numbers = itertools.count()
VERIFY = "/v1/auth/email/verify"


def address() -> str:
    return f"entering-{next(_numbers)}@example.com"


async def invite(person: Client) -> Answer:
    return await person.post("/v1/invitations", {"email": address()})


async def test_who_has_just_signed_up_runs_agents_and_reaches_nobody(
    strict_hub: RunningHub, mailboxes: Mailboxes
) -> None:
    person = await strict_hub.sign_up(organization="New")
    agent_id = platform_agent_id("summarize")
    await person.enable(agent_id)
    run = await (await person.key()).invoke(agent_id, "Words.", model="openai/gpt-test")
    assert run.status == 200, run.body

    refused = await invite(person)
    sent = await mailboxes.letter(person.user["email"], "verify_email")
    verified = await person.post(VERIFY, {"token": sent.token})

    assert (refused.status, refused["code"]) == (403, "email_not_verified")
    assert person.user["email_verified_at"] is None
    assert verified.status == 200, verified.body
    assert verified["email_verified_at"] is not None
    assert (await invite(person)).status == 201
    again = await person.post(VERIFY, {"token": sent.token})
    assert (again.status, again["code"]) == (404, "link_invalid")


async def test_nobody_administers_by_an_address_that_is_not_theirs(
    strict_hub: RunningHub, mailboxes: Mailboxes
) -> None:
    person, admin = await strict_hub.sign_up(), await strict_hub.admin()
    path, body = "/v1/admin/administrators", {"email": person.user["email"], "role": "support"}

    refused = await admin.call("PUT", path, body)
    sent = await mailboxes.letter(person.user["email"], "verify_email")
    await person.post(VERIFY, {"token": sent.token})
    made = await admin.call("PUT", path, body)
    gone = await admin.call("DELETE", f"{path}/{person.user['id']}")

    assert (refused.status, refused["code"]) == (403, "email_not_verified")
    assert made.status == 200, made.body
    assert gone.status == 204


@pytest.mark.req("R17")
async def test_a_link_stands_on_the_hubs_own_address(
    strict_hub: RunningHub, mailboxes: Mailboxes
) -> None:
    email = address()
    body = {"email": email, "password": PASSWORD}
    headers = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"}
    made = await strict_hub.anonymous.post("/v1/auth/signup", body, headers=headers)
    assert made.status == 201, made.body

    sent = await mailboxes.letter(email, "verify_email")

    assert sent.link[:2] == ("http://127.0.0.1:8080", "/account/verify")
    assert "evil" not in sent.body


async def test_a_link_verifies_the_account_it_was_sent_for_and_no_other(
    strict_hub: RunningHub, mailboxes: Mailboxes
) -> None:
    """Also by its owner's click: who signed up with their address holds the account still."""
    stranger, owner = await strict_hub.sign_up(), await strict_hub.sign_up()
    sent = await mailboxes.letter(stranger.user["email"], "verify_email")

    crossed = await owner.post(VERIFY, {"token": sent.token})
    nobody = await strict_hub.anonymous.post(VERIFY, {"token": sent.token})
    confirm = "/v1/auth/signup/confirm"
    guesses = [
        await strict_hub.anonymous.post(confirm, {"token": sent.token, "password": "guess"})
        for _ in range(5)
    ]
    late = await strict_hub.anonymous.post(confirm, {"token": sent.token, "password": PASSWORD})

    assert (crossed.status, crossed["code"]) == (404, "link_invalid")
    assert nobody.status == 401
    assert {answer["code"] for answer in guesses} == {"sign_in_failed"}
    assert (late.status, late["code"]) == (404, "link_invalid")
    assert (await stranger.get("/v1/me"))["user"]["email_verified_at"] is None


async def test_a_link_and_the_password_do_on_another_device(
    strict_hub: RunningHub, mailboxes: Mailboxes, ledger: Ledger
) -> None:
    person = await strict_hub.sign_up()
    asked = await person.post("/v1/auth/email/verification")
    sent = await mailboxes.letter(person.user["email"], "verify_email", number=2)

    entered = await strict_hub.anonymous.post(
        "/v1/auth/signup/confirm", {"token": sent.token, "password": PASSWORD}
    )

    assert (asked.status, asked.body) == (202, {"status": "link_sent"})
    assert entered.status == 200, entered.body
    assert entered["user"]["email_verified_at"] is not None
    events = await ledger.of_chain(person.organization["id"])
    assert [event["action"] for event in events] == [
        "user.signed_up",
        "user.verification_asked",
        "user.email_verified",
        "session.started",
    ]
    assert sent.token not in str(events)
    more = await person.post("/v1/auth/email/verification")
    assert more.status == 202
    assert len(await mailboxes.to(person.user["email"], "verify_email")) == 2


@pytest.mark.req("R16")
@pytest.mark.parametrize("token", ["", None, [], "lam_", "lam_" + "0" * 49, "las_x", 0])
@pytest.mark.parametrize("path", ["/v1/auth/recovery/finish", "/v1/auth/link/login"])
async def test_an_empty_or_invented_link_opens_nothing(
    hub: RunningHub, path: str, token: object
) -> None:
    body: dict[str, object] = {"token": token}
    if path.endswith("finish"):
        body["new_password"] = "another good one 77"
    refused = await hub.anonymous.post(path, body)
    assert refused.status in (404, 422), refused.body


async def test_the_first_administrator_was_named_by_the_operator(
    strict_hub: RunningHub,
) -> None:
    admin = await strict_hub.admin()
    assert (await admin.get("/v1/me"))["user"]["email"] == ADMIN_EMAIL
    assert admin.user["email_verified_at"] is not None


async def test_where_addresses_are_verified_first_nobody_learns_who_has_an_account(
    first_hub: RunningHub, mailboxes: Mailboxes
) -> None:
    email, anonymous = address(), first_hub.anonymous
    wanted = {"email": email, "password": PASSWORD, "organization_name": "Flowers"}
    new = await anonymous.post("/v1/auth/signup", wanted)
    taken = await anonymous.post("/v1/auth/signup", wanted | {"password": PASSWORD + "x"})
    early = await anonymous.post("/v1/auth/login", {"email": email, "password": PASSWORD})
    sent = await mailboxes.letter(email, "verify_email")

    entered = await anonymous.post(
        "/v1/auth/signup/confirm", {"token": sent.token, "password": PASSWORD}
    )

    assert (new.status, new.body) == (taken.status, taken.body) == (202, {"status": "link_sent"})
    assert "set-cookie" not in new.headers
    assert (early.status, early["code"]) == (403, "email_not_verified")
    assert entered.status == 200, entered.body
    assert entered["organization"]["name"] == "Flowers"
    told = await mailboxes.letter(email, "address_taken")
    assert "/account/recover" in told.body
    late = await anonymous.post("/v1/auth/login", {"email": email, "password": PASSWORD})
    assert late.status == 200
