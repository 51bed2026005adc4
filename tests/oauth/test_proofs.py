"""Clients with keys: tokens that are bound to one (DPoP), and clients that sign who they are."""

import hashlib
import hmac
import time
from typing import Any

import pytest

from tests.hub_fixtures import Answer, Client, RunningHub
from tests.oauth.browsing import Asking, Browser, approved, asking, ping, register
from tests.oauth.holding import Holder, b64, part
from tests.oauth.publishing import Publisher

pytestmark = pytest.mark.req("S24", "R04", "R10")
TOKEN = "/oauth/token"


@pytest.fixture(scope="module")
async def person(oauth_hub: RunningHub) -> Client:
    return await oauth_hub.sign_up()


async def send(hub: RunningHub, headers: dict[str, str]) -> Answer:
    """One MCP request with these headers."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"accept": "application/json, text/event-stream"}
    return await hub.anonymous.post("/mcp", body, headers=accept | headers)


def code_of(answer: Answer) -> str:
    """Of a refusal in the words of MCP."""
    return str(answer["error"]["data"]["code"])


async def bound(
    hub: RunningHub, browser: Browser, person: Client, holder: Holder, **asked: str
) -> tuple[Asking, Answer]:
    """A client of which the person has approved, and what it holds: bound to the holder's key."""
    client = await asking(hub)
    page = await browser.get(client.address(**asked))
    if 'action="/sign-in"' in page.body:
        page = await browser.sign_in(page, person.user["email"])
    code = (await browser.decide(page)).answer["code"]
    held = await redeem(client, code, holder.proof("POST", hub.url + TOKEN))
    assert held.status == 200, held.body
    return client, held


async def redeem(client: Asking, code: str, headers: dict[str, str]) -> Answer:
    form: dict[str, str | None] = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": client.verifier,
        "client_id": client.client_id,
    }
    return await client.post(TOKEN, form, headers=headers)


async def refresh(client: Asking, token: str, headers: dict[str, str]) -> Answer:
    form: dict[str, str | None] = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": client.client_id,
    }
    return await client.post(TOKEN, form, headers=headers)


async def test_a_bound_token_is_of_use_to_its_key_alone(
    oauth_hub: RunningHub, browser: Browser, person: Client
) -> None:
    hub, holder, thief = oauth_hub, Holder(), Holder()
    client, held = await bound(hub, browser, person, holder)
    assert held["token_type"] == "DPoP"
    token, url = held["access_token"], f"{hub.url}/mcp"

    proof = holder.proof("POST", url, token=token)
    first, again = await send(hub, proof), await send(hub, proof)
    refused = [
        again,
        await ping(hub, token),
        await send(hub, {"authorization": f"Bearer {token}"} | holder.proof("POST", url)),
        await send(hub, {"authorization": f"DPoP {token}"}),
        await send(hub, thief.proof("POST", url, token=token)),
        await send(hub, {"x-api-key": token}),
    ]
    assert first.status == 200, first.body
    for one in refused:
        assert (one.status, code_of(one)) == (401, "proof_invalid"), one.body
        assert one.headers["www-authenticate"].startswith('DPoP error="invalid_dpop_proof", algs=')

    lost = held["refresh_token"]
    stolen = [
        await refresh(client, lost, {}),
        await refresh(client, lost, thief.proof("POST", hub.url + TOKEN)),
    ]
    assert {(one.status, one["error"]) for one in stolen} == {(400, "invalid_grant")}
    renewed = await refresh(client, lost, holder.proof("POST", hub.url + TOKEN))
    assert (renewed.status, renewed["token_type"]) == (200, "DPoP"), "a thief uses nothing up"
    now = holder.proof("POST", url, token=renewed["access_token"])
    assert (await send(hub, now)).status == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"htm": "GET"},
        {"htu": "https://elsewhere.example/mcp"},
        {"htu": "/mcp"},
        {"htu": None},
        {"iat": time.time() - 3600},
        {"iat": time.time() + 3600},
        {"iat": "now"},
        {"iat": None},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 501},
        {"ath": None},
        {"ath": b64(hashlib.sha256(b"another").digest())},
        {"header": {"typ": "JWT"}},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS256"}},
        {"header": {"alg": "ES384"}},
        {"header": {"jwk": None}},
        {"header": {"jwk": Holder().jwk}},
        {"header": {"jwk": {"kty": "oct", "k": "AAAA"}}},
        {"header": {"crit": ["x"], "x": 1}},
        {"header": {"jwk": {"kty": "RSA", "e": "AQAB", "n": b64(b"\xff" * 128)}}},
    ],
)
async def test_a_proof_that_does_not_hold_opens_nothing(
    oauth_hub: RunningHub, bound_token: tuple[Holder, str], changes: dict[str, Any]
) -> None:
    holder, token = bound_token
    shown = holder.proof("POST", f"{oauth_hub.url}/mcp", token=token, **dict(changes))
    answer = await send(oauth_hub, shown)
    assert (answer.status, code_of(answer)) == (401, "proof_invalid"), answer.body


