"""An organization's SAML provider that is none of ours: SimpleSAMLphp, strictly read."""

import base64
import json
import re
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from lxml import etree

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub, hub_settings
from tests.oauth.browsing import Browser, Page
from tests.oauth.conftest import serving_at
from tests.peers.debian import NotHere
from tests.peers.saml import DS, Element, Request, Saying, encoded
from tests.peers.simplesaml import SimpleSaml, simple_saml
from tests.sso.companies import CONNECTIONS, Company, a_company, me, post
from tests.sso.forgeries import FORGERIES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.req("T-ent", "FR-4.9", "R19"),
]
_FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')
_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_MAIL, _NAME = "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:2.16.840.1.113730.3.1.241"
_MEMBER_OF = "urn:oid:1.3.6.1.4.1.5923.1.5.1.1"


@dataclass
class Connected:
    """A company whose provider is SimpleSAMLphp, at the address that its hub serves."""

    company: Company
    connection: Answer
    idp: SimpleSaml
    hub_metadata: str

    @contextmanager
    def with_settings(self, **changes: Any) -> Iterator[None]:
        """The provider, set otherwise for the hub."""
        self.idp.trust(self.hub_metadata, **changes)
        try:
            yield
        finally:
            self.idp.trust(self.hub_metadata)


@pytest.fixture(scope="module")
async def connected(
    hub: RunningHub, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Connected]:
    company = await a_company(hub)
    people = {
        "ann:ann-password": {
            "uid": ["ann"],
            "mail": [company.address("ann")],
            "displayName": ["Ann Lee"],
            "isMemberOf": ["staff", "operators"],
            "groups": ["operators", "editors"],
        },
        "bob:bob-password": {
            "uid": ["bob"],
            _MAIL: [company.address("bob")],
            _NAME: ["Bob"],
            _MEMBER_OF: ["others"],
        },
        "eve:eve-password": {"uid": ["eve"], "mail": ["eve@elsewhere.example"]},
    }
    data = tmp_path_factory.mktemp("simplesaml")
    try:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            settings = hub_settings(hub.engines, hub.home, public_url=url)
            async with simple_saml(data, people) as idp, serving_at(settings, listening):
                yield await _connect(company, idp, url)
    except NotHere as lacking:
        pytest.skip(f"NOT RUN: SimpleSAMLphp: {lacking}")


async def _connect(company: Company, idp: SimpleSaml, url: str) -> Connected:
    """As administrators of the two do: each takes the other's metadata as they are published."""
    known = company.admin
    here = Client(url, known.http, known.token, known.user, known.organization)
    company = Company(company.hub, here, company.domain)
    browser = Browser(url)
    published = await browser.get(idp.metadata_url)
    body = {
        "name": "SimpleSAMLphp",
        "kind": "saml",
        "domains": [company.domain],
        "saml": {"metadata": published.body},
        "group_roles": [{"group": "operators", "role": "staff"}],
    }
    connection = await here.post(CONNECTIONS, body)
    assert connection.status == 201, connection.body
    shown = await browser.get(f"/sso/{connection['id']}/metadata")
    await browser.close()
    idp.trust(shown.body)
    return Connected(company, connection, idp, shown.body)


def _form(page: Page) -> dict[str, str]:
    return {name: unescape(value) for name, value in _FIELD.findall(page.body)}


@dataclass
class Person:
    """Somebody at a browser of their own, who signs in at the provider once."""

    browser: Browser
    connected: Connected
    name: str

    async def answer(self, return_to: str = "/") -> tuple[Request, str]:
        """What the hub asked, and what the provider has the browser post to it."""
        start = f"/sso/{self.connected.connection['id']}/start?return_to={return_to}"
        away = await self.browser.get(start)
        assert away.status == 303, away.body
        page = await self._followed(await self.browser.get(away.location))
        if "SAMLResponse" not in _form(page):
            login = self.connected.idp.url + "/module.php/core/loginuserpass.php"
            form = _form(page) | {"username": self.name, "password": f"{self.name}-password"}
            page = await self._followed(await self.browser.post(login, form, headers={}))
        return Request.read(away.location), _form(page)["SAMLResponse"]

    async def come(self, return_to: str = "/") -> Page:
        return await self.bring(*await self.answer(return_to))

    async def bring(self, request: Request, message: str) -> Page:
        """What the browser sees in the end."""
        answer = await post(self.browser, request, message)
        return await self.browser.get(answer.location) if answer.status == 303 else answer

    async def who(self) -> Any:
        return json.loads((await me(self.browser)).body)

    async def _followed(self, page: Page) -> Page:
        while page.status in (302, 303):
            page = await self.browser.get(page.location)
        return page


@dataclass
class People:
    connected: Connected
    browsers: list[Browser]

    def at_a_browser(self, name: str) -> Person:
        self.browsers.append(Browser(self.connected.company.admin.url))
        return Person(self.browsers[-1], self.connected, name)


@pytest.fixture
async def people(connected: Connected) -> AsyncIterator[People]:
    made = People(connected, [])
    yield made
    for browser in made.browsers:
        await browser.close()


@dataclass
class Recorded:
    """A provider whose every answer is one that SimpleSAMLphp gave and signed."""

    message: str

    def response(self, _: Request, __: Saying, **___: Any) -> Element:
        return etree.fromstring(base64.b64decode(self.message))

    def sign(self, element: Element) -> Element:
        assert element.find(f"{{{DS}}}Signature") is not None, "signed by the provider already"
        return element


