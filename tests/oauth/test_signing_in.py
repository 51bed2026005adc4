"""On the way to a client's question a person signs in with all that their account has."""

import pytest

from tests.hub_fixtures import PASSWORD, RunningHub
from tests.oauth.browsing import Browser, Page, asking
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import add
from tests.people.test_totp import Enrolled, enroll

pytestmark = pytest.mark.req("S24", "R09")


async def code(browser: Browser, page: Page, given: str) -> Page:
    return await browser.post("/sign-in/code", page.hidden | {"code": given})


async def first_step(browser: Browser, address: str, who: Enrolled) -> Page:
    page = await browser.get(address)
    page = await browser.sign_in(page, who.person.user["email"])
    assert 'action="/sign-in/code"' in page.body
    assert page.headers["cache-control"] == "no-store"
    return page


@pytest.mark.req("R21")
@pytest.mark.parametrize("kind", ["app", "recovery code"])
async def test_a_second_factor_comes_before_the_question(
    oauth_hub: RunningHub, browser: Browser, kind: str
) -> None:
    who, client = await enroll(oauth_hub), await asking(oauth_hub)
    page = await first_step(browser, client.address(), who)
    early = await browser.get(client.address())
    wrong = await code(browser, page, "000000")
    given = who.code() if kind == "app" else who.recovery_codes[0]

    entered = await code(browser, wrong, given)
    question = await browser.get(entered.location)
    done = await browser.decide(question)

    assert 'value="approve"' not in early.body, "the password alone opens nothing"
    assert wrong.status == 403
    assert "set-cookie" not in wrong.headers
    assert entered.status == 303
    assert who.person.user["email"] in question.body
    assert (await client.redeem(done.answer["code"])).status == 200
    sessions = (await who.person.get("/v1/auth/sessions"))["data"]
    assert sessions[0]["second_factor"] is True


async def test_guesses_at_a_code_lead_back_to_the_beginning(
    oauth_hub: RunningHub, browser: Browser
) -> None:
    who, client = await enroll(oauth_hub), await asking(oauth_hub)
    page = await first_step(browser, client.address(), who)
    for given in ("1", "", *["000000"] * 3):
        page = await code(browser, page, given)
        assert page.status == 403
    for _ in range(2):
        page = await code(browser, page, "000000")
    late = await code(browser, page, who.code())

    assert late.status == 401
    assert 'action="/sign-in"' in late.body
    assert "Honest client" in late.body, "it still knows who asks"


async def test_a_passkey_signs_in_on_the_way(oauth_hub: RunningHub, browser: Browser) -> None:
    """As the page's script does it; the authenticator stands in for the browser's."""
    person, key = await oauth_hub.sign_up(), Authenticator(oauth_hub.url)
    assert (await add(person, key)).status == 201
    client = await asking(oauth_hub)
    page = await browser.get(client.address())
    assert 'src="/static/sign_in.js"' in page.body

    begun = await browser.json("/v1/auth/passkeys/login/options", {})
    credential = key.get(begun["public_key"])
    body = {"challenge": begun["challenge"], "credential": credential}
    await browser.json("/v1/auth/passkeys/login", body)
    question = await browser.get(page.hidden["next"])

    assert person.user["email"] in question.body
    assert (await browser.decide(question)).status == 303


@pytest.mark.parametrize(
    "onward",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"),
        *("/ok\r\nset-cookie: a=b", "\\\\evil.example", "evil", "", "/\tevil", "/é"),
    ],
)
async def test_nobody_is_sent_elsewhere(
    oauth_hub: RunningHub, browser: Browser, onward: str
) -> None:
    person = await oauth_hub.sign_up()
    form = {"email": person.user["email"], "password": PASSWORD, "next": onward}
    entered = await browser.post("/sign-in", form)
    assert (entered.status, entered.location) == (303, "/")


async def test_another_site_signs_nobody_in(oauth_hub: RunningHub, browser: Browser) -> None:
    person = await oauth_hub.sign_up()
    form = {"email": person.user["email"], "password": PASSWORD, "next": "/"}
    crossed = await browser.post("/sign-in", form, headers={"sec-fetch-site": "cross-site"})
    assert crossed.status == 403
    assert "set-cookie" not in crossed.headers


async def test_a_question_that_cannot_be_asked_asks_for_no_password(browser: Browser) -> None:
    address = "/oauth/authorize?client_id=clt_nobody"
    page = await browser.get(f"/sign-in?next={address}")
    assert page.status == 400
    assert 'type="password"' not in page.body
