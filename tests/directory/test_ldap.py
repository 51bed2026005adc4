"""Signing in with an organization's LDAP server: a real one, of another author, over TLS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.kit.engines import EngineUrls
from tests.directory.certificates import self_signed
from tests.directory.conftest import Installation, Tenant, scim_token
from tests.directory.peers import slapd
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve
from tests.notifications.people import waiting
from tests.oauth.browsing import Browser
from tests.peers.oidc import oidc_peer
from tests.people.test_totp import Enrolled
from tests.providers.programs import free_port, peers_python, running
from tests.sso.companies import Company, come, oidc, verified

pytestmark = pytest.mark.req("FR-4.9", "T-ent", "R20")
_PEERS = Path(__file__).parent / "peers"
BASE = "dc=example,dc=com"
SEARCH = {"bind_dn": f"cn=search,{BASE}", "bind_password": "search-password"}


@dataclass
class Server:
    url: str
    tls_url: str
    certificate: str

    def settings(self, **changes: Any) -> dict[str, Any]:
        usual = {
            "url": self.url,
            "ca_certificate": self.certificate,
            "user_base": f"ou=people,{BASE}",
            "group_base": f"ou=groups,{BASE}",
            **SEARCH,
        }
        return {name: value for name, value in (usual | changes).items() if value is not None}


@pytest.fixture(scope="module", params=["ldaptor", pytest.param("slapd", marks=pytest.mark.slow)])
async def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Server]:
    """Two servers of other authors: one that needs no package of the system, and OpenLDAP's."""
    folder = tmp_path_factory.mktemp("ldap")
    certificate, key = self_signed(folder, "localhost")
    people = _PEERS / "people.ldif"
    begin = _ldaptor if request.param == "ldaptor" else _slapd
    async with begin(folder, people, certificate, key) as (plain, tls):
        yield Server(
            f"ldap://localhost:{plain}", f"ldaps://localhost:{tls}", certificate.read_text()
        )


@asynccontextmanager
async def _ldaptor(
    _: Path, people: Path, certificate: Path, key: Path
) -> AsyncIterator[tuple[int, int]]:
    python = await asyncio.to_thread(peers_python)
    plain, tls = free_port(), free_port()
    program = [python, _PEERS / "ldap_server.py", people, str(plain), str(tls), certificate, key]
    async with running(program, "ready", {}):
        yield plain, tls


@asynccontextmanager
async def _slapd(
    folder: Path, people: Path, certificate: Path, key: Path
) -> AsyncIterator[tuple[int, int]]:
    root = await asyncio.to_thread(slapd.unpacked)
    if root is None:
        pytest.skip("NOT RUN: OpenLDAP: Debian's package cannot be had here")
    async with slapd.serving(root, folder, people, certificate, key) as ports:
        yield ports


@pytest.fixture
def one_server_tells(request: pytest.FixtureRequest) -> None:
    """For what is about the hub, once; and for the rule that OpenLDAP does not know."""
    if "slapd" in request.node.name:
        pytest.skip("the other server tells it")


@pytest.fixture
async def connected(ours: Tenant, server: Server) -> Tenant:
    await connect(ours, server.settings())
    return ours


async def connect(tenant: Tenant, settings: dict[str, Any]) -> Answer:
    made = await tenant.admin.call("PUT", "/v1/directory/ldap", settings)
    assert made.status == 200, made.body
    assert "search-password" not in str(made.body)
    return made


async def sign_in(tenant: Tenant, username: str, password: str) -> Answer:
    body = {"organization_id": tenant.org_id, "username": username, "password": password}
    return await tenant.admin.with_token("").post("/v1/auth/ldap", body)


async def _roles(tenant: Tenant, **roles: str) -> None:
    body = {"roles": [{"group": name, "role": role} for name, role in roles.items()]}
    assert (await tenant.admin.call("PUT", "/v1/directory/roles", body)).status == 200