async def test_a_proof_with_the_private_key_in_it_or_no_jwt_at_all_is_refused(
    oauth_hub: RunningHub, bound_token: tuple[Holder, str]
) -> None:
    holder, token = bound_token
    url = f"{oauth_hub.url}/mcp"
    open_key = holder.jwk | {"d": b64(b"1" * 32)}
    shown = holder.proof("POST", url, token=token, header={"jwk": open_key})
    twice = holder.proof("POST", url, token=token)
    for headers in (
        shown,
        twice | {"dpop": "x"},
        twice | {"dpop": twice["dpop"] + "x" * 9000},
        twice | {"dpop": twice["dpop"][:-4] + "AAAA"},
    ):
        answer = await send(oauth_hub, headers)
        assert (answer.status, code_of(answer)) == (401, "proof_invalid"), answer.body
    good = holder.proof("POST", f"{url}?query=is-left-aside#too", token=token)
    assert (await send(oauth_hub, good)).status == 200


@pytest.fixture(scope="module")
async def bound_token(oauth_hub: RunningHub, person: Client) -> tuple[Holder, str]:
    holder, browser = Holder(), Browser(oauth_hub.url)
    try:
        _, held = await bound(oauth_hub, browser, person, holder)
    finally:
        await browser.close()
    return holder, str(held["access_token"])


async def test_a_code_can_be_bound_before_it_is_given(
    oauth_hub: RunningHub, browser: Browser, person: Client
) -> None:
    hub, holder, thief = oauth_hub, Holder(), Holder()
    client = await asking(hub)
    bad = await browser.get(client.address(dpop_jkt="short"))
    assert bad.answer["error"] == "invalid_request"
    page = await browser.get(client.address(dpop_jkt=holder.thumbprint))
    if 'action="/sign-in"' in page.body:
        page = await browser.sign_in(page, person.user["email"])
    code = (await browser.decide(page)).answer["code"]
    url = hub.url + TOKEN

    stolen = [
        await redeem(client, code, {}),
        await redeem(client, code, thief.proof("POST", url)),
    ]
    elsewhere = await redeem(client, code, holder.proof("POST", f"{hub.url}/oauth/revoke"))
    held = await redeem(client, code, holder.proof("POST", url))

    assert {(one.status, one["error"]) for one in stolen} == {(400, "invalid_grant")}
    assert (elsewhere.status, elsewhere["error"]) == (400, "invalid_dpop_proof")
    assert (held.status, held["token_type"]) == (200, "DPoP")


async def test_what_is_not_bound_is_not_said_to_be(
    oauth_hub: RunningHub, browser: Browser, person: Client
) -> None:
    client = await asking(oauth_hub)
    held = await client.redeem(await approved(browser, client, person))
    assert held["token_type"] == "Bearer"
    shown = Holder().proof("POST", f"{oauth_hub.url}/mcp", token=held["access_token"])
    answer = await send(oauth_hub, shown)
    assert (answer.status, code_of(answer)) == (401, "proof_invalid")
    assert (await ping(oauth_hub, held["access_token"])).status == 200


