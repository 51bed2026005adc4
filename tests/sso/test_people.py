"""Whom a provider names: their accounts, seats, roles, factors, and where their session opens."""

import asyncio
import json
from typing import Any

import pytest

from tests.hub_fixtures import ADMIN_EMAIL, PASSWORD, Answer, Client, RunningHub
from tests.oauth.browsing import Browser, Page
from tests.peers.oidc import OidcPeer
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, add
from tests.people.test_policies import put
from tests.people.test_totp import Enrolled
from tests.sso.companies import (
    CONNECTIONS,
    Company,
    a_company,
    by_password,
    come,
    me,
    oidc,
    verified,
)

pytestmark = pytest.mark.req("T-ent", "FR-4.9")


async def account(hub: RunningHub, email: str, **more: Any) -> Answer:
    body = {"email": email, "password": PASSWORD, "name": "P"} | more
    return await hub.anonymous.post("/v1/auth/signup", body)


def signed_in(hub: RunningHub, answer: Answer) -> Client:
    return Client(hub.url, hub.http, answer["token"], answer["user"], answer["organization"])


async def who_is(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((await me(browser)).body)
    return found


async def ask(browser: Browser, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """As a page of the hub would, with the cookie."""
    headers = {"sec-fetch-site": "same-origin"}
    async with browser.http.request(
        method, browser.url + path, json=body, headers=headers
    ) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_groups_give_roles_at_every_sign_in(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    roles = [
        {"group": "hub-admins", "role": "admin"},
        {"group": "builders", "role": "staff"},
        {"group": "everyone", "role": "member"},
    ]
    connection = await oidc(
        company, says, group_roles=roles, default_role=None, attributes={"groups": "teams"}
    )
    says.claims = {"sub": "g", "email": company.address("g"), "groups": ["hub-admins"]}
    refused = await come(browser, connection)
    assert (refused.status, "<code>no_role</code>" in refused.body) == (403, True)
    assert company.address("g") not in await company.members()

    for teams, role in (
        (["everyone", "builders"], "staff"),
        (["hub-admins", "everyone"], "admin"),
        ("everyone", "member"),
    ):
        says.claims["teams"] = teams
        assert (await come(browser, connection)).status == 303
        assert (await who_is(browser))["role"] == role
    changed = await company.audited("member.role_changed")
    assert [(one["before"]["role"], one["after"]["role"]) for one in changed] == [
        ("admin", "member"),
        ("staff", "admin"),
    ]
    assert {one["actor"]["type"] for one in changed} == {"system"}
    says.claims["teams"] = []
    assert (await come(browser, connection)).status == 403
    assert (await company.members())[company.address("g")] == "member"


async def test_the_last_admin_stays_one(hub: RunningHub, browser: Browser, says: OidcPeer) -> None:
    company = await a_company(hub)
    roles = [{"group": "admins", "role": "admin"}]
    connection = await oidc(company, says, group_roles=roles)
    says.claims = {"sub": "a", "email": company.address("a"), "groups": ["admins"]}
    assert (await come(browser, connection)).status == 303
    owner = {"user_id": (await who_is(browser))["user"]["id"], "reason": "Out of reach."}
    platform = await hub.admin()
    path = f"/v1/admin/organizations/{company.org_id}/owner"
    assert (await platform.call("PUT", path, owner)).status == 200
    left = await company.admin.call("DELETE", f"/v1/members/{company.admin.user['id']}")
    assert left.status == 204
    says.claims["groups"] = []
    assert (await come(browser, connection)).status == 303
    assert (await who_is(browser))["role"] == "admin"


async def test_without_provisioning_the_invited_alone_come_in(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says, provisioning=False)
    says.claims = {"sub": "i", "email": company.address("i")}
    refused = await come(browser, connection)
    assert (refused.status, "<code>not_a_member</code>" in refused.body) == (403, True)

    person = signed_in(hub, await account(hub, company.address("i")))
    offer = {"email": company.address("i"), "role": "staff"}
    invited = await company.admin.post("/v1/invitations", offer)
    taken = await person.post("/v1/invitations/accept", {"token": invited["token"]})
    assert taken.status == 200, taken.body
    assert (await come(browser, connection)).status == 303

    found = await who_is(browser)
    assert (found["user"]["id"], found["role"]) == (person.user["id"], "staff")
    entered = await by_password(hub, company.address("i"), organization_id=company.org_id)
    assert entered.status == 200, "a member's own credentials stay"


@pytest.mark.req("R18")
async def test_nobody_waits_in_an_account_for_its_owner(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    """An account made by whoever, under an address of the company, before its owner came."""
    company = await a_company(hub)
    connection = await oidc(company, says)
    squatter = signed_in(hub, await account(hub, company.address("s"), organization_name="Mine"))
    assert (await add(squatter, Authenticator(ORIGIN))).status == 201
    key = await squatter.key()
    says.claims = {"sub": "s", "email": company.address("s").upper()}

    assert (await come(browser, connection)).status == 303

    found = await who_is(browser)
    assert found["user"]["id"] == squatter.user["id"]
    assert found["organization"]["id"] == company.org_id
    assert (await by_password(hub, company.address("s")))["code"] == "sign_in_failed"
    for held in (squatter, key):
        async with asyncio.timeout(5):
            while (await held.get("/v1/me")).status != 401:
                await asyncio.sleep(0.05)
    [claimed] = await company.audited("user.claimed")
    assert claimed["target"]["id"] == squatter.user["id"]
    status, _ = await ask(browser, "GET", "/v1/auth/passkeys")
    assert status == 200


@pytest.mark.req("R18")
@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"email": "who@elsewhere.example"}, "domain_not_verified"),
        ({"email": "who@sub.{domain}"}, "domain_not_verified"),
        ({"email": "who@elsewhere.example@{domain}"}, "no_email"),
        ({"email": "who@{domain}", "email_verified": False}, "no_email"),
        ({"email": "who@{domain}", "email_verified": "false"}, "no_email"),
        ({"email": ""}, "no_email"),
        ({"email": ["who@{domain}", 1]}, None),
        ({"preferred_username": "who@{domain}"}, "no_email"),
    ],
)
async def test_a_provider_speaks_for_its_organizations_domains_alone(
    *,
    company: Company,
    open_id: Answer,
    says: OidcPeer,
    browser: Browser,
    claims: dict[str, Any],
    reason: str | None,
) -> None:
    text = json.dumps(claims).replace("{domain}", company.domain)
    says.claims = {"sub": f"w-{text}"[:200]} | json.loads(text)

    page = await come(browser, open_id)

    if reason is None:
        assert page.status == 303
    else:
        assert (page.status, f"<code>{reason}</code>" in page.body) == (403, True), page.body