async def test_the_first_sign_in_makes_account_seat_and_role(
    installation: Installation, connected: Tenant, server: Server
) -> None:
    """Of groups around groups too; each sign-in finds the roles as they are then."""
    await _roles(connected, Outer="staff")
    first = await sign_in(connected, "ann", "ann-password")
    assert first.status == 200, first.body
    assert first["user"]["email"] == "ann@ours.example"
    assert first["user"]["name"] == "Ann Lee"
    assert (first["organization"]["id"], first["role"]) == (connected.org_id, "staff")
    me = await installation.other.anonymous.with_token(first["token"]).get("/v1/me")
    assert "agents:write" in me["scopes"]
    await _roles(connected, Inner="admin")
    await connect(connected, server.settings(nested="none"))
    again = await sign_in(connected, "ANN", "ann-password")
    assert (again["user"]["id"], again["role"]) == (first["user"]["id"], "admin")
    await _roles(connected, Outer="staff")
    flat = await sign_in(connected, "ann", "ann-password")
    assert flat["role"] == "member", "without nesting the outer group is not theirs"
    wrong = await sign_in(connected, "ann", "bob-password")
    assert (wrong.status, wrong["code"]) == (401, "sign_in_failed")
    told = (await connected.admin.get("/v1/audit?limit=50"))["data"]
    for answer, action in ((flat, "session.started"), (wrong, "user.sign_in_refused")):
        [event] = [
            one
            for one in told
            if one["request_id"] == answer.headers["x-request-id"]
            and one["action"].startswith(("session", "user"))
        ]
        assert event["action"] == action
        assert "ann@" not in str(event)


@pytest.mark.parametrize(
    "username",
    [
        *("*", "a*", "ann)(uid=*", "ann)(|(uid=*", "*)(objectClass=*", "(ann)", "ann\\2a", "\\2a"),
        *("ann\0", "\\", "ann)(cn=*))(|(cn=*", "uid=ann,ou=people,dc=example,dc=com", " ", "twin"),
        *("ann\u200b", "{username}", "&", "!(uid=x)", "ann;x", "x" * 256),
    ],
)
async def test_no_name_is_more_than_a_name(connected: Tenant, username: str) -> None:
    """With a password that some entry has: a filter that matched more would let somebody in."""
    for password in ("ann-password", "bob-password", "twin-password"):
        refused = await sign_in(connected, username, password)
        assert (refused.status, refused["code"]) == (401, "sign_in_failed"), refused.body


@pytest.mark.usefixtures("one_server_tells")
async def test_an_address_of_its_domain_is_told_of_it(
    installation: Installation, connected: Tenant
) -> None:
    """By the domain alone: Ann has come before, and nobody is called so."""
    assert (await sign_in(connected, "ann", "ann-password")).status == 200

    async def ask(email: str) -> dict[str, Any]:
        found = await installation.other.anonymous.post("/v1/auth/discover", {"email": email})
        assert found.status == 200, found.body
        return dict(found.body)

    known, unknown = await ask("ann@ours.example"), await ask("nobody@OURS.example")
    assert known == unknown
    assert (known["method"], known["required"], known["connection"]) == ("ldap", False, None)
    assert known["organization"] == {"id": connected.org_id, "name": "Ours"}
    # Another organization's domain, and one below it, are not.
    assert (await ask("ann@theirs.example"))["method"] == "password"
    assert (await ask("ann@it.ours.example"))["organization"] is None
    assert (await connected.admin.call("DELETE", "/v1/directory/ldap")).status == 204
    assert (await ask("ann@ours.example"))["method"] == "password"


@pytest.mark.req("R15", "R27")
@pytest.mark.usefixtures("one_server_tells")
async def test_an_address_of_a_domain_that_it_showed_to_be_its_own_is_told_of_it(
    hub: RunningHub, connected: Tenant, theirs: Tenant
) -> None:
    admin = Client(hub.url, hub.http, connected.admin.token)
    name = f"shown-{connected.org_id[-8:].lower()}.example"

    async def ask(email: str) -> dict[str, Any]:
        found = await hub.anonymous.post("/v1/auth/discover", {"email": email})
        assert found.status == 200, found.body
        return dict(found.body)

    # Who only claims it is nobody's home.
    claimed = await theirs.admin.post("/v1/organizations/current/domains", {"domain": name})
    assert claimed.status == 201, claimed.body
    assert (await ask(f"ann@{name}"))["organization"] is None
    shown = await verified(hub, admin, name)
    known, unknown = await ask(f"ann@{name}"), await ask(f"nobody@{name.upper()}")
    assert known == unknown
    assert (known["method"], known["required"], known["connection"]) == ("ldap", False, None)
    assert known["organization"] == {"id": connected.org_id, "name": "Ours"}
    assert (await ask(f"ann@it.{name}"))["organization"] is None
    async with oidc_peer() as provider:
        connection = await oidc(Company(hub, admin, name), provider)
        assert (await ask(f"ann@{name}"))["method"] == "sso", "what serves the domain goes before"
        gone = await admin.call("DELETE", f"/v1/sso/connections/{connection['id']}")
        assert gone.status == 204
    assert (await ask(f"ann@{name}"))["method"] == "ldap"
    # Without its server, and without the domain, people sign in as everybody does.
    assert (await admin.call("DELETE", "/v1/directory/ldap")).status == 204
    assert (await ask(f"ann@{name}"))["method"] == "password"
    path = f"/v1/organizations/current/domains/{shown['id']}"
    assert (await admin.call("DELETE", path)).status == 204
    assert (await ask(f"ann@{name}"))["organization"] is None