async def test_a_client_may_bind_itself_to_proofs(
    oauth_hub: RunningHub, browser: Browser, person: Client
) -> None:
    made = await register(oauth_hub, dpop_bound_access_tokens=True)
    assert made["dpop_bound_access_tokens"] is True
    client = Asking(oauth_hub, made["client_id"])
    refused = await client.redeem(await approved(browser, client, person))
    assert (refused.status, refused["error"]) == (400, "invalid_dpop_proof")


async def test_machines_bind_their_tokens_too(oauth_hub: RunningHub, person: Client) -> None:
    key, holder = await person.key(), Holder()
    machine = Asking(oauth_hub, str((await key.get("/v1/me"))["key_id"]), secret=key.token)
    form: dict[str, str | None] = {
        "grant_type": "client_credentials",
        "client_id": machine.client_id,
        "client_secret": machine.secret,
    }
    url = oauth_hub.url + TOKEN
    held = await machine.post(TOKEN, form, headers=holder.proof("POST", url))
    assert (held.status, held["token_type"]) == (200, "DPoP"), held.body
    token = held["access_token"]
    assert (await ping(oauth_hub, token)).status == 401
    shown = holder.proof("POST", f"{oauth_hub.url}/mcp", token=token)
    assert (await send(oauth_hub, shown)).status == 200


async def test_the_metadata_tell_what_is_taken(oauth_hub: RunningHub) -> None:
    server = await oauth_hub.anonymous.get("/.well-known/oauth-authorization-server")
    resource = await oauth_hub.anonymous.get("/.well-known/oauth-protected-resource/mcp")
    assert "private_key_jwt" in server["token_endpoint_auth_methods_supported"]
    for said in (
        server["dpop_signing_alg_values_supported"],
        server["token_endpoint_auth_signing_alg_values_supported"],
        resource["dpop_signing_alg_values_supported"],
    ):
        assert "ES256" in said
        assert not {"none", "HS256"} & set(said)
    assert resource["dpop_bound_access_tokens_required"] is False


async def signing(hub: RunningHub, holder: Holder) -> Asking:
    """A client that is registered with its public key."""
    made = await register(
        hub,
        token_endpoint_auth_method="private_key_jwt",
        jwks={"keys": [holder.jwk | {"kid": "one"}]},
    )
    assert made.status == 201, made.body
    assert "client_secret" not in made.body
    return Asking(hub, made["client_id"])


async def test_a_client_signs_who_it_is_once(
    oauth_hub: RunningHub, browser: Browser, person: Client
) -> None:
    hub, holder = oauth_hub, Holder()
    client = await signing(hub, holder)
    code = await approved(browser, client, person)
    own = holder.assertion(client.client_id, hub.url)

    unsigned = await client.redeem(code)
    held = await client.redeem(code, client_id=None, **own)
    replayed = await client.refresh(held["refresh_token"], **own)
    renewed = await client.refresh(
        held["refresh_token"], **holder.assertion(client.client_id, hub.url + TOKEN)
    )

    assert (unsigned.status, unsigned["error"]) == (401, "invalid_client")
    assert held.status == 200, held.body
    assert (replayed.status, replayed["error"]) == (401, "invalid_client")
    assert renewed.status == 200, renewed.body
    gone: dict[str, str | None] = {"token": renewed["refresh_token"]}
    revoke = "/oauth/revoke"
    bare = await client.post(revoke, gone | {"client_id": client.client_id})
    signed = await client.post(revoke, gone | holder.assertion(client.client_id, hub.url + revoke))
    assert (bare.status, signed.status) == (401, 200)
    assert (await ping(hub, renewed["access_token"])).status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://elsewhere.example"},
        {"aud": ["HUB", "https://elsewhere.example"]},
        {"aud": None},
        {"iss": "clt_other"},
        {"sub": "clt_01J0000000000000000000000A"},
        {"exp": time.time() - 3600},
        {"exp": time.time() + 3600},
        {"exp": None},
        {"nbf": time.time() + 3600},
        {"jti": None},
        {"jti": 5},
        {"header": {"kid": "two"}},
        {"header": {"kid": None}},
        {"header": {"alg": "none"}},
        {"header": {"alg": "RS256"}},
        {"header": {"typ": "dpop+jwt"}},
        {"header": {"crit": ["x"], "x": 1}},
    ],
)
async def test_an_assertion_that_does_not_hold_is_nobodys(
    oauth_hub: RunningHub, signer: tuple[Holder, Asking], changes: dict[str, Any]
) -> None:
    holder, client = signer
    said = dict(changes)
    audience = said.pop("aud", oauth_hub.url)
    if isinstance(audience, list):
        audience = [oauth_hub.url, *audience[1:]]
    own = holder.assertion(client.client_id, audience, **said)
    answer = await client.redeem("lac_nothing", client_id=None, **own)
    assert (answer.status, answer["error"]) == (401, "invalid_client"), answer.body


