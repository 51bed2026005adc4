"""Signing up, in and out."""

import pytest

from hub.identity.public import OrganizationCreated
from tests.engine_fixtures import DatabaseUrls
from tests.identity.conftest import PASSWORD, Hub, MakeHub, SignUp


@pytest.mark.req("S3")
async def test_a_user_without_an_organization_is_admin_of_a_personal_one(
    hub: Hub, sign_up: SignUp
) -> None:
    person = await sign_up()

    me = (await person.http.get("/v1/me")).json()

    assert me["organization"]["type"] == "personal"
    assert (me["role"], "admin" in me["scopes"]) == ("admin", True)
    assert OrganizationCreated(person.org_id, person.user_id, first=True) in hub.caused


async def test_a_team_is_made_with_the_account(sign_up: SignUp) -> None:
    person = await sign_up("Orchid House", name="Ada")

    me = (await person.http.get("/v1/me")).json()

    assert (me["organization"]["type"], me["organization"]["name"]) == ("team", "Orchid House")
    assert me["user"]["name"] == "Ada"


async def test_an_address_has_one_account_in_every_spelling(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()

    async with hub.client() as client:
        for spelling in (person.email.upper(), f"  {person.email}\t", person.email):
            again = await client.post(
                "/v1/auth/signup", json={"email": spelling, "password": PASSWORD}
            )
            entry = await client.post(
                "/v1/auth/login", json={"email": spelling, "password": PASSWORD}
            )
            assert (again.status_code, again.json()["code"]) == (409, "email_taken")
            assert entry.json()["user"]["id"] == person.user_id


async def test_a_wrong_password_and_an_unknown_address_look_the_same(
    hub: Hub, sign_up: SignUp
) -> None:
    person = await sign_up()

    async with hub.client() as client:
        wrong = await client.post(
            "/v1/auth/login", json={"email": person.email, "password": "wrong"}
        )
        unknown = await client.post(
            "/v1/auth/login", json={"email": f"x{person.email}", "password": "wrong"}
        )

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "sign_in_failed"


@pytest.mark.req("R15")
@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaaaa", "123456789012345", "Password1234", "abcdefghijklmnop", "x" * 257],
)
async def test_a_password_that_is_guessed_first_is_refused(hub: Hub, password: str) -> None:
    async with hub.client() as client:
        answer = await client.post(
            "/v1/auth/signup", json={"email": "weak@example.com", "password": password}
        )

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert password not in answer.text


@pytest.mark.req("R22")
async def test_logging_out_ends_the_session_and_the_cookie(hub: Hub, sign_up: SignUp) -> None:
    person = await sign_up()
    same_origin = {"sec-fetch-site": "same-origin"}

    async with hub.client(headers=same_origin) as browser:
        await browser.post("/v1/auth/login", json={"email": person.email, "password": PASSWORD})
        token = browser.cookies["laelia"]
        left = await browser.post("/v1/auth/logout")
        assert left.status_code == 204
        assert "laelia" not in browser.cookies
    async with hub.as_caller(token) as old:
        assert (await old.get("/v1/me")).status_code == 401


@pytest.mark.req("R22")
async def test_the_cookie_over_tls_is_bound_to_the_host(
    make_hub: MakeHub, database: DatabaseUrls
) -> None:
    async with (
        make_hub(database.app, base_url="https://hub.example") as secure,
        secure.client() as browser,
    ):
        answer = await browser.post(
            "/v1/auth/signup", json={"email": "tls@example.com", "password": PASSWORD}
        )

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-laelia=las_")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


async def test_the_welcome_is_given_for_the_first_organization_only(
    hub: Hub, sign_up: SignUp
) -> None:
    person = await sign_up()

    made = (await person.http.post("/v1/organizations", json={"name": "Second"})).json()

    assert OrganizationCreated(made["id"], person.user_id, first=False) in hub.caused


async def test_switching_enters_the_other_organization_and_ends_the_old_session(
    hub: Hub, sign_up: SignUp
) -> None:
    person = await sign_up()
    team = (await person.http.post("/v1/organizations", json={"name": "Team"})).json()

    entered = await person.http.post("/v1/auth/switch", json={"organization_id": team["id"]})

    async with hub.as_caller(entered.json()["token"]) as there:
        assert (await there.get("/v1/me")).json()["organization"]["id"] == team["id"]
        listed = (await there.get("/v1/organizations")).json()["data"]
    assert {o["id"] for o in listed} == {team["id"], person.org_id}
    assert (await person.http.get("/v1/me")).status_code == 401


async def test_nobody_enters_an_organization_of_others(sign_up: SignUp) -> None:
    person, stranger = await sign_up(), await sign_up("Closed")

    refused = await person.http.post("/v1/auth/switch", json={"organization_id": stranger.org_id})

    assert (refused.status_code, refused.json()["code"]) == (404, "organization_not_found")
