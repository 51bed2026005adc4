"""An organization whose people come through its provider alone, and who may nevertheless."""

import asyncio
import json

import pytest

from tests.agents_api.people import member_of
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.oauth.browsing import Browser, asking
from tests.peers.oidc import OidcPeer
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, add, options
from tests.people.test_totp import Enrolled
from tests.sso.companies import Company, a_company, by_password, come, me, oidc
from tests.sso.test_people import account, signed_in

pytestmark = pytest.mark.req("T-ent", "FR-4.9", "R21")


async def joined(company: Company, name: str, role: str = "member") -> Client:
    """A member with an address of the company's, and a password."""
    person = signed_in(company.hub, await account(company.hub, company.address(name)))
    offer = {"email": company.address(name), "role": role}
    invited = await company.admin.post("/v1/invitations", offer)
    taken = await person.post("/v1/invitations/accept", {"token": invited["token"]})
    assert taken.status == 200, taken.body
    body = {"organization_id": company.org_id}
    entered = await person.post("/v1/auth/switch", body)
    assert entered.status == 200, entered.body
    return person.with_token(entered["token"])


async def proven(company: Company, browser: Browser, peer: OidcPeer) -> Answer:
    connection = await oidc(company, peer)
    peer.claims = {"sub": "proof", "email": company.address("proof")}
    assert (await come(browser, connection)).status == 303
    return connection


async def enforced(company: Company, connection: Answer, *named: str) -> Answer:
    users = list(named) or [company.admin.user["id"]]
    return await company.change(connection, enforced=True, break_glass_user_ids=users)


async def ended(person: Client) -> None:
    async with asyncio.timeout(5):
        while (await person.get("/v1/me")).status != 401:
            await asyncio.sleep(0.05)


async def test_it_is_enforced_once_it_works_and_somebody_is_named(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says)
    untried = await enforced(company, connection)
    says.claims = {"sub": "p", "email": company.address("p")}
    assert (await come(browser, connection)).status == 303
    unnamed = await company.change(connection, enforced=True)
    member = await member_of(hub, company.admin)
    no_admin = await enforced(company, connection, member.user["id"])
    right = await enforced(company, connection)

    assert (untried.status, untried["code"]) == (409, "would_lock_out")
    assert (unnamed.status, unnamed["code"]) == (409, "would_lock_out")
    assert no_admin.status == 422
    assert (right.status, right["enforced"]) == (200, True)
    changed = await company.change(connection, oidc={"client_id": "other"})
    assert changed["proven_at"] is None
    again = await enforced(company, connection)
    assert (again.status, again["code"]) == (409, "would_lock_out")


