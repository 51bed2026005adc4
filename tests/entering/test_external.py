"""Signing in with an account elsewhere, over the wire, and what that must not open."""

import itertools
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

import jwt
import pytest

from hub.kit.settings import Settings
from tests.audit.conftest import Ledger
from tests.entering.mailbox import Mailboxes
from tests.entering.test_recovery import finish, log_in
from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub, hub_settings
from tests.oauth.browsing import Browser, Page, asking
from tests.oauth.conftest import serving_at
from tests.peers.github import GithubPeer, github_peer
from tests.peers.oidc import Claims, OidcPeer, new_rsa, oidc_peer
from tests.people.test_totp import enroll

pytestmark = pytest.mark.req("S24", "R18")
_numbers = itertools.count()


@dataclass
class Houses:
    hub: RunningHub
    acme: OidcPeer
    other: OidcPeer
    github: GithubPeer


@pytest.fixture(scope="module")
async def houses(hub: RunningHub) -> AsyncIterator[Houses]:
    """A hub that knows its address, and three houses that people sign in with."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with oidc_peer() as acme, oidc_peer() as other, github_peer() as github:
        named = {
            "acme": {"issuer": acme.url, "client_id": acme.client_id, "label": "Acme ID"}
            | {"client_secret": acme.client_secret},
            "other": {"issuer": other.url, "client_id": other.client_id}
            | {"client_secret": other.client_secret},
            "away": {"issuer": "http://127.0.0.1:9", "client_id": "x"},
            "github": {"issuer": github.url, "api_url": f"{github.url}/api/v3"}
            | {"client_id": github.client_id, "client_secret": github.client_secret},
        }
        settings = hub_settings(hub.engines, hub.home, public_url=url, sign_in=named)
        async with serving_at(settings, listening):
            at = RunningHub(url, hub.model, hub.engines, hub.http, hub.home)
            yield Houses(at, acme, other, github)


@pytest.fixture
async def browser(houses: Houses) -> AsyncIterator[Browser]:
    opened = Browser(houses.hub.url)
    yield opened
    await opened.close()


def person(**more: object) -> Claims:
    """Somebody whom nobody knows yet."""
    number = next(_numbers)
    claims = {"sub": f"sub-{number}", "email": f"elsewhere-{number}@example.com"}
    return claims | {"email_verified": True, "name": "Pat\x00 Elsewhere"} | more


async def go(browser: Browser, name: str = "acme", *, onward: str = "/docs") -> Page:
    """There and back; the page that the hub answers with then."""
    left = await browser.get(f"/sign-in/with/{name}?" + urlencode({"next": onward}))
    assert left.status == 303, left.body
    back = await browser.get(left.location)
    assert back.status == 302, back.body
    return await browser.get(back.location)


async def me(browser: Browser) -> Answer:
    async with browser.http.get(f"{browser.url}/v1/me") as answer:
        return Answer(answer.status, await answer.json(), {})


async def begin_link(
    browser: Browser, provider: str = "acme", password: str = PASSWORD
) -> tuple[int, Claims]:
    same = {"sec-fetch-site": "same-origin", "origin": browser.url}
    body = {"provider": provider, "password": password, "next": "/docs"}
    path = f"{browser.url}/v1/auth/identities"
    async with browser.http.post(path, json=body, headers=same) as answer:
        return answer.status, await answer.json()


async def link(browser: Browser, provider: str = "acme") -> Page:
    status, begun = await begin_link(browser, provider)
    assert status == 200, begun
    back = await browser.get(begun["address"])
    return await browser.get(back.location)


async def signed_in(browser: Browser, hub: RunningHub) -> Client:
    owner = await hub.sign_up()
    body = {"email": owner.user["email"], "password": PASSWORD}
    await browser.json("/v1/auth/login", body)
    return owner


async def test_somebody_new_gets_an_account_and_finds_it_again(
    houses: Houses, browser: Browser, ledger: Ledger
) -> None:
    houses.acme.claims = who = person()

    first = await go(browser)
    seen = await me(browser)
    second_browser = Browser(houses.hub.url)
    houses.acme.claims = who | {"email": "renamed@example.com"}
    again = await go(second_browser, onward="https://evil.example/")
    found = await me(second_browser)
    await second_browser.close()

    assert (first.status, first.location) == (303, "/docs")
    assert seen["user"]["email"] == who["email"]
    assert seen["user"]["name"] == "Pat Elsewhere"
    assert seen["user"]["email_verified_at"] is not None
    assert (again.status, again.location) == (303, "/")
    assert found["user"] == seen["user"], "known by who they are, not by their address"
    events = await ledger.of_chain(seen["organization"]["id"])
    assert [event["action"] for event in events] == ["user.signed_up", "session.started"]
    assert '"method":"acme"' in events[1]["after"]


async def test_what_people_sign_in_with_is_said_and_shown(houses: Houses, browser: Browser) -> None:
    told = await houses.hub.anonymous.get("/v1/auth/providers")
    page = await browser.get("/sign-in")
    client = await asking(houses.hub)
    on_the_way = await browser.get(client.address())

    assert [one["name"] for one in told["providers"]] == ["acme", "other", "away", "github"]
    assert told["providers"][0]["label"] == "Acme ID"
    assert houses.acme.client_secret not in str(told.body)
    for shown in (page, on_the_way):
        assert "Sign in with Acme ID" in shown.body
        assert "Sign in with GitHub" in shown.body
    houses.acme.claims = person()
    question = await go(browser, onward=client.address())
    assert question.location == client.address()
    absent = await browser.get("/sign-in/with/nobody")
    assert absent.status == 404


async def test_github_says_who_somebody_is(houses: Houses, browser: Browser) -> None:
    number = 7_000_000 + next(_numbers)
    email = f"octo-{number}@example.com"
    houses.github.user = {"id": number, "login": "octo", "name": None}
    houses.github.emails = [
        {"email": "else@example.com", "primary": False, "verified": True},
        {"email": email, "primary": True, "verified": True},
    ]

    done = await go(browser, "github")
    seen = await me(browser)
    houses.github.emails[1]["verified"] = False
    houses.github.user = {"id": number + 500_000, "login": "other"}
    stranger = Browser(houses.hub.url)
    refused = await go(stranger, "github")
    await stranger.close()

    assert (done.status, done.location) == (303, "/docs")
    assert (seen["user"]["email"], seen["user"]["name"]) == (email, "octo")
    assert refused.status == 403
    assert "does not say that your email address is verified" in refused.body


@pytest.mark.parametrize("said", [False, None, "false", "yes", 1])
async def test_an_address_that_nobody_vouches_for_opens_nothing(
    houses: Houses, browser: Browser, said: object
) -> None:
    houses.acme.claims = person(email_verified=said)
    refused = await go(browser)
    assert refused.status == 403
    assert (await me(browser)).status == 401


async def test_an_account_that_exists_is_not_opened_by_its_address(
    houses: Houses, browser: Browser
) -> None:
    owner = await houses.hub.sign_up()
    houses.acme.claims = person(email=owner.user["email"].upper())

    refused = await go(browser)

    assert refused.status == 409
    assert "link Acme ID" in refused.body
    assert "/sign-in?next=" in refused.body
    assert (await me(browser)).status == 401


async def test_its_owner_links_and_unlinks_it(
    houses: Houses, browser: Browser, mailboxes: Mailboxes
) -> None:
    owner = await signed_in(browser, houses.hub)
    houses.acme.claims = who = person(email=owner.user["email"])
    wrong, refused = await begin_link(browser, password="not the password")

    linked = await link(browser)
    stranger = Browser(houses.hub.url)
    entered = await go(stranger)
    found = await me(stranger)
    (row,) = (await owner.get("/v1/auth/identities"))["data"]
    other = await houses.hub.sign_up()
    foreign = await other.call("DELETE", f"/v1/auth/identities/{row['id']}")
    gone = await owner.call("DELETE", f"/v1/auth/identities/{row['id']}")
    again = await owner.call("DELETE", f"/v1/auth/identities/{row['id']}")
    late = await go(stranger)
    await stranger.close()

    assert (wrong, refused["code"]) == (403, "password_incorrect")
    assert (linked.status, linked.location) == (303, "/docs")
    assert entered.status == 303
    assert found["user"]["id"] == owner.user["id"]
    assert found["user"]["email_verified_at"] is not None, "the provider vouches for the address"
    assert (row["provider"], row["email"]) == ("acme", who["email"])
    assert (foreign.status, foreign["code"]) == (404, "external_identity_not_found")
    assert (await other.get("/v1/auth/identities"))["data"] == []
    assert gone.status == 204
    assert (again.status, again["code"]) == (404, "external_identity_not_found")
    assert late.status == 409
    await mailboxes.letter(owner.user["email"], "sign_in_linked")


async def test_one_account_elsewhere_opens_one_account_here(
    houses: Houses, browser: Browser
) -> None:
    """Keycloak's CVE-2026-9087 and its like: a second upstream account, or a second owner."""
    houses.acme.claims = person()
    await go(browser)
    await signed_in(browser, houses.hub)
    unverified = await link(browser)
    houses.acme.claims = person(email_verified=False)
    unvouched = await link(browser)

    owner = await signed_in(browser, houses.hub)
    houses.other.claims = person(email=owner.user["email"])
    assert (await link(browser, "other")).status == 303
    houses.acme.claims = houses.other.claims
    same_subject = await go(third := Browser(houses.hub.url))
    await third.close()
    houses.acme.claims = person()
    await go(other := Browser(houses.hub.url))
    await other.close()
    taken = await link(browser)

    assert unverified.status == 403, "another address, and one's own is not verified"
    assert unvouched.status == 403
    assert same_subject.status == 409, "the same subject of another house is somebody else"
    assert taken.status == 409


