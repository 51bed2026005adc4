"""Domains that are shown to be an organization's, and the connections that serve them."""

import asyncio
from typing import Any

import pytest

from tests.agents_api.people import member_of
from tests.hub_fixtures import Answer, RunningHub
from tests.oauth.browsing import Browser
from tests.peers.oidc import OidcPeer
from tests.peers.saml import Request, SamlPeer, Saying, encoded
from tests.sso.companies import (
    CONNECTIONS,
    DOMAINS,
    Company,
    a_company,
    arrive,
    come,
    here,
    leave,
    oidc,
    post,
    saml,
    verified,
)

pytestmark = pytest.mark.req("T-ent", "FR-4.9")
SECRET = "a secret: of+ours"


async def test_a_domain_is_ours_once_its_dns_says_so(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Owner")
    name = f"Owned-{admin.organization['id'][-6:]}.Example"
    added = await admin.post(DOMAINS, {"domain": f" {name}. "})
    assert (added["domain"], added["verified_at"]) == (name.lower(), None)
    path = f"{DOMAINS}/{added['id']}/verify"

    nothing = await admin.post(path)
    hub.dns.texts[added["record_name"]] = ["laelia-domain-verification=another"]
    wrong = await admin.post(path)
    hub.dns.texts[added["record_name"]] = [added["record_text"]]
    right = await admin.post(path)
    del hub.dns.texts[added["record_name"]]
    again = await admin.post(path)

    for refused in (nothing, wrong):
        assert (refused.status, refused["code"]) == (409, "domain_not_verified")
    assert right.status == 200
    assert again["verified_at"] == right["verified_at"] is not None
    assert added["record_name"] == f"_laelia.{name.lower()}"


async def test_a_domain_is_one_organizations(hub: RunningHub) -> None:
    """Whoever shows it first; to name it keeps nobody from showing it."""
    first, second = [await hub.sign_up(organization="Rival") for _ in range(2)]
    name = f"rival-{first.organization['id'][-6:].lower()}.example"
    claimed = await second.post(DOMAINS, {"domain": name})
    await verified(hub, first, name)
    hub.dns.texts[claimed["record_name"]] = [claimed["record_text"]]

    late = await second.post(f"{DOMAINS}/{claimed['id']}/verify")

    assert (late.status, late["code"]) == (409, "domain_taken")
    assert (await first.post(DOMAINS, {"domain": name.upper()})).status == 409
    for bad in ("com", "a b.example", "-a.example", "x..y", "*.a.example"):
        assert (await first.post(DOMAINS, {"domain": bad})).status == 422, bad


async def test_a_domain_in_use_is_not_taken_away(hub: RunningHub, provider: OidcPeer) -> None:
    company = await a_company(hub)
    connection = await oidc(company, provider)
    [domain] = (await company.admin.get(DOMAINS))["data"]
    path = f"{DOMAINS}/{domain['id']}"
    refused = await company.admin.call("DELETE", path)
    assert (refused.status, refused["code"]) == (409, "domain_in_use")
    assert (await company.change(connection, domains=[])).status == 200
    assert (await company.admin.call("DELETE", path)).status == 204
    gone = await company.admin.call("DELETE", path)
    assert (gone.status, gone["code"]) == (404, "domain_not_found")


async def test_secrets_go_in_and_never_come_out(hub: RunningHub, provider: OidcPeer) -> None:
    company = await a_company(hub)
    made = await oidc(company, provider)
    path = f"{CONNECTIONS}/{made['id']}"
    told = [
        made,
        await company.admin.get(path),
        await company.admin.get(CONNECTIONS),
        await company.change(made, name="Renamed", oidc={"client_secret": SECRET + "2"}),
        await company.admin.get("/v1/audit?limit=100"),
    ]
    for answer in told:
        assert answer.status in (200, 201)
        assert SECRET not in str(answer.body)
    elsewhere = {"issuer": "https://idp.elsewhere.example"}
    moved = await company.change(made, oidc=elsewhere)
    assert moved.status == 422, "a secret is for the provider that gave it"
    assert moved["errors"][0]["pointer"] == "/oidc/client_secret"
    assert (await company.admin.get(path))["oidc"]["issuer"] == provider.url
    with_its_own = await company.change(made, oidc=elsewhere | {"client_secret": SECRET})
    assert with_its_own.status == 200
    assert made["oidc"]["redirect_uri"] == f"{hub_url(made)}/sso/{made['id']}/callback"


def hub_url(made: Answer) -> str:
    return str(made["start_url"]).partition("/sso/")[0]


async def test_only_signed_in_admins_see_or_change_connections(
    hub: RunningHub, company: Company, open_id: Answer
) -> None:
    member = await member_of(hub, company.admin)
    key = await company.admin.key(scopes=["admin"])
    body = {"domain": "x.example"}
    for who, code in ((member, "scope_missing"), (key, "session_required")):
        answers = [
            await who.post(DOMAINS, body),
            await who.call("PATCH", f"{CONNECTIONS}/{open_id['id']}", {"name": "x"}),
            await who.post(f"{CONNECTIONS}/{open_id['id']}/test"),
            await who.call("DELETE", f"{CONNECTIONS}/{open_id['id']}"),
        ]
        assert {(one.status, one["code"]) for one in answers} == {(403, code)}
    other = await hub.sign_up(organization="Other")
    for answer in (
        await other.get(f"{CONNECTIONS}/{open_id['id']}"),
        await other.post(f"{CONNECTIONS}/{open_id['id']}/test"),
        await other.get(f"{CONNECTIONS}/nothing"),
    ):
        assert (answer.status, answer["code"]) == (404, "sso_connection_not_found")


@pytest.mark.parametrize(
    "changes",
    [
        {"domains": ["not-ours.example"]},
        {"kind": "saml"},
        {"saml": {"metadata": "x" * 60}},
        {"oidc": {"issuer": "ftp://a.example", "client_id": "x"}},
        {"oidc": {"issuer": "http://a.example", "client_id": "x"}},
        {"oidc": {"issuer": "https://u:p@a.example", "client_id": "x"}},
        {"default_role": "owner"},
        {"group_roles": [{"group": "a", "role": "superadmin"}]},
        {"session_hours": 0},
        {"enforced": True},
        {"mfa": "sometimes"},
    ],
)
async def test_a_connection_that_cannot_be_is_refused(
    company: Company, changes: dict[str, Any]
) -> None:
    good = {"issuer": "https://idp.example", "client_id": "x"}
    body = {"name": "x", "kind": "oidc", "oidc": good} | changes
    refused = await company.admin.post(CONNECTIONS, body)
    assert (refused.status, refused["code"]) == (422, "invalid_input")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("HTTP-Redirect", "HTTP-Other"),
        lambda text: text.replace("IDPSSODescriptor", "SPSSODescriptor"),
        lambda text: text.replace("https://idp.example/sso", "javascript:alert(1)"),
        lambda text: text.replace("MII", "AAA"),
        lambda text: text.replace('"signing"', '"encryption"'),
        lambda text: text.replace("?>", "?><!DOCTYPE x>"),
    ],
)
async def test_metadata_that_cannot_be_used_is_refused(
    company: Company, idp: SamlPeer, spoil: Any
) -> None:
    body = {"name": "x", "kind": "saml", "saml": {"metadata": spoil(idp.metadata)}}
    refused = await company.admin.post(CONNECTIONS, body)
    assert (refused.status, refused["code"]) == (422, "invalid_input")


