"""Signing in with an Active Directory that is none of ours: a domain controller of Samba."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.identity.directory.looking import LookingAgain
from tests.directory.certificates import self_signed
from tests.directory.conftest import Tenant
from tests.directory.peers import samba
from tests.hub_fixtures import Answer
from tests.peers.debian import NotHere

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.req("FR-4.9", "T-ent", "R20"),
]
PEOPLE = Path(__file__).parent / "peers" / "active_directory.ldif"


@dataclass
class Domain:
    controller: samba.Controller
    certificate: str

    def settings(self, **changes: Any) -> dict[str, Any]:
        usual = {
            "kind": "active_directory",
            "url": self.controller.tls_url,
            "ca_certificate": self.certificate,
            "bind_dn": f"laelia@{samba.REALM}",
            "bind_password": "Search-password-1",
            "user_base": f"OU=People,{samba.BASE}",
            "group_base": f"OU=Groups,{samba.BASE}",
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}


@pytest.fixture(scope="module")
async def domain(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Domain]:
    folder = tmp_path_factory.mktemp("domain")
    certificate, key = self_signed(folder, samba.ADDRESS)
    try:
        async with samba.serving(folder / "controller", PEOPLE, certificate, key) as controller:
            yield Domain(controller, certificate.read_text())
    except NotHere as lacking:
        pytest.skip(f"NOT RUN: Samba AD: {lacking}")


@pytest.fixture
async def connected(ours: Tenant, domain: Domain) -> Tenant:
    await _connect(ours, domain.settings())
    return ours


async def _connect(tenant: Tenant, settings: dict[str, Any]) -> None:
    made = await tenant.admin.call("PUT", "/v1/directory/ldap", settings)
    assert made.status == 200, made.body


async def _sign_in(tenant: Tenant, username: str, password: str) -> Answer:
    body = {"organization_id": tenant.org_id, "username": username, "password": password}
    return await tenant.admin.with_token("").post("/v1/auth/ldap", body)


async def _roles(tenant: Tenant, **roles: str) -> None:
    body = {"roles": [{"group": name, "role": role} for name, role in roles.items()]}
    assert (await tenant.admin.call("PUT", "/v1/directory/roles", body)).status == 200


async def test_each_of_their_names_is_the_same_person(connected: Tenant, domain: Domain) -> None:
    """By the short name and by the one with the domain, over LDAPS and over StartTLS."""
    await _roles(connected, Outer="staff")
    entered = [
        await _sign_in(connected, name, "Ann-password-1")
        for name in ("ann", "ANN", f"ann.lee@{samba.REALM}", f"Ann.Lee@{samba.REALM.upper()}")
    ]
    await _connect(connected, domain.settings(url=domain.controller.url))
    entered.append(await _sign_in(connected, "ann", "Ann-password-1"))
    assert [one.status for one in entered] == [200] * 5, entered
    assert len({one["user"]["id"] for one in entered}) == 1
    first = entered[0]
    assert (first["user"]["email"], first["user"]["name"]) == ("ann.ad@ours.example", "Ann Lee")
    assert {one["role"] for one in entered} == {"staff"}, "of a group around a group around theirs"
    refused = await _sign_in(connected, "ann", "Bob-password-1")
    assert (refused.status, refused["code"]) == (401, "sign_in_failed")


async def test_the_domain_says_which_groups_are_around_theirs(connected: Tenant) -> None:
    """By its own rule, also for a name of which every character means something in a filter."""
    for username, password in (("ann", "Ann-password-1"), ("bob", "Bob-password-1")):
        trial = {"username": username, "password": password}
        tried = await connected.admin.post("/v1/directory/ldap/test", trial)
        assert (tried["failed"], tried["groups"]) == (None, ["Inner", "Middle", "Outer"])


async def test_who_leaves_a_group_loses_its_role_and_who_is_disabled_the_way_in(
    connected: Tenant, domain: Domain, looking: LookingAgain
) -> None:
    await _roles(connected, Others="admin")
    assert (await _sign_in(connected, "ann", "Ann-password-1")).status == 200
    assert (await _sign_in(connected, "cleo", "Cleo-password-1"))["role"] == "admin"
    domain.controller.remove_member("Others", "cleo")
    assert (await _sign_in(connected, "cleo", "Cleo-password-1"))["role"] == "member"
    entered = await _sign_in(connected, "cleo", "Cleo-password-1")
    cleo = connected.admin.with_token(entered["token"])
    domain.controller.disable("cleo")
    refused = await _sign_in(connected, "cleo", "Cleo-password-1")
    assert (refused.status, refused["code"]) == (401, "sign_in_failed")
    tried = await connected.admin.post(
        "/v1/directory/ldap/test", {"username": "cleo", "password": "Cleo-password-1"}
    )
    assert tried["failed"] == "password"
    assert (await cleo.get("/v1/me")).status == 200, "the directory has told nobody"
    await looking.step()
    async with asyncio.timeout(1):
        while (await cleo.get("/v1/me")).status != 401:
            await asyncio.sleep(0.02)
    assert "cleo.ad@ours.example" not in await connected.members()
    assert "ann.ad@ours.example" in await connected.members()
    domain.controller.enable("cleo")
    assert (await _sign_in(connected, "cleo", "Cleo-password-1")).status == 200
    assert (await cleo.get("/v1/me")).status == 401, "what was taken stays taken"
    before = await connected.members()
    assert (await _sign_in(connected, "old", "Old-password-1")).status == 401
    assert await connected.members() == before, "who was disabled all along gets no seat"


@pytest.mark.parametrize(
    "username",
    [
        *("*", "a*", "ann)(sAMAccountName=*", "*)(objectClass=*", "ann\\2a", "ann\0", "\\61nn"),
        *(f"CN=Ann Lee,OU=People,{samba.BASE}", "EXAMPLE\\ann", "&", "ann\u200b", " "),
        *("ann)(|(userPrincipalName=*", "{username}", "krbtgt", "Administrator"),
    ],
)
async def test_no_name_is_more_than_a_name(connected: Tenant, username: str) -> None:
    """With passwords that entries have; and whoever runs the domain is not among its people."""
    for password in ("Ann-password-1", "Bob-password-1", "Admin-password-1"):
        refused = await _sign_in(connected, username, password)
        assert (refused.status, refused["code"]) == (401, "sign_in_failed"), refused.body


CASES: dict[str, tuple[dict[str, Any], str | None]] = {
    "over LDAPS": ({}, None),
    "who searches, by the name of the entry": (
        {"bind_dn": f"CN=Search,OU=People,{samba.BASE}"},
        None,
    ),
    "who searches, by the domain's name": ({"bind_dn": "EXAMPLE\\search"}, None),
    "the whole domain": ({"user_base": samba.BASE, "group_base": None}, None),
    "a wrong password": ({"bind_password": "wrong"}, "bind"),
    "nobody searches": ({"bind_dn": None, "bind_password": None}, "find"),
    "in plain": ({"url": f"ldap://{samba.ADDRESS}", "start_tls": False}, "bind"),
    "an unknown authority": ({"ca_certificate": None}, "tls"),
    "nobody listens": ({"url": f"ldaps://{samba.ADDRESS}:637"}, "connect"),
}


@pytest.mark.parametrize(("changes", "failed"), CASES.values(), ids=CASES)
async def test_a_trial_names_the_step_that_fails(
    ours: Tenant, domain: Domain, changes: dict[str, Any], failed: str | None
) -> None:
    await _connect(ours, domain.settings(**changes))
    trial = {"username": "ann", "password": "Ann-password-1"}
    tried = await ours.admin.post("/v1/directory/ldap/test", trial)
    assert (tried.status, tried["failed"]) == (200, failed), tried.body
    if failed is None:
        assert tried["groups"] == ["Inner", "Middle", "Outer"]