@pytest.mark.parametrize("body", [{"password": ""}, {"username": ""}, {"password": None}])
async def test_an_empty_password_is_nobodys(connected: Tenant, body: dict[str, Any]) -> None:
    """A server takes a bind without a password for an anonymous one, and accepts it."""
    sent = {"organization_id": connected.org_id, "username": "ann", "password": "x"} | body
    refused = await connected.admin.with_token("").post("/v1/auth/ldap", sent)
    assert refused.status == 422, refused.body


@pytest.mark.usefixtures("one_server_tells")
async def test_an_account_that_is_there_is_invited_and_not_taken(
    installation: Installation, connected: Tenant
) -> None:
    hub = installation.other
    signed_up = await hub.anonymous.post(
        "/v1/auth/signup", {"email": "bob@elsewhere.example", "password": "correct-horse-9x"}
    )
    refused = await sign_in(connected, "bob", "bob-password")
    assert (refused.status, refused["code"]) == (403, "seat_not_taken")
    body = (await waiting(hub, "bob@elsewhere.example"))["body"]
    token = body.partition("#token=")[2].split()[0]
    person = hub.anonymous.with_token(signed_up["token"])
    assert (await person.post("/v1/invitations/accept", {"token": token})).status == 200
    entered = await sign_in(connected, "bob", "bob-password")
    assert entered.status == 200, entered.body
    await _opens_this_organization_alone(person, person.with_token(entered["token"]), connected)
    begun = await person.post("/v1/auth/totp", {"password": "correct-horse-9x"})
    app = Enrolled(person, begun["secret"], [])
    assert (await app.confirm()).status == 200
    asked = await sign_in(connected, "bob", "bob-password")
    assert (asked.status, asked["code"]) == (401, "mfa_required")
    second = {"challenge": asked["challenge"], "code": app.code()}
    entered = await hub.anonymous.post("/v1/auth/login/code", second)
    assert entered.status == 200, entered.body
    await _opens_this_organization_alone(person, person.with_token(entered["token"]), connected)
    platform = await hub.admin()
    made = {"email": "bob@elsewhere.example", "role": "support"}
    assert (await platform.call("PUT", "/v1/admin/administrators", made)).status == 200
    refused = await sign_in(connected, "bob", "bob-password")
    assert (refused.status, refused["code"]) == (403, "directory_account_off")


async def _opens_this_organization_alone(own: Client, vouched: Client, where: Tenant) -> None:
    """Whoever runs the directory can be anybody in it, and must not be them elsewhere."""
    home = (await own.get("/v1/me"))["organization"]["id"]
    moved = await vouched.post("/v1/auth/switch", {"organization_id": home})
    assert (moved.status, moved["code"]) == (403, "stays_here")
    known = (await vouched.get("/v1/organizations"))["data"]
    assert [one["id"] for one in known] == [where.org_id]
    theirs = {one["organization_id"] for one in (await vouched.get("/v1/auth/sessions"))["data"]}
    assert theirs == {where.org_id}
    assert len((await own.get("/v1/organizations"))["data"]) == 2


@pytest.mark.usefixtures("one_server_tells")
async def test_the_rule_of_active_directory_finds_groups_around_groups(
    connected: Tenant, server: Server
) -> None:
    await connect(connected, server.settings(nested="in_chain"))
    trial = {"username": "ann", "password": "ann-password"}
    tried = await connected.admin.post("/v1/directory/ldap/test", trial)
    assert (tried["failed"], tried["groups"]) == (None, ["Inner", "Middle", "Outer"])


async def test_whom_provisioning_took_the_seat_is_not_let_in(connected: Tenant) -> None:
    first = await sign_in(connected, "ann", "ann-password")
    assert first.status == 200
    entry = await connected.provision("ann@ours.example")
    off = {"op": "replace", "path": "active", "value": False}
    assert (await connected.patch(f"/Users/{entry['id']}", off)).status == 200
    refused = await sign_in(connected, "ann", "ann-password")
    assert (refused.status, refused["code"]) == (403, "directory_account_off")
    await connected.scim.call("DELETE", f"/scim/v2/Users/{entry['id']}")
    assert (await sign_in(connected, "ann", "ann-password")).status == 200


