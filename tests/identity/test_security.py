"""What an attacker tries first."""

import string
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from hub.identity.endpoints import router
from hub.identity.public import access_of, undeclared
from hub.kit.engines import EngineUrls
from hub.kit.settings import Limits
from tests.engine_fixtures import DatabaseUrls
from tests.identity.conftest import PASSWORD, Hub, MakeHub, MakeTeam, Person, SignUp

FULLWIDTH = {ord(c): ord(c) + 0xFEE0 for c in string.ascii_lowercase}
FORBIDDEN_MEMBERS = [
    {"role": "admin"},
    {"org_id": "org_01K00000000000000000000000"},
    {"organization_id": "org_01K00000000000000000000000"},
    {"user_id": "usr_01K00000000000000000000000"},
    {"platform_role": "admin"},
    {"status": "active"},
    {"key": "lae_live_mine"},
    {"key_hash": "00"},
    {"credits": "1000000"},
    {"type": "team"},
]
BODIES: dict[str, dict[str, object]] = {
    "/v1/auth/signup": {"email": "m@example.com", "password": PASSWORD},
    "/v1/api-keys": {"name": "x"},
    "/v1/organizations": {"name": "x"},
    "/v1/invitations/accept": {"token": "lai_x"},
}


@pytest.mark.req("R26")
@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("member", FORBIDDEN_MEMBERS, ids=lambda m: next(iter(m)))
async def test_a_member_that_the_contract_does_not_name_is_refused(
    sign_up: SignUp, path: str, member: dict[str, object]
) -> None:
    person = await sign_up()

    answer = await person.http.post(path, json=BODIES[path] | member)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(member))}"


@pytest.mark.req("R25")
async def test_what_is_of_another_organization_is_not_found(make_team: MakeTeam) -> None:
    ours, theirs = await make_team(), await make_team()
    key = (await theirs.admin.http.post("/v1/api-keys", json={"name": "x"})).json()["id"]
    offer = await theirs.admin.http.post("/v1/invitations", json={"email": "o@example.com"})
    http = ours.admin.http

    for foreign, absent in (
        (f"/v1/api-keys/{key}", "/v1/api-keys/key_01K00000000000000000000000"),
        (f"/v1/members/{theirs.member.user_id}", "/v1/members/usr_01K00000000000000000000000"),
        (f"/v1/invitations/{offer.json()['id']}", "/v1/invitations/ivt_01K00000000000000000000000"),
    ):
        for method in ("GET", "PATCH", "DELETE"):
            answers = [
                await http.request(
                    method, path, json={"role": "member"} if method == "PATCH" else None
                )
                for path in (foreign, absent, foreign.rpartition("/")[0] + "/%00'--")
            ]
            assert {answer.status_code for answer in answers} <= {404, 405}
            assert len({answer.text for answer in answers}) == 1

    listed = [
        (await http.get(f"/v1/{noun}")).text for noun in ("api-keys", "members", "invitations")
    ]
    assert not [text_ for text_ in listed if theirs.org_id in text_ or theirs.member.email in text_]
    still = (await theirs.admin.http.get(f"/v1/api-keys/{key}")).json()
    assert still["revoked_at"] is None


ROUTES = [
    ("POST", "/v1/api-keys", "staff"),
    ("GET", "/v1/api-keys", "staff"),
    ("GET", "/v1/api-keys/key_01K00000000000000000000000", "staff"),
    ("DELETE", "/v1/api-keys/key_01K00000000000000000000000", "staff"),
    ("GET", "/v1/members", "admin"),
    ("PATCH", "/v1/members/usr_01K00000000000000000000000", "admin"),
    ("DELETE", "/v1/members/usr_01K00000000000000000000000", "admin"),
    ("POST", "/v1/invitations", "admin"),
    ("GET", "/v1/invitations", "admin"),
    ("DELETE", "/v1/invitations/ivt_01K00000000000000000000000", "admin"),
    ("POST", "/v1/organizations", "member"),
    ("GET", "/v1/organizations", "member"),
    ("GET", "/v1/me", "member"),
]
SESSION_ONLY: dict[str, dict[str, str] | None] = {
    "/v1/organizations": {"name": "x"},
    "/v1/auth/switch": {"organization_id": "org_01K00000000000000000000000"},
    "/v1/auth/logout": None,
    "/v1/invitations/accept": {"token": "lai_x"},
}
RANK = {"member": 0, "staff": 1, "admin": 2}


@pytest.mark.req("R24")
@pytest.mark.req("S1")
async def test_each_role_may_do_what_its_table_says(hub: Hub, make_team: MakeTeam) -> None:
    team = await make_team()
    people: dict[str, Person] = {"admin": team.admin, "staff": team.staff, "member": team.member}

    for method, path, needed in ROUTES:
        async with hub.client() as anonymous:
            assert (await anonymous.request(method, path)).status_code == 401, path
        for role, person in people.items():
            body: dict[str, str] | None = {} if method in ("POST", "PATCH") else None
            answer = await person.http.request(method, path, json=body)
            refused = answer.status_code == 403
            assert refused == (RANK[role] < RANK[needed]), (method, path, role, answer.text)


@pytest.mark.req("R35")
async def test_an_inference_key_manages_nothing(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up("Keys")
    key = (await person.http.post("/v1/api-keys", json={"name": "x"})).json()["key"]

    async with hub.as_caller(key) as caller:
        for method, path, needed in ROUTES:
            if needed == "member":
                continue
            answer = await caller.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        for path, body in SESSION_ONLY.items():
            answer = await caller.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "session_required")