async def test_there_is_no_other_way_in_for_the_domains_people(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    person = await joined(company, "w")
    key = Authenticator(ORIGIN)
    assert (await add(person, key)).status == 201
    guest = await member_of(hub, company.admin)
    connection = await proven(company, browser, says)
    assert (await enforced(company, connection)).status == 200

    await ended(person)
    assert (await me(browser)).status == 200, "who came through it stays"
    assert (await guest.get("/v1/me")).status == 200, "the domain's people alone"
    begun = await options(hub)
    body = {"challenge": begun["challenge"], "credential": key.get(begun["public_key"])}
    by_passkey = await hub.anonymous.post(
        "/v1/auth/passkeys/login", body | {"organization_id": company.org_id}
    )
    there = {"organization_id": company.org_id}
    answers = [
        by_passkey,
        await by_password(hub, company.address("w")),
        await by_password(hub, company.address("w").upper()),
        await by_password(hub, company.address("w"), **there),
        await account(hub, company.address("newcomer")),
    ]
    for refused in answers:
        assert (refused.status, refused["code"]) == (403, "sso_required"), refused.body
        assert refused["url"].endswith(f"/sso/{connection['id']}/start")
    found = await hub.anonymous.post("/v1/auth/discover", {"email": company.address("w")})
    assert (found["required"], found["ways"], found["providers"]) == (True, [], [])
    refused = [
        one
        for one in await company.audited("user.sign_in_refused")
        if one["after"]["reason"] == "sso_required"
    ]
    assert refused


async def test_it_does_not_tell_whether_there_is_an_account(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    await joined(company, "known")
    await enforced(company, await proven(company, browser, says))

    async def ask(name: str, password: str) -> tuple[int, object]:
        body = {"email": company.address(name), "password": password}
        answer = await hub.anonymous.post("/v1/auth/login", body)
        return answer.status, {k: v for k, v in answer.body.items() if k != "request_id"}

    answers = [
        await ask("known", PASSWORD),
        await ask("known", "wrong-password-9"),
        await ask("nobody", "wrong-password-9"),
    ]
    assert answers[0] == answers[1] == answers[2]


async def test_their_other_organizations_are_entered_as_before(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    person = await joined(company, "both")
    organizations = (await person.get("/v1/organizations"))["data"]
    [own] = [one["id"] for one in organizations if one["id"] != company.org_id]
    await enforced(company, await proven(company, browser, says))

    entered = await by_password(hub, company.address("both"), organization_id=own)
    assert entered.status == 200
    there = person.with_token(entered["token"])
    back = await there.post("/v1/auth/switch", {"organization_id": company.org_id})
    assert (back.status, back["code"]) == (403, "sso_required")
    private = {"email": "both@private.example", "password": PASSWORD}
    moved = await there.post("/v1/auth/email", private)
    assert (moved.status, moved["code"]) == (403, "sso_required"), "with it they would get in"


async def test_a_named_admin_gets_in_with_a_second_factor_when_the_provider_is_down(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    admin = await joined(company, "glass", "admin")
    begun = await admin.post("/v1/auth/totp", {"password": PASSWORD})
    app = Enrolled(admin, begun["secret"], [])
    other = await joined(company, "other", "admin")
    connection = await proven(company, browser, says)
    named = await enforced(company, connection, admin.user["id"], other.user["id"])
    assert named.status == 200, named.body

    without = await by_password(hub, company.address("glass"))
    assert (without.status, without["code"]) == (403, "sso_required")
    confirmed = await app.confirm()
    assert confirmed.status == 200, "the sessions of who is named did not end"
    asked = await by_password(hub, company.address("glass"))
    assert (asked.status, asked["code"]) == (401, "mfa_required")
    body = {"challenge": asked["challenge"], "code": app.code()}
    entered = await hub.anonymous.post("/v1/auth/login/code", body)

    assert entered.status == 200, entered.body
    assert entered["organization"]["id"] == company.org_id
    started = await company.audited("session.started")
    assert "break_glass" in {one["after"]["method"] for one in started}
    freed = admin.with_token(entered["token"])
    path = f"/v1/sso/connections/{connection['id']}"
    assert (await freed.call("PATCH", path, {"enforced": False})).status == 200
    plain = await by_password(hub, company.address("other"))
    assert plain.status == 200


async def test_a_client_program_sends_people_to_their_provider(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    """From the page on which a program asks, through the provider, and back to the question."""
    company = await a_company(hub)
    connection = await proven(company, browser, says)
    await enforced(company, connection)
    client = await asking(hub)
    fresh = Browser(hub.url)
    try:
        page = await fresh.get(client.address())
        assert 'name="email"' in page.body
        answer = await fresh.post(
            "/sign-in", page.hidden | {"email": company.address("proof"), "password": ""}
        )
        assert answer.status == 200, answer.body
        assert connection["name"].replace("'", "&#x27;") in answer.body
        path = answer.body.partition('class="button" href="')[2].partition('"')[0]
        away = await fresh.get(path.replace("&amp;", "&"))
        back = await fresh.get(away.location)
        home = await fresh.get(back.location.replace("http://127.0.0.1:8080", hub.url))
        assert home.location.startswith("/oauth/authorize?"), home.body
        question = await fresh.get(home.location)
        assert company.address("proof") in question.body
        assert "approve" in question.body
    finally:
        await fresh.close()
    assert json.loads((await me(browser)).body)