async def test_one_connection_serves_a_domain(
    company: Company, open_id: Answer, provider: OidcPeer
) -> None:
    body = {
        "name": "Second",
        "kind": "oidc",
        "domains": open_id["domains"],
        "oidc": {"issuer": provider.url, "client_id": "x"},
    }
    assert (await company.admin.post(CONNECTIONS, body)).status == 409


async def test_home_realms_say_nothing_of_accounts(
    hub: RunningHub, company: Company, open_id: Answer
) -> None:
    async def ask(email: str) -> Answer:
        found = await hub.anonymous.post("/v1/auth/discover", {"email": email})
        assert found.status == 200
        return found

    nobody, somebody = await ask(company.address("nobody")), await ask(company.address("first"))
    elsewhere = await ask(company.admin.user["email"])

    assert nobody["method"] == somebody["method"] == "sso"
    assert nobody["connection"]["id"] == somebody["connection"]["id"] == open_id["id"]
    # But for the address itself, which comes back in where to go.
    assert str(nobody.body).replace("nobody", "first") == str(somebody.body)
    assert nobody["required"] is False
    assert nobody["organization"] == {"id": company.org_id, "name": "A company"}
    assert nobody["ways"] == ["password", "passkey", "link"]
    assert elsewhere.body == {
        "method": "password",
        "required": False,
        "organization": None,
        "connection": None,
        "ways": ["password", "passkey", "link"],
        "providers": [],
    }


async def test_a_suspended_company_is_nobodys_home(hub: RunningHub, provider: OidcPeer) -> None:
    company = await a_company(hub)
    await oidc(company, provider)
    email, platform = {"email": company.address("w")}, await hub.admin()
    assert (await hub.anonymous.post("/v1/auth/discover", email))["method"] == "sso"
    place = f"/v1/admin/organizations/{company.org_id}/suspend"
    assert (await platform.post(place, {"reason": "A test"})).status == 200
    assert (await hub.anonymous.post("/v1/auth/discover", email))["method"] == "password"