async def test_the_last_way_in_stays(
    houses: Houses, browser: Browser, mailboxes: Mailboxes
) -> None:
    houses.acme.claims = who = person()
    await go(browser)
    owner = Client(houses.hub.url, houses.hub.http)
    async with browser.http.get(f"{browser.url}/v1/auth/identities") as answer:
        (row,) = (await answer.json())["data"]
    same = {"sec-fetch-site": "same-origin"}
    path = f"{browser.url}/v1/auth/identities/{row['id']}"
    async with browser.http.delete(path, headers=same) as answer:
        refused = await answer.json()

    await owner.post("/v1/auth/recovery", {"email": who["email"]})
    sent = await mailboxes.letter(who["email"], "recovery")
    assert (await finish(houses.hub, sent.token)).status == 204
    entered = await log_in(houses.hub, who["email"], "quite-another-horse-17")
    done = await owner.with_token(entered["token"]).call(
        "DELETE", f"/v1/auth/identities/{row['id']}"
    )

    assert refused["code"] == "last_way_in"
    assert done.status == 204


@pytest.mark.req("R21")
async def test_a_second_factor_is_asked_for_here_too(houses: Houses, browser: Browser) -> None:
    who = await enroll(houses.hub)
    page = await browser.get("/sign-in")
    page = await browser.sign_in(page, who.person.user["email"])
    assert (
        await browser.post("/sign-in/code", page.hidden | {"code": who.recovery_codes[0]})
    ).status == 303
    houses.acme.claims = person(email=who.person.user["email"])
    assert (await link(browser)).status == 303
    stranger = Browser(houses.hub.url)

    asked = await go(stranger)
    early = await me(stranger)
    entered = await stranger.post("/sign-in/code", asked.hidden | {"code": who.code()})
    found = await me(stranger)
    await stranger.close()

    assert 'action="/sign-in/code"' in asked.body
    assert early.status == 401
    assert (entered.status, entered.location) == (303, "/docs")
    assert found["user"]["id"] == who.person.user["id"]


