"""Organizations with domains and providers of their own, and browsers of their people."""

import itertools
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.oauth.browsing import Browser, Page
from tests.peers.oidc import OidcPeer
from tests.peers.saml import Request, SamlPeer, Saying, encoded
from tests.people.test_passkeys import ORIGIN

DOMAINS = "/v1/organizations/current/domains"
CONNECTIONS = "/v1/sso/connections"
_numbers = itertools.count()


@dataclass
class Company:
    """`admin` has an address of another domain than the company's."""

    hub: RunningHub
    admin: Client
    domain: str

    def address(self, name: str) -> str:
        return f"{name}@{self.domain}"

    @property
    def org_id(self) -> str:
        return str(self.admin.organization["id"])

    async def change(self, connection: Answer, **changes: Any) -> Answer:
        return await self.admin.call("PATCH", f"{CONNECTIONS}/{connection['id']}", changes)

    async def members(self) -> dict[str, str]:
        """Roles by address."""
        found = await self.admin.get("/v1/members?limit=100")
        return {one["email"]: one["role"] for one in found["data"]}

    async def audited(self, action: str) -> list[dict[str, Any]]:
        found = await self.admin.get(f"/v1/audit?action={action}&limit=100")
        rows: list[dict[str, Any]] = found["data"]
        return rows


async def a_company(hub: RunningHub) -> Company:
    """With a domain that it has shown to be its own."""
    admin = await hub.sign_up(organization="A company")
    domain = f"company-{next(_numbers)}-{admin.organization['id'][-8:].lower()}.example"
    await verified(hub, admin, domain)
    return Company(hub, admin, domain)


async def verified(hub: RunningHub, admin: Client, domain: str, **more: Any) -> Answer:
    added = await admin.post(DOMAINS, {"domain": domain} | more)
    assert added.status == 201, added.body
    hub.dns.texts[added["record_name"]] = ["v=other", added["record_text"]]
    shown = await admin.post(f"{DOMAINS}/{added['id']}/verify")
    assert shown.status == 200, shown.body
    return shown


async def oidc(company: Company, peer: OidcPeer, **changes: Any) -> Answer:
    body = {
        "name": "The company's provider",
        "kind": "oidc",
        "domains": [company.domain],
        "oidc": {
            "issuer": peer.url,
            "client_id": peer.client_id,
            "client_secret": peer.client_secret,
        },
    }
    made = await company.admin.post(CONNECTIONS, body | changes)
    assert made.status == 201, made.body
    return made


async def saml(company: Company, peer: SamlPeer, **changes: Any) -> Answer:
    body = {
        "name": "The company's provider",
        "kind": "saml",
        "domains": [company.domain],
        "saml": {"metadata": peer.metadata},
    }
    made = await company.admin.post(CONNECTIONS, body | changes)
    assert made.status == 201, made.body
    return made


def here(browser: Browser, address: str) -> str:
    """The hub says where it is by its settings; a test's serves on another port."""
    return address.replace(ORIGIN, browser.url, 1)


async def come(browser: Browser, connection: Answer, *, return_to: str = "/") -> Page:
    """Through an OpenID provider and back: what the hub answers to the browser that returns."""
    away = await browser.get(f"/sso/{connection['id']}/start?return_to={return_to}")
    assert away.status == 303, away.body
    back = await browser.get(away.location)
    assert back.status == 302, back.body
    return await browser.get(here(browser, back.location))


async def leave(browser: Browser, connection: Answer) -> Request:
    """What the hub asks of a SAML provider."""
    away = await browser.get(f"/sso/{connection['id']}/start")
    assert away.status == 303, away.body
    return Request.read(away.location)


async def post(browser: Browser, request: Request, message: str) -> Page:
    """The provider's form, as a browser posts it: from another site, without a cookie."""
    form = {"SAMLResponse": message, "RelayState": request.state}
    headers = {"origin": "https://idp.example", "sec-fetch-site": "cross-site"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(
            here(browser, request.acs_url), data=form, headers=headers, allow_redirects=False
        ) as answer,
    ):
        told = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.status, await answer.text(), told)


async def arrive(browser: Browser, request: Request, peer: SamlPeer, saying: Saying) -> Page:
    """The whole way back from a SAML provider."""
    answer = await post(browser, request, encoded(peer.response(request, saying)))
    return await browser.get(answer.location) if answer.status == 303 else answer


async def me(browser: Browser) -> Page:
    return await browser.get("/v1/me")


async def by_password(hub: RunningHub, email: str, **more: Any) -> Answer:
    return await hub.anonymous.post("/v1/auth/login", {"email": email, "password": PASSWORD} | more)