@pytest.mark.req("S23")
async def test_blocked_domains_are_refused_at_the_first_sign_in(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says)
    says.claims = {"sub": "b1", "email": company.address("b1")}
    assert (await come(browser, connection)).status == 303
    platform = await hub.admin()
    rule = await platform.post(
        "/v1/admin/blocked-domains", {"domain": company.domain, "reason": "x"}
    )
    says.claims = {"sub": "b2", "email": company.address("b2")}
    refused = await come(browser, connection)
    says.claims = {"sub": "b1", "email": company.address("b1")}
    again = await come(browser, connection)
    await platform.call("DELETE", f"/v1/admin/blocked-domains/{rule['id']}")

    assert (refused.status, "email_domain_not_allowed" in refused.body) == (403, True)
    assert again.status == 303, "accounts that exist go on"


@pytest.mark.req("S19")
async def test_no_organization_becomes_the_platforms_administrator(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    """Whoever owns the domain of the platform's administrator does not own the platform."""
    admin = await hub.sign_up(organization="Owner of the domain")
    domain = ADMIN_EMAIL.partition("@")[2]
    await verified(hub, admin, domain)
    connection = await oidc(Company(hub, admin, domain), says)
    says.claims = {"sub": "root", "email": ADMIN_EMAIL}
    try:
        page = await come(browser, connection)
        assert (page.status, "<code>account_closed</code>" in page.body) == (403, True)
        assert (await hub.admin()).token, "with their own credentials as ever"
    finally:
        await admin.call("DELETE", f"{CONNECTIONS}/{connection['id']}")


@pytest.mark.req("S19", "R31")
async def test_a_session_of_a_provider_stays_in_its_organization(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    """One company's provider does not open what its people have elsewhere."""
    company = await a_company(hub)
    connection = await oidc(company, says)
    person = signed_in(hub, await account(hub, company.address("x"), organization_name="Other"))
    invited = await company.admin.post("/v1/invitations", {"email": company.address("x")})
    await person.post("/v1/invitations/accept", {"token": invited["token"]})
    mine = await add(person, Authenticator(ORIGIN))
    says.claims = {"sub": "x", "email": company.address("x")}
    assert (await come(browser, connection)).status == 303

    other = {"organization_id": person.organization["id"]}
    switched = await ask(browser, "POST", "/v1/auth/switch", other)
    passkey = await ask(browser, "POST", "/v1/auth/passkeys/options", {"password": PASSWORD})
    theirs = f"/v1/auth/passkeys/{mine['id']}"
    removed = await ask(browser, "DELETE", theirs)
    house = {"provider": "x", "password": PASSWORD}
    assert (await ask(browser, "POST", "/v1/auth/identities", house))[0] in (403, 404)

    for status, body in (switched, passkey, removed):
        assert (status, body["code"]) == (403, "stays_here")
    assert (await person.get("/v1/me")).status == 200
    gone = await company.admin.call("DELETE", f"/v1/members/{person.user['id']}")
    assert gone.status == 204
    async with asyncio.timeout(5):
        while (await me(browser)).status != 401:
            await asyncio.sleep(0.05)
    assert (await person.get("/v1/me")).status == 200, "elsewhere nothing ended"


async def test_a_connection_says_how_long_sessions_last(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says, session_hours=2)
    says.claims = {"sub": "h", "email": company.address("h")}
    page = await come(browser, connection)
    assert "max-age=7200" in page.headers["set-cookie"].lower().replace("7199", "7200")
    assert (await put(company.admin, session_hours=1)).status == 200
    shorter = await come(browser, connection)
    assert "max-age=3600" in shorter.headers["set-cookie"].lower().replace("3599", "3600")


async def strict(company: Company) -> None:
    """The company asks for a second factor; its admin has one."""
    assert (await add(company.admin, Authenticator(ORIGIN))).status == 201
    assert (await put(company.admin, mfa_required=True)).status == 200


@pytest.mark.req("R21")
@pytest.mark.parametrize(
    ("mfa", "claims", "passes"),
    [
        ("claimed", {"amr": ["pwd", "mfa"]}, True),
        ("claimed", {"acr": "https://refeds.org/profile/mfa"}, True),
        ("claimed", {"amr": ["pwd"]}, False),
        ("claimed", {"amr": ["otp"]}, False),
        ("claimed", {"amr": ["pwd", "otp"]}, True),
        ("claimed", {"amr": "mfa"}, False),
        ("claimed", {}, False),
        ("never", {"amr": ["mfa"]}, False),
        ("always", {}, True),
    ],
)
async def test_a_second_factor_counts_as_far_as_the_provider_is_trusted(
    *,
    company_with_factor: tuple[Company, Answer],
    browser: Browser,
    says: OidcPeer,
    mfa: str,
    claims: dict[str, Any],
    passes: bool,
) -> None:
    company, connection = company_with_factor
    assert (await company.change(connection, mfa=mfa)).status == 200
    says.claims = {"sub": "f", "email": company.address("f")} | claims
    assert (await come(browser, connection)).status == 303
    status, body = await ask(browser, "GET", "/v1/agents")
    if passes:
        assert status == 200
    else:
        assert (status, body["code"]) == (403, "second_factor_required")


@pytest.fixture(scope="module")
async def company_with_factor(hub: RunningHub, provider: OidcPeer) -> tuple[Company, Answer]:
    company = await a_company(hub)
    await strict(company)
    return company, await oidc(company, provider)


@pytest.mark.req("R21")
async def test_who_has_an_app_is_asked_when_the_provider_says_nothing(
    hub: RunningHub,
    company_with_factor: tuple[Company, Answer],
    browser: Browser,
    says: OidcPeer,
) -> None:
    company, connection = company_with_factor
    await company.change(connection, mfa="claimed")
    who = await member_with_app(hub, company)
    says.claims = {"sub": "app", "email": who.person.user["email"]}

    page = await come(browser, connection)
    assert (page.status, "One more step" in page.body) == (200, True), page.body
    assert (await me(browser)).status == 401, "not before the code"
    wrong = await code(browser, connection, page, "000000")
    assert (wrong.status, "One more step" in wrong.body) == (403, True)
    right = await code(browser, connection, wrong, who.code())
    assert (right.status, right.location) == (303, "/"), right.body
    assert (await ask(browser, "GET", "/v1/agents"))[0] == 200
    again = await code(browser, connection, page, who.code())
    assert again.status == 401, "once"


async def member_with_app(hub: RunningHub, company: Company) -> Enrolled:
    """Somebody of the company, with an authenticator app, who was invited."""
    email = company.address("app")
    person = signed_in(hub, await account(hub, email))
    begun = await person.post("/v1/auth/totp", {"password": PASSWORD})
    who = Enrolled(person, begun["secret"], [])
    confirmed = await who.confirm()
    assert confirmed.status == 200, confirmed.body
    invited = await company.admin.post("/v1/invitations", {"email": email})
    taken = await person.post("/v1/invitations/accept", {"token": invited["token"]})
    assert taken.status == 200, taken.body
    return who


async def code(browser: Browser, connection: Answer, page: Page, given: str) -> Page:
    return await browser.post(f"/sso/{connection['id']}/finish", page.hidden | {"code": given})