async def test_the_way_back_is_its_browsers_alone_and_once(
    houses: Houses, browser: Browser
) -> None:
    """Nobody is led into another's account, and no answer is taken twice or of another house."""
    houses.acme.claims = houses.other.claims = person()
    left = await browser.get("/sign-in/with/acme?next=/")
    back = await browser.get(left.location)
    victim = Browser(houses.hub.url)
    led = await victim.get(back.location)
    await victim.get("/sign-in/with/acme")
    swapped = await victim.get(back.location)
    crossed = await browser.get(back.location.replace("/with/acme/", "/with/other/"))

    done = await browser.get(back.location)
    again = await browser.get(back.location)
    nobody = await me(victim)
    await victim.close()

    for refused in (led, swapped, crossed):
        assert refused.status == 403
        assert "Begin again" in refused.body
    assert done.status == 303
    assert again.status == 403
    assert nobody.status == 401


async def test_a_link_is_made_by_who_began_it(houses: Houses, browser: Browser) -> None:
    owner = await signed_in(browser, houses.hub)
    houses.acme.claims = person(email=owner.user["email"])
    _, begun = await begin_link(browser)
    back = await browser.get(begun["address"])
    other = await signed_in(browser, houses.hub)
    swapped = await browser.get(back.location)
    _, begun = await begin_link(browser)
    back = await browser.get(begun["address"])
    same = {"sec-fetch-site": "same-origin"}
    async with browser.http.post(f"{browser.url}/v1/auth/logout", headers=same) as answer:
        assert answer.status == 204
    late = await browser.get(back.location)

    for refused in (swapped, late):
        assert refused.status == 403
    for who in (owner, other):
        assert (await who.get("/v1/auth/identities"))["data"] == []