async def test_its_people_come_through_its_pages(people: People) -> None:
    """With attributes of plain names and of OIDs; the second time they are who they were."""
    connected = people.connected
    ann = people.at_a_browser("ann")
    request, message = await ann.answer("/docs")
    done = await ann.bring(request, message)
    assert (done.status, done.location) == (303, "/docs"), done.body
    first = await ann.who()
    assert first["organization"]["id"] == connected.company.org_id
    assert first["user"]["email"] == connected.company.address("ann")
    assert first["user"]["name"] == "Ann Lee"
    again = await ann.bring(request, message)
    assert (again.status, "sso_flow_invalid" in again.body) == (401, True), "once"
    elsewhere = people.at_a_browser("ann")
    assert (await elsewhere.come()).status == 303
    assert (await elsewhere.who())["user"]["id"] == first["user"]["id"]
    bob = people.at_a_browser("bob")
    assert (await bob.come()).status == 303
    members = await connected.company.members()
    assert members[connected.company.address("ann")] == "staff", "by their group"
    assert members[connected.company.address("bob")] == "member"
    assert (await bob.who())["user"]["name"] == "Bob"
    eve = people.at_a_browser("eve")
    refused = await eve.come()
    assert (refused.status, "domain_not_verified" in refused.body) == (403, True), refused.body


async def test_where_it_is_enforced_there_is_no_other_way_and_it_ends_what_it_began(
    people: People,
) -> None:
    company, connection = people.connected.company, people.connected.connection
    ann = people.at_a_browser("ann")
    assert (await ann.come()).status == 303
    named = [company.admin.user["id"]]
    enforced = await company.change(connection, enforced=True, break_glass_user_ids=named)
    assert (enforced.status, enforced["enforced"]) == (200, True), enforced.body
    for name in ("ann", "nobody"):
        body = {"email": company.address(name), "password": PASSWORD}
        refused = await company.admin.with_token("").post("/v1/auth/login", body)
        assert (refused.status, refused["code"]) == (403, "sso_required")
    assert (await people.at_a_browser("ann").come()).status == 303
    off = await company.change(
        connection, enforced=False, break_glass_user_ids=[], status="disabled"
    )
    assert off.status == 200, off.body
    assert (await me(ann.browser)).status == 401
    assert (await company.change(connection, status="active")).status == 200


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"assertion.encryption": True}, None),
        ({"saml20.sign.response": False}, None),
        ({"assertion.encryption": True, "saml20.sign.response": False}, "message"),
        ({"saml20.sign.assertion": False}, "message"),
        ({"signature.algorithm": f"{DS}rsa-sha1"}, "signature"),
        ({"NameIDFormat": _TRANSIENT}, "subject"),
    ],
    ids=str,
)
async def test_what_it_may_be_set_to(
    people: People, changes: dict[str, Any], step: str | None
) -> None:
    """Encrypted, and signed less; what is too little is refused with the step that says so."""
    ann = people.at_a_browser("ann")
    with people.connected.with_settings(**changes):
        page = await ann.come()
    if step is None:
        assert page.status == 303, page.body
    else:
        assert (page.status, f"<code>{step}</code>" in page.body) == (403, True), page.body


async def test_its_own_answers_are_not_believed_in_other_shapes(people: People) -> None:
    """The eight wrappings and other changes, of what it signed: no answer signs somebody in."""
    ann = people.at_a_browser("ann")
    wrapped = [f"xsw{number}" for number in range(1, 9)]
    for name in (*wrapped, "a changed name", "an instruction", "an assertion elsewhere"):
        await _refused(ann, name)
    with people.connected.with_settings(**{"saml20.sign.response": False}):
        for name in ("a changed digest", "a reference to everything"):
            await _refused(ann, name)


async def _refused(person: Person, name: str) -> None:
    forge, step = FORGERIES[name]
    request, message = await person.answer()
    forged = forge(Recorded(message), request, Saying())  # type: ignore[arg-type]
    page = await person.bring(request, encoded(forged))
    assert (page.status, f"<code>{step}</code>" in page.body) == (403, True), (name, page.body)
    assert (await me(person.browser)).status == 401, name


async def test_what_was_not_asked_for_or_not_by_this_browser_is_refused(people: People) -> None:
    connected, ann = people.connected, people.at_a_browser("ann")
    request, message = await ann.answer()
    stranger = people.at_a_browser("eve")
    stolen = await stranger.bring(request, message)
    assert (stolen.status, "sso_flow_invalid" in stolen.body) == (401, True), stolen.body
    entity = connected.connection["saml"]["sp_entity_id"]
    begun = f"{connected.idp.url}/saml2/idp/SSOService.php?spentityid={entity}"
    page = await ann.browser.get(begun)
    sent = _form(page)
    unasked = Request("", request.acs_url, request.issuer, sent.get("RelayState", ""), {}, "")
    refused = await ann.bring(unasked, sent["SAMLResponse"])
    assert (refused.status, "sso_flow_invalid" in refused.body) == (401, True), refused.body
    assert (await me(ann.browser)).status == 401
    assert (await me(stranger.browser)).status == 401


async def test_it_checks_that_the_hub_asked(people: People) -> None:
    """The signature of the request, by the key of the metadata."""
    connected = people.connected
    browser = people.at_a_browser("ann").browser
    away = await browser.get(f"/sso/{connected.connection['id']}/start")
    asked, _, signature = away.location.partition("&Signature=")
    page = await browser.get(asked + "&Signature=" + signature.replace("A", "B"))
    assert "Unable to validate signature" in page.body
