"""Sign-in through an OpenID provider, and everything that a token may not be."""

import base64
import hmac
import json
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.hub_fixtures import Answer, RunningHub
from tests.oauth.browsing import Browser
from tests.peers.oidc import Claims, OidcPeer, b64, new_rsa, oidc_peer
from tests.sso.companies import Company, come, here, me, oidc

pytestmark = pytest.mark.req("R18", "T-ent", "FR-4.9")
OTHER = new_rsa()


def person(company: Company, subject: str, **claims: Any) -> Claims:
    return {
        "sub": subject,
        "email": company.address(subject),
        "email_verified": True,
        "name": "Ada Example",
    } | claims


async def test_a_person_comes_through_and_goes_where_they_wanted(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    says.claims = person(company, "first")

    page = await come(browser, open_id, return_to="/oauth/authorize%3Fx%3D1")

    assert (page.status, page.location) == (303, "/oauth/authorize?x=1"), page.body
    who = json.loads((await me(browser)).body)
    assert who["user"]["email"] == company.address("first")
    assert (who["user"]["name"], who["role"]) == ("Ada Example", "member")
    assert who["organization"]["id"] == company.org_id
    assert who["session_id"].startswith("ses_")
    cookie = page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    asked = says.asked[-1].fields
    assert asked["scope"] == "openid email profile"
    assert len(asked["nonce"]) > 40
    [joined] = [
        e for e in await company.audited("member.joined") if e["target"]["id"] == who["user"]["id"]
    ]
    assert joined["after"] == {"role": "member"}
    [started] = [
        e for e in await company.audited("session.started") if e["actor"]["id"] == who["user"]["id"]
    ]
    assert started["after"]["method"] == "sso"


async def test_whom_a_provider_names_is_known_by_its_name_for_them(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    """Not by an address, which another person may have later."""
    says.claims = person(company, "renamed")
    await come(browser, open_id)
    before = json.loads((await me(browser)).body)["user"]["id"]
    says.claims = person(company, "renamed", email=company.address("other-name"))
    await come(browser, open_id)
    assert json.loads((await me(browser)).body)["user"]["id"] == before
    says.claims = person(company, "successor", email=company.address("renamed"))
    page = await come(browser, open_id)
    assert (page.status, "linked_otherwise" in page.body) == (403, True)


async def test_userinfo_fills_in_what_the_token_lacks(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    says.claims = {"sub": "terse"}
    says.userinfo = {"sub": "terse", "email": company.address("terse")}
    assert (await come(browser, open_id)).status == 303
    says.userinfo = {"sub": "somebody", "email": company.address("terse")}
    page = await come(browser, open_id)
    assert (page.status, "userinfo" in page.body) == (403, True)


async def test_keys_rotate_and_invented_ones_are_not_looked_for_forever(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    says.claims = person(company, "rotating")
    assert (await come(browser, open_id)).status == 303
    says.keys["two"] = ("ES256", ec.generate_private_key(ec.SECP256R1()))
    says.keys["three"] = ("EdDSA", ed25519.Ed25519PrivateKey.generate())
    for key_id in ("two", "three"):
        says.key_id = key_id
        assert (await come(browser, open_id)).status == 303, key_id
    says.key_id = "one"
    says.forge = lambda peer, claims: peer.signed(claims, kid="invented")
    before = says.key_reads
    for _ in range(8):
        assert (await come(browser, open_id)).status == 403
    assert says.key_reads - before <= 5


def _alg_none(_: OidcPeer, claims: Claims) -> str:
    return _parts({"alg": "none", "typ": "JWT"}, claims) + "."


def _alg_none_signed(peer: OidcPeer, claims: Claims) -> str:
    """`none`, in another case, with something in the place of a signature."""
    return _parts({"alg": "nOnE", "kid": peer.key_id}, claims) + ".AA"


def _parts(header: Claims, claims: Claims) -> str:
    return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"


def _hmac_with(secret: bytes) -> Callable[[OidcPeer, Claims], str]:
    def forge(peer: OidcPeer, claims: Claims) -> str:
        head = _parts({"alg": "HS256", "kid": peer.key_id, "typ": "JWT"}, claims)
        return f"{head}.{b64(hmac.digest(secret, head.encode(), sha256))}"

    return forge


def _hmac_with_public_key(peer: OidcPeer, claims: Claims) -> str:
    _, key = peer.keys["one"]
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return _hmac_with(pem)(peer, claims)


def _with_own_key(**header: Any) -> Callable[[OidcPeer, Claims], str]:
    """Signed by a stranger, whose key the header brings along or points to."""

    def forge(_: OidcPeer, claims: Claims) -> str:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER.public_key()))
        brought = {name: public if value is None else value for name, value in header.items()}
        return jwt.encode(claims, OTHER, algorithm="RS256", headers={"kid": "one"} | brought)

    return forge


def _header(**header: Any) -> Callable[[OidcPeer, Claims], str]:
    return lambda peer, claims: peer.signed(claims, **header)


def _claims(**changes: Any) -> Callable[[OidcPeer, Claims], str]:
    """Properly signed; None leaves a claim out."""

    def forge(peer: OidcPeer, claims: Claims) -> str:
        made = {name: value for name, value in (claims | changes).items() if value is not None}
        return peer.signed(made)

    return forge


def _spoiled(spoil: Callable[[list[str]], list[str]]) -> Callable[[OidcPeer, Claims], str]:
    return lambda peer, claims: ".".join(spoil(peer.signed(claims).split(".")))


def _twice(peer: OidcPeer, claims: Claims) -> str:
    """A member that is there twice: two readers could take another each."""
    text = json.dumps(claims)[:-1] + ', "sub": "somebody-else"}'
    head = b64(json.dumps({"alg": "RS256", "kid": "one", "typ": "JWT"}).encode())
    signed = f"{head}.{b64(text.encode())}"
    _, key = peer.keys["one"]
    assert isinstance(key, rsa.RSAPrivateKey)
    return f"{signed}.{b64(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


NOW = int(time.time())
CONFUSIONS: dict[str, Callable[[OidcPeer, Claims], str]] = {
    "alg none": _alg_none,
    "alg none in another case": _alg_none_signed,
    "HMAC with the public key": _hmac_with_public_key,
    "HMAC with the client's secret": _hmac_with(b"a secret: of+ours"),
    "HMAC with nothing": _hmac_with(b""),
    "another's key under our name": _with_own_key(),
    "a key in the header": _with_own_key(jwk=None),
    "an address of keys in the header": _with_own_key(jku="https://evil.example/keys"),
    "a certificate's address in the header": _with_own_key(x5u="https://evil.example/pem"),
    "an unknown key": _header(kid="../../../dev/null"),
    "a key named by SQL": _header(kid="one' or '1'='1"),
    "an unknown critical extension": _header(crit=["exp"], exp=1),
    "an access token": _header(typ="at+jwt"),
    "no signature": _spoiled(lambda parts: [parts[0], parts[1], ""]),
    "a changed signature": _spoiled(
        lambda parts: [
            parts[0],
            parts[1],
            parts[2][:-4] + ("AAAA" if parts[2][-4:] != "AAAA" else "BBBB"),
        ]
    ),
    "changed claims": _spoiled(
        lambda parts: [
            parts[0],
            b64(base64.urlsafe_b64decode(parts[1] + "==").replace(b"Ada", b"Eve")),
            parts[2],
        ]
    ),
    "five parts": _spoiled(lambda parts: [*parts, "AA", "AA"]),
    "a member twice": _twice,
    "another issuer": _claims(iss="https://evil.example"),
    "an issuer with a slash more": lambda peer, claims: peer.signed(
        claims | {"iss": peer.url + "/"}
    ),
    "another audience": _claims(aud="another"),
    "no audience": _claims(aud=None),
    "two audiences and no party": _claims(aud=["laelia", "another"]),
    "another party": _claims(azp="another"),
    "another nonce": _claims(nonce="another"),
    "no nonce": _claims(nonce=None),
    "no expiry": _claims(exp=None),
    "expired": _claims(exp=NOW - 3600, iat=NOW - 7200),
    "from the future": _claims(iat=NOW + 3600, exp=NOW + 7200),
    "not yet": _claims(nbf=NOW + 3600),
    "old": _claims(iat=NOW - 86_400),
    "an expiry in words": _claims(exp="tomorrow"),
    "no subject": _claims(sub=None),
    "an empty subject": _claims(sub=""),
    "a subject that is a list": _claims(sub=["first"]),
    "another access token's hash": _claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


@pytest.mark.parametrize("forge", CONFUSIONS.values(), ids=CONFUSIONS)
async def test_a_token_that_is_not_what_it_should_be_opens_nothing(
    company: Company,
    open_id: Answer,
    says: OidcPeer,
    browser: Browser,
    forge: Callable[[OidcPeer, Claims], str],
) -> None:
    says.claims = person(company, "first")
    says.forge = forge

    page = await come(browser, open_id)

    assert page.status == 403, page.body
    assert "assertion_refused" in page.body
    assert (await me(browser)).status == 401


async def test_a_hash_of_the_access_token_is_taken_when_it_is_right(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    half = sha256(says.access_token.encode()).digest()[:16]
    says.claims = person(company, "hashed", at_hash=b64(half))
    assert (await come(browser, open_id)).status == 303


async def test_who_did_not_begin_does_not_end_up_signed_in(
    hub: RunningHub, company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    """Somebody's own way back, slipped to another's browser, signs nobody in (login CSRF)."""
    says.claims = person(company, "attacker")
    away = await browser.get(f"/sso/{open_id['id']}/start")
    back = await browser.get(away.location)
    victim = Browser(hub.url)
    try:
        assert (await victim.get(here(victim, back.location))).status == 401
        await victim.get(f"/sso/{open_id['id']}/start")
        refused = await victim.get(here(victim, back.location))
        assert (refused.status, "sso_flow_invalid" in refused.body) == (401, True)
        assert (await me(victim)).status == 401
    finally:
        await victim.close()
    assert (await browser.get(here(browser, back.location))).status == 303
    again = await browser.get(here(browser, back.location))
    assert (again.status, "sso_flow_invalid" in again.body) == (401, True), "once"


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": ""}, "issuer"),
        ({"code": "", "error": "access_denied"}, "authorization"),
        ({"code": "", "error": "<script>alert(1)</script>"}, "authorization"),
        ({"code": "another"}, "token"),
        ({"state": "another"}, "sso_flow_invalid"),
        ({"state": ""}, "sso_flow_invalid"),
    ],
)
async def test_an_answer_of_another_or_without_a_code_is_refused(
    *,
    company: Company,
    open_id: Answer,
    says: OidcPeer,
    browser: Browser,
    answer: dict[str, str],
    step: str,
) -> None:
    says.claims = person(company, "first")
    says.answer = answer
    page = await come(browser, open_id)
    assert page.status in (401, 403)
    assert step in page.body
    assert "<script>alert" not in page.body
    assert (await me(browser)).status == 401


async def test_a_parameter_that_is_there_twice_counts_as_absent(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    says.claims = person(company, "first")
    away = await browser.get(f"/sso/{open_id['id']}/start")
    back = await browser.get(away.location)
    assert (await browser.get(here(browser, back.location) + "&code=another")).status == 403


async def test_an_answer_to_one_connection_is_none_to_another(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser
) -> None:
    """A provider that an attacker runs cannot have another's answer brought to it (mix-up)."""
    other = await oidc(company, says, name="Another", domains=[])
    says.claims = person(company, "first")
    away = await browser.get(f"/sso/{open_id['id']}/start")
    back = await browser.get(away.location)
    moved = back.location.replace(open_id["id"], other["id"])
    assert (await browser.get(here(browser, moved))).status == 401


@pytest.mark.parametrize(
    ("metadata", "step"),
    [
        ({"issuer": "https://evil.example"}, "issuer"),
        ({"token_endpoint": "ftp://127.0.0.1/token"}, "discovery"),
        ({"jwks_uri": "javascript:alert(1)"}, "discovery"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "discovery"),
        ({"token_endpoint": None}, "discovery"),
    ],
)
async def test_a_provider_that_says_wrong_things_of_itself_is_not_used(
    company: Company, metadata: Claims, step: str, browser: Browser
) -> None:
    async with oidc_peer() as peer:
        connection = await oidc(company, peer, domains=[])
        peer.metadata = metadata
        page = await browser.get(f"/sso/{connection['id']}/start")
    assert (page.status, "identity_provider_failed" in page.body) == (502, True)
    assert f"<code>{step}</code>" in page.body


async def test_a_provider_inside_is_not_reached(company: Company, browser: Browser) -> None:
    """The guarded client looks at addresses, whoever names them (R46)."""
    for issuer in ("https://169.254.169.254", "https://10.0.0.1", "http://localhost:1"):
        oidc_ = {"issuer": issuer, "client_id": "x"}
        body = {"name": "Inside", "kind": "oidc", "oidc": oidc_}
        made = await company.admin.post("/v1/sso/connections", body)
        assert made.status == 201, made.body
        page = await browser.get(f"/sso/{made['id']}/start")
        assert page.status == 502
        await company.admin.call("DELETE", f"/v1/sso/connections/{made['id']}")


@pytest.mark.parametrize(
    "given",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "/a\tb",
        "/x%0d",
    ],
)
async def test_nobody_is_sent_elsewhere_afterwards(
    company: Company, open_id: Answer, says: OidcPeer, browser: Browser, given: str
) -> None:
    says.claims = person(company, "first")
    away = await browser.http.get(
        f"{browser.url}/sso/{open_id['id']}/start",
        params={"return_to": given},
        allow_redirects=False,
    )
    back = await browser.get(away.headers["location"])
    page = await browser.get(here(browser, back.location))
    assert page.status == 303
    target = urlsplit(page.location)
    assert (target.scheme, target.netloc) == ("", "")
    assert page.location in ("/", "/x%0d")


@pytest.mark.usefixtures("open_id")
async def test_the_hint_of_an_address_reaches_the_provider(
    company: Company, hub: RunningHub, browser: Browser
) -> None:
    email = company.address("hinted")
    found = await hub.anonymous.post("/v1/auth/discover", {"email": email})
    away = await browser.get(here(browser, found["connection"]["url"]))
    assert dict(parse_qsl(urlsplit(away.location).query))["login_hint"] == email