def _unsigned(peer: OidcPeer, claims: Claims) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": peer.key_id})


def _by_public_key(peer: OidcPeer, claims: Claims) -> str:
    return jwt.encode(claims, str(peer.public_keys()), algorithm="HS256")


def _by_a_stranger(peer: OidcPeer, claims: Claims) -> str:
    return jwt.encode(claims, new_rsa(), algorithm="RS256", headers={"kid": peer.key_id})


def _of_another_time(peer: OidcPeer, claims: Claims) -> str:
    return peer.signed(claims | {"nonce": "another"})


def _for_another_client(peer: OidcPeer, claims: Claims) -> str:
    return peer.signed(claims | {"aud": "somebody-else"})


def _of_another_house(peer: OidcPeer, claims: Claims) -> str:
    return peer.signed(claims | {"iss": "https://accounts.google.com"})


def _over(peer: OidcPeer, claims: Claims) -> str:
    return peer.signed(claims | {"exp": claims["iat"] - 3600})


def _critical(peer: OidcPeer, claims: Claims) -> str:
    return peer.signed(claims, crit=["b64"], b64=True)


FORGED = [
    *(_unsigned, _by_public_key, _by_a_stranger, _of_another_time),
    *(_for_another_client, _of_another_house, _over, _critical),
]


@pytest.mark.parametrize("forge", FORGED, ids=lambda one: one.__name__.strip("_"))
async def test_a_token_that_does_not_hold_opens_nothing(
    houses: Houses, browser: Browser, forge: object
) -> None:
    houses.acme.claims, houses.acme.forge = person(), forge  # type: ignore[assignment]
    refused = await go(browser)
    houses.acme.forge = None
    assert refused.status == 403, refused.body
    assert (await me(browser)).status == 401


@pytest.mark.parametrize(
    "answer",
    [
        {"iss": "https://accounts.google.com"},
        {"iss": ""},
        {"error": "access_denied"},
        {"code": ""},
        {"code": "invented"},
    ],
    ids=str,
)
async def test_an_answer_of_another_house_or_none_opens_nothing(
    houses: Houses, browser: Browser, answer: dict[str, str]
) -> None:
    houses.acme.claims, houses.acme.answer = person(), answer
    refused = await go(browser)
    houses.acme.answer = {}
    assert refused.status == 403, refused.body
    assert (await me(browser)).status == 401


async def test_a_house_changes_its_keys(houses: Houses, browser: Browser) -> None:
    houses.acme.claims = person()
    houses.acme.keys = {"two": ("RS256", new_rsa())}
    houses.acme.key_id = "two"
    reads = houses.acme.key_reads
    done = await go(browser)
    assert done.status == 303, done.body
    assert houses.acme.key_reads == reads + 1


async def test_a_house_that_is_away_is_said_to_be(browser: Browser) -> None:
    page = await browser.get("/sign-in/with/away?next=/docs")
    assert page.status == 502
    assert "cannot be reached" in page.body
    assert "/sign-in?next=%2Fdocs" in page.body


def test_a_provider_that_nobody_can_find_stops_the_start() -> None:
    with pytest.raises(ValueError, match="LAELIA_SIGN_IN__ACME__ISSUER is not set"):
        Settings(sign_in={"acme": {"client_id": "x"}})
    with pytest.raises(ValueError, match="cannot name a sign-in provider"):
        Settings(sign_in={"a/b": {"client_id": "x", "issuer": "https://a.example"}})
    named = Settings(sign_in={"google": {"client_id": "x"}}).sign_in
    assert named["google"].issuer_of("google") == "https://accounts.google.com"