@pytest.mark.req("R21")
@pytest.mark.usefixtures("one_server_tells")
async def test_where_another_provider_is_enforced_it_is_no_way_in(
    hub: RunningHub, connected: Tenant
) -> None:
    """Nor does it make an account or a seat on the way to being refused."""
    known = connected.admin
    admin = Client(hub.url, hub.http, known.token, known.user, known.organization)
    company = Company(hub, admin, connected.domain)
    named = await verified(hub, admin, connected.domain)
    browser = Browser(hub.url)
    async with oidc_peer() as provider:
        connection = await oidc(company, provider)
        provider.claims = {"sub": "p", "email": company.address("proof")}
        try:
            assert (await come(browser, connection)).status == 303
            enforced = await company.change(
                connection, enforced=True, break_glass_user_ids=[admin.user["id"]]
            )
            assert enforced.status == 200, enforced.body
            before = await connected.members()
            refused = await sign_in(connected, "cleo", "cleo-password")
            assert (refused.status, refused["code"]) == (403, "sso_required"), refused.body
            assert await connected.members() == before
            reasons = [
                one["after"]["reason"] for one in await company.audited("user.sign_in_refused")
            ]
            assert "sso_required" in reasons
        finally:
            await admin.call("DELETE", f"/v1/sso/connections/{connection['id']}")
            await admin.call("DELETE", f"/v1/organizations/current/domains/{named['id']}")
            await browser.close()
    entered = await sign_in(connected, "cleo", "cleo-password")
    assert entered.status == 200, entered.body


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str | None]] = {
    "all is well": ({}, {}, None),
    "over ldaps": ({"url": "TLS"}, {}, None),
    "a whole sign-in": ({}, {"username": "ann", "password": "ann-password"}, None),
    "a password": ({}, {"username": "ann", "password": "wrong"}, "password"),
    "a person": ({}, {"username": "nobody"}, "find"),
    "an address of mail": ({}, {"username": "nomail", "password": "nomail-password"}, "account"),
    "who searches": ({"bind_password": "wrong"}, {}, "bind"),
    "nobody searches": ({"bind_dn": None, "bind_password": None}, {}, "find"),
    "a base": ({"user_base": "ou=nowhere,dc=other"}, {}, "find"),
    "an unknown authority": ({"ca_certificate": None}, {}, "tls"),
    "another name": ({"url": "NAME"}, {}, "tls"),
    "nobody listens": ({"url": "ldaps://localhost:1"}, {}, "connect"),
    "no such host": ({"url": "ldaps://nowhere.invalid"}, {}, "address"),
    "an address inside": ({"url": "ldaps://10.1.2.3"}, {}, "address"),
    "metadata": ({"url": "ldap://169.254.169.254"}, {}, "address"),
    "in plain": ({"url": "ldap://93.184.215.14", "start_tls": False}, {}, "address"),
}


@pytest.mark.parametrize(("changes", "trial", "failed"), CASES.values(), ids=CASES)
async def test_a_trial_names_the_step_that_fails(
    ours: Tenant, server: Server, changes: dict[str, Any], trial: dict[str, Any], failed: str | None
) -> None:
    port = server.tls_url.rpartition(":")[2]
    urls = {
        "TLS": server.tls_url,
        "NAME": f"ldaps://127.0.0.1:{port}",
    }
    changes = changes | (
        {"url": urls.get(changes["url"], changes["url"])} if "url" in changes else {}
    )
    await connect(ours, server.settings(**changes))
    tried = await ours.admin.post("/v1/directory/ldap/test", trial)
    assert tried.status == 200, tried.body
    assert tried["failed"] == failed, tried.body
    assert (tried["detail"] is None) == (failed is None)
    if trial and failed is None:
        assert tried["groups"] == ["Inner", "Middle", "Outer"]