EVIL: list[dict[str, str]] = [
    {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://hub.test.evil.example"},
    {"origin": "https://hub.test"},
    {"origin": "http://hub.test:81"},
    {"sec-fetch-site": "same-site", "origin": "http://hub.test"},
    {"sec-fetch-site": "none"},
    {},
]


@pytest.mark.req("R23")
@pytest.mark.parametrize("headers", EVIL)
async def test_a_cookie_alone_writes_nothing_from_elsewhere(
    hub: Hub, sign_up: SignUp, headers: dict[str, str]
) -> None:
    person = await sign_up()
    cookie = {"cookie": f"laelia={person.token}"}

    async with hub.client() as browser:
        write = await browser.post("/v1/api-keys", json={"name": "x"}, headers=cookie | headers)
        read = await browser.get("/v1/me", headers=cookie | headers)

    assert (write.status_code, write.json()["code"]) == (403, "cross_site_request")
    assert read.status_code == 200
    assert "access-control-allow-origin" not in read.headers


@pytest.mark.req("R23")
@pytest.mark.parametrize(
    "headers", [{"origin": "http://hub.test"}, {"sec-fetch-site": "same-origin"}]
)
async def test_the_hubs_own_pages_write_with_the_cookie(
    hub: Hub, sign_up: SignUp, headers: dict[str, str]
) -> None:
    person = await sign_up()
    cookie = {"cookie": f"laelia={person.token}"}

    async with hub.client() as browser:
        write = await browser.post("/v1/api-keys", json={"name": "x"}, headers=cookie | headers)

    assert write.status_code == 201


@pytest.mark.req("R23")
async def test_nobody_is_signed_in_from_another_site(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()
    body = {"email": person.email, "password": PASSWORD}

    async with hub.client() as browser:
        answer = await browser.post("/v1/auth/login", json=body, headers=EVIL[0])

    assert answer.json()["code"] == "cross_site_request"
    assert "set-cookie" not in answer.headers


@pytest.mark.req("R24")
async def test_no_route_forgets_to_say_who_may_call_it() -> None:
    app = FastAPI(openapi_url=None)
    app.include_router(router)
    assert undeclared(app.routes) == []
    assert ("POST", "/v1/auth/login", "public") in set(access_of(app.routes))
    assert ("POST", "/v1/api-keys", "keys:write") in set(access_of(app.routes))

    forgetful = APIRouter()

    async def anything() -> None: ...

    forgetful.add_api_route("/forgot", anything)
    app.include_router(forgetful, prefix="/v1")
    app.mount("/files", Starlette(routes=[Route("/raw", anything)]))
    app.mount("/opaque", StaticFiles(directory=Path(__file__).parent))

    assert undeclared(app.routes) == [
        "GET /v1/forgot",
        "GET /files/raw",
        "HEAD /files/raw",
        "* /opaque",
    ]


SPELLINGS: list[tuple[Callable[[str], str], dict[str, str]]] = [
    (str.upper, {"x-forwarded-for": "10.0.0.1"}),
    (str.title, {"forwarded": "for=10.0.0.2", "x-real-ip": "10.0.0.3"}),
    (lambda email: f"  {email} ", {"x-forwarded-for": "10.0.0.4, 10.0.0.5"}),
    (lambda email: email.translate(FULLWIDTH), {"cf-connecting-ip": "10.0.0.6"}),
]


@pytest.mark.req("R15", "R68")
@pytest.mark.parametrize("with_valkey", [True, False])
async def test_guesses_are_limited_in_every_spelling_and_header(
    database: DatabaseUrls,
    engines: EngineUrls,
    make_hub: MakeHub,
    sign_up: SignUp,
    *,
    with_valkey: bool,
) -> None:
    person = await sign_up()
    limits = Limits(sign_ins_per_minute=6)
    redis = engines.redis if with_valkey else "redis://127.0.0.1:9"

    async with (
        make_hub(database.app, limits=limits, redis=redis) as hub,
        hub.client(peer="192.0.2.6") as client,  # other tests sign in from the loopback address
    ):
        answers = []
        for attempt in range(8):
            spell, headers = SPELLINGS[attempt % len(SPELLINGS)]
            body = {"email": spell(person.email), "password": f"wrong {attempt}"}
            answers.append(await client.post("/v1/auth/login", json=body, headers=headers))
        right = await client.post(
            "/v1/auth/login", json={"email": person.email, "password": PASSWORD}
        )
        async with hub.client(peer="192.0.2.7") as owner:
            elsewhere = await owner.post(
                "/v1/auth/login", json={"email": person.email, "password": PASSWORD}
            )

    assert [answer.status_code for answer in answers] == [401] * 6 + [429] * 2
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) >= 1
    assert elsewhere.status_code == 200


PUBLIC = {
    "/v1/leaked-keys",
    "/v1/auth/signup",
    "/v1/auth/login",
    "/v1/auth/login/code",
    "/v1/auth/passkeys/login",
    "/v1/auth/passkeys/login/options",
    "/v1/auth/setup",
    "/v1/auth/signup/confirm",
    "/v1/auth/recovery",
    "/v1/auth/recovery/finish",
    "/v1/auth/link",
    "/v1/auth/link/login",
    "/v1/auth/email/undo",
    "/v1/invitations/preview",
    "/v1/maintenance",
}


async def test_the_document_names_the_problems(hub: Hub) -> None:
    paths = hub.app.openapi()["paths"]

    for path, operations in paths.items():
        for method, operation in operations.items():
            answers = operation["responses"]
            assert "application/problem+json" in answers["422"]["content"], (method, path)
            public = path in PUBLIC
            assert ("security" not in operation) == public, (method, path)