async def test_an_assertion_of_another_key_or_a_shared_secret_is_nobodys(
    oauth_hub: RunningHub, signer: tuple[Holder, Asking]
) -> None:
    holder, client = signer
    stranger = Holder().assertion(client.client_id, oauth_hub.url)
    head = part({"alg": "HS256", "kid": "one"})
    said = {"iss": client.client_id, "sub": client.client_id, "aud": oauth_hub.url, "jti": "h"}
    text = f"{head}.{part(said | {'exp': int(time.time()) + 60})}"
    public = str(holder.jwk).encode()
    shared = b64(hmac.new(public, text.encode(), hashlib.sha256).digest())
    for own in (stranger, stranger | {"client_assertion": f"{text}.{shared}"}):
        answer = await client.redeem("lac_nothing", **own)
        assert (answer.status, answer["error"]) == (401, "invalid_client"), answer.body
    both = holder.assertion(client.client_id, oauth_hub.url) | {"client_secret": "lax_x"}
    twice = await client.redeem("lac_nothing", **both)
    assert (twice.status, twice["error"]) == (400, "invalid_request")


@pytest.fixture(scope="module")
async def signer(oauth_hub: RunningHub) -> tuple[Holder, Asking]:
    holder = Holder()
    return holder, await signing(oauth_hub, holder)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": [{"kty": "oct", "k": "AAAA", "kid": "one"}]}},
        {"jwks": {"keys": [Holder().jwk]}},
        {"jwks": {"keys": [Holder().jwk | {"kid": "one"}] * 2}},
        {"jwks": {"keys": [Holder().jwk | {"kid": "one", "d": "AAAA"}]}},
        {"jwks": {"keys": [Holder().jwk | {"kid": "one", "x": "AAAA"}]}},
        {"jwks": {"keys": ["key"]}},
        {"jwks_uri": "http://keys.example/set"},
        {"jwks_uri": "https://keys.example/set", "jwks": {"keys": []}},
    ],
)
async def test_keys_that_cannot_be_are_not_registered(
    oauth_hub: RunningHub, metadata: dict[str, Any]
) -> None:
    refused = await register(oauth_hub, token_endpoint_auth_method="private_key_jwt", **metadata)
    assert (refused.status, refused["error"]) == (400, "invalid_client_metadata")


@pytest.mark.req("R07")
async def test_a_document_says_where_its_keys_are(
    oauth_hub: RunningHub, publisher: Publisher, browser: Browser, person: Client
) -> None:
    holder = Holder()
    publisher.publish("/keys", {"keys": [holder.jwk | {"kid": "one"}]})
    client_id = publisher.publish(
        "/signs.json",
        token_endpoint_auth_method="private_key_jwt",
        jwks_uri=f"{publisher.url}/keys",
    )
    client = Asking(oauth_hub, client_id)
    code = await approved(browser, client, person)
    own = holder.assertion(client_id, oauth_hub.url)
    held = await client.redeem(code, **own)
    assert held.status == 200, held.body
    assert (await client.refresh(held["refresh_token"])).status == 401