async def test_a_test_says_which_step_fails(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says, oidc={"issuer": says.url, "client_id": "laelia"})
    path = f"{CONNECTIONS}/{connection['id']}"
    says.claims = {"sub": "t", "email": company.address("t"), "groups": ["a", "b"]}

    begun = await company.admin.post(f"{path}/test")
    assert (begun.status, begun["status"]) == (200, "begun")
    pending = await company.admin.get(f"{path}/tests/{begun['id']}")
    away = await browser.get(begun["url"])
    page = await browser.get(here(browser, away.location))
    failed = await company.admin.get(f"{path}/tests/{begun['id']}")

    assert pending["status"] == "begun"
    assert (page.status, "The test failed" in page.body) == (200, True)
    assert (failed["status"], failed["failure"]["step"]) == ("failed", "token")
    assert "invalid_client" in failed["failure"]["detail"]

    await company.change(connection, oidc={"client_secret": says.client_secret})
    again = await company.admin.post(f"{path}/test")
    away = await browser.get(again["url"])
    page = await browser.get(here(browser, away.location))
    passed = await company.admin.get(f"{path}/tests/{again['id']}")

    assert "It works" in page.body
    assert passed["status"] == "passed"
    assert passed["claims"]["groups"] == ["a", "b"]
    assert passed["person"]["email"] == company.address("t")
    assert (passed["person"]["role"], passed["person"]["account"]) == ("member", "new")
    assert (await browser.get("/v1/me")).status == 401, "nobody is signed in"
    assert company.address("t") not in await company.members()
    assert (await company.admin.get(path))["proven_at"] is not None


async def test_a_test_looks_around_first(hub: RunningHub, says: OidcPeer) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says)
    says.metadata = {"issuer": "https://another.example"}
    found = await company.admin.post(f"{CONNECTIONS}/{connection['id']}/test")
    assert (found["status"], found["failure"]["step"], found["url"]) == ("failed", "issuer", None)
    gone = await company.admin.get(f"{CONNECTIONS}/{connection['id']}/tests/nothing")
    assert (gone.status, gone["code"]) == (404, "sso_test_not_found")


async def test_a_saml_test_reports_what_came(
    hub: RunningHub, browser: Browser, idp: SamlPeer
) -> None:
    company = await a_company(hub)
    connection = await saml(company, idp, domains=[], attributes={"email": "mailbox"})
    path = f"{CONNECTIONS}/{connection['id']}"
    begun = await company.admin.post(f"{path}/test")
    request = Request.read(begun["url"])
    saying = Saying(attributes={"mailbox": ["who@elsewhere.example"], "memberOf": ["x"]})
    page = await post(browser, request, encoded(idp.response(request, saying)))
    report = await company.admin.get(f"{path}/tests/{begun['id']}")

    assert "domain" in page.body
    assert (report["status"], report["failure"]["step"]) == ("failed", "domain_not_verified")
    assert report["claims"]["memberOf"] == ["x"]
    assert report["person"]["email"] == "who@elsewhere.example"


async def test_a_disabled_connection_begins_nothing_and_ends_what_it_began(
    hub: RunningHub, browser: Browser, says: OidcPeer
) -> None:
    company = await a_company(hub)
    connection = await oidc(company, says)
    says.claims = {"sub": "d", "email": company.address("d")}
    assert (await come(browser, connection)).status == 303
    away = await browser.get(f"/sso/{connection['id']}/start")
    back = await browser.get(away.location)

    assert (await company.change(connection, status="disabled")).status == 200

    assert (await browser.get(here(browser, back.location))).status == 401
    assert (await browser.get(f"/sso/{connection['id']}/start")).status == 404
    await until_ended(browser)
    email = {"email": company.address("d")}
    assert (await hub.anonymous.post("/v1/auth/discover", email))["method"] == "password"


async def test_removing_a_connection_ends_its_sessions_and_no_others(
    hub: RunningHub, browser: Browser, idp: SamlPeer
) -> None:
    company = await a_company(hub)
    connection = await saml(company, idp)
    request = await leave(browser, connection)
    saying = Saying(attributes={"email": [company.address("r")]}, assertion_id="_removed")
    assert (await arrive(browser, request, idp, saying)).status == 303

    removed = await company.admin.call("DELETE", f"{CONNECTIONS}/{connection['id']}")

    assert removed.status == 204
    await until_ended(browser)
    assert (await company.admin.get("/v1/me")).status == 200
    assert company.address("r") in await company.members(), "the seat stays"
    assert (await browser.get(f"/sso/{connection['id']}/metadata")).status == 404
    gone = await company.admin.get(f"{CONNECTIONS}/{connection['id']}")
    assert gone.status == 404


async def until_ended(browser: Browser) -> None:
    """Within the second that is promised, and what a busy machine takes to answer."""
    async with asyncio.timeout(5):
        while (await browser.get("/v1/me")).status != 401:
            await asyncio.sleep(0.05)
