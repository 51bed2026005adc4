"""Accounts without a password: what stands for it, and what whoever vouches for them may not do."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.directory.conftest import Tenant, scim_token
from tests.engine_fixtures import DatabaseUrls
from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.oauth.browsing import Browser
from tests.peers.oidc import OidcPeer
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, PASSKEYS, sign_in
from tests.people.test_totp import Enrolled
from tests.sso.companies import a_company, come, oidc
from tests.sso.test_people import ask, code, strict

pytestmark = pytest.mark.req("S24", "R21", "T-ent")


async def by_link(hub: RunningHub, email: str) -> Client:
    """Somebody who opens the link in their mail, which is the step of who has no password."""
    assert (await hub.anonymous.post("/v1/auth/link", {"email": email})).status == 202
    letter = await (await Mailboxes.of(hub)).letter(email, "sign_in_link")
    entered = await hub.anonymous.post("/v1/auth/link/login", {"token": letter.token})
    assert entered.status == 200, entered.body
    return Client(hub.url, hub.http, entered["token"], entered["user"], entered["organization"])


async def age(database: DatabaseUrls, person: Client, by: timedelta) -> None:
    """As if the person's sessions had begun so much earlier."""
    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        seen = [("app.org_ids", person.organization["id"]), ("app.user_id", person.user["id"])]
        for name, value in seen:
            await connection.execute("select set_config(%s, %s, true)", (name, value))
        done = await connection.execute(
            "update sessions set created_at = created_at - %s where user_id = %s",
            (by, person.user["id"]),
        )
        assert done.rowcount


async def test_a_fresh_sign_in_stands_for_the_password(
    hub: RunningHub, database: DatabaseUrls
) -> None:
    company = await a_company(hub)
    directory = Tenant(
        company.admin,
        company.admin.with_token(await scim_token(company.admin)),
        company.domain,
    )
    email = company.address("fresh")
    entry = await directory.provision(email)
    person = await by_link(hub, email)
    assert (await person.get("/v1/me"))["has_password"] is False

    guessed = await person.post("/v1/auth/totp", {"password": PASSWORD})
    begun = await person.post(f"{PASSKEYS}/options", {})
    key = Authenticator(ORIGIN)
    credential = key.create(begun["public_key"])
    body = {"challenge": begun["challenge"], "name": "Key", "credential": credential}
    added = await person.post(PASSKEYS, body)
    await age(database, person, timedelta(minutes=10))
    late = [
        await person.post("/v1/auth/totp", {}),
        await person.post(f"{PASSKEYS}/options", {}),
        await person.post("/v1/auth/email", {"email": "else@elsewhere.example"}),
        await person.post("/v1/auth/password", {"new_password": PASSWORD}),
    ]

    assert (guessed.status, guessed["code"]) == (403, "password_incorrect")
    assert added.status == 201, added.body
    for refused in late:
        assert (refused.status, refused["code"]) == (403, "recent_sign_in_required")
    assert (await sign_in(hub, key)).status == 200
    owner = await hub.sign_up()
    without = await owner.post("/v1/auth/totp", {})
    assert (without.status, without["code"]) == (403, "password_incorrect")

    other = company.address("first")
    await directory.provision(other)
    anew = await by_link(hub, other)
    first = await anew.post("/v1/auth/password", {"new_password": PASSWORD})
    assert first.status == 204, first.body
    assert (await anew.get("/v1/me"))["has_password"] is True
    assert (await anew.post("/v1/auth/totp", {}))["code"] == "password_incorrect"

    gone = await directory.scim.call("DELETE", f"/scim/v2/Users/{entry['id']}")
    assert gone.status == 204, gone.body
    await directory.provision(email)
    assert email in await company.members(), "the next person with the address"
    former = await sign_in(hub, key)
    assert (former.status, former["code"]) == (401, "passkey_refused")


async def test_whoever_vouches_sets_up_an_app_and_nothing_else(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    """An organization may ask for a second factor of people who have nothing but its provider."""
    company = await a_company(hub)
    await strict(company)
    connection = await oidc(company, says)
    says.claims = {"sub": "v", "email": company.address("v")}
    assert (await come(browser, connection)).status == 303
    before = await ask(browser, "GET", "/v1/agents")

    status, begun = await ask(browser, "POST", "/v1/auth/totp", {})
    assert status == 201, begun
    app = Enrolled(hub.anonymous, begun["secret"], [])

    async def post(path: str, body: dict[str, str]) -> Answer:
        return Answer(*await ask(browser, "POST", path, body), headers={})

    confirmed = await app.confirm(post)
    after = await ask(browser, "GET", "/v1/agents")
    others: list[tuple[int, Any]] = [
        await ask(browser, "POST", f"{PASSKEYS}/options", {}),
        await ask(browser, "POST", "/v1/auth/email", {"email": "v@elsewhere.example"}),
        await ask(browser, "POST", "/v1/auth/password", {"new_password": PASSWORD}),
    ]

    assert (before[0], before[1]["code"]) == (403, "second_factor_required")
    assert confirmed.status == after[0] == 200
    for refused in others:
        assert (refused[0], refused[1]["code"]) == (403, "stays_here")
    page = await come(browser, connection)
    assert "One more step" in page.body
    assert (await code(browser, connection, page, app.code())).status == 303

    made = await ask(browser, "POST", "/v1/organizations", {"name": "Their own"})
    assert made[0] == 201, made
    stays = await ask(browser, "POST", "/v1/auth/totp/disable", {"code": app.code(1)})
    assert (stays[0], stays[1]["code"]) == (403, "stays_here"), "it holds elsewhere too by now"