# What a server may say to a bind: an answer to it would begin with 30, then 02 01 01, then 61.
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no LDAP": b"HTTP/1.1 400 Bad Request\r\n\r\n" * 10,
    "an endless length": b"\x30\x84\xff\xff\xff\xff" + b"\0" * 100_000,
    "more than is read": b"\x30\x84\x7f\xff\xff\xff" + b"\0" * 9_000_000,
    "an answer to another question": bytes.fromhex("300c02010765070a010004000400"),
    "an answer of another kind": bytes.fromhex("300c02010165070a010004000400"),
    "a result that is none": bytes.fromhex("300c02010161070a01ff04000400"),
    "a result that nobody knows": bytes.fromhex("300c02010161070a017f04000400"),
    "a broken answer": bytes.fromhex("300c020101610a0a010004000400"),
    "its farewell": bytes.fromhex("3024020100781f0a0134040004008a16") + b"1.3.6.1.4.1.1466.20036",
    "a refusal": bytes.fromhex("300c02010161070a013104000400"),
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_server_is_one_that_cannot_be_asked(
    ours: Tenant, server: Server, said: bytes
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(said)
        with suppress(OSError):
            await writer.drain()
        writer.close()

    hostile = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with hostile:
        port = hostile.sockets[0].getsockname()[1]
        await connect(ours, server.settings(url=f"ldap://127.0.0.1:{port}", start_tls=False))
        tried = await ours.admin.post("/v1/directory/ldap/test", {})
        assert (tried.status, tried["failed"]) == (200, "bind"), tried.body
        assert (await sign_in(ours, "ann", "ann-password")).status == 401


@pytest.mark.parametrize(
    "changes",
    [
        *({"url": url} for url in ("http://x", "ldap://", "ldap://x:99999", "ldap://u:p@x")),
        *({"url": url} for url in ("ldap://x/dc=x", "ldap://x?x", "x", "ldap://x:0")),
        *({"user_filter": one} for one in ("uid={username}x)", "(uid=x)", "(uid={username}", "((")),
        {"group_filter": "(member=x)"},
        *({"ca_certificate": one} for one in ("no PEM", "\u00d5", "-----BEGIN CERTIFICATE-----")),
        *({"user_base": one} for one in ("dc=a\0", "dc=\n", "")),
        {"user_filter": "(&" * 700 + "(uid={username})" + ")" * 700},
        {"bind_password": None, "url": "ldaps://somewhere.example"},
        {"email_attribute": "mail)(x=*"},
        {"unknown": 1},
    ],
)
async def test_settings_that_cannot_work_are_refused(
    connected: Tenant, server: Server, changes: dict[str, Any]
) -> None:
    refused = await connected.admin.call(
        "PUT", "/v1/directory/ldap", server.settings(**changes) | changes
    )
    assert refused.status == 422, refused.body
    kept = await connected.admin.get("/v1/directory/ldap")
    assert (kept["url"], kept["has_bind_password"]) == (server.url, True)


async def test_nobody_else_sets_or_reads_it(
    connected: Tenant, theirs: Tenant, server: Server
) -> None:
    assert (await theirs.admin.get("/v1/directory/ldap")).status == 404
    assert (await theirs.admin.call("DELETE", "/v1/directory/ldap")).status == 404
    assert (await theirs.admin.post("/v1/directory/ldap/test", {})).status == 404
    assert (await sign_in(theirs, "ann", "ann-password")).status == 401
    key = await connected.admin.key(scopes=["admin"])
    assert (await key.call("PUT", "/v1/directory/ldap", server.settings())).status == 403
    gone = await connected.admin.call("DELETE", "/v1/directory/ldap")
    assert gone.status == 204
    assert (await sign_in(connected, "ann", "ann-password")).status == 401


@pytest.mark.usefixtures("one_server_tells")
async def test_an_installation_has_a_directory_of_its_own(
    hub: RunningHub,
    engines: EngineUrls,
    server: Server,
    theirs: Tenant,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Wherever it stands: the operator named it. Who signs in need not name the organization."""
    settings = {k: v for k, v in server.settings().items() if k != "bind_password"}
    chosen = {
        "domains": {theirs.org_id: ["ours.example"]},
        "ldap": settings,
        "ldap_organization": theirs.org_id,
        "ldap_bind_password": "search-password",
    }
    home = tmp_path_factory.mktemp("private")
    private = hub_settings(engines, home, directory=chosen, outbound={"allow": []})
    async with serve(private) as url:
        anonymous = Client(url, hub.http)
        body = {"username": "twin2", "password": "twin-password"}
        entered = await anonymous.post(
            "/v1/auth/ldap", {"username": "nobody", "password": "twin-password"}
        )
        assert entered.status == 401
        taken = await anonymous.post("/v1/auth/ldap", body)
        assert taken.status == 200, taken.body
        assert taken["organization"]["id"] == theirs.org_id
        admin = Client(url, hub.http, theirs.admin.token)
        tried = await admin.post("/v1/directory/ldap/test", {})
        assert (tried.status, tried["failed"]) == (200, None)
        assert await scim_token(admin)
