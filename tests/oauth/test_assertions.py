"""A company's identity provider decides which program may act for whom; the hub takes its word."""

import asyncio
import base64
import hmac
import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from mcp import Client as McpClient
from mcp.client.auth.extensions.identity_assertion import IdentityAssertionOAuthProvider
from mcp.client.streamable_http import streamable_http_client

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from hub.kit.ids import new_id
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings
from tests.oauth.browsing import CALLBACK, Asking, ping, register
from tests.oauth.conftest import serving_at
from tests.oauth.publishing import Publisher, publishing
from tests.oauth.test_sdk import Kept

pytestmark = pytest.mark.req("S24")
SUMMARIZE = platform_agent_id("summarize")
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
Changes = dict[str, Any]


@dataclass
class Provider:
    """An identity provider, and the hub that takes its word for one organization."""

    site: Publisher
    hub: RunningHub
    admin: Client
    key: rsa.RSAPrivateKey

    def publish(self) -> None:
        said = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        said |= {"kid": "one", "use": "sig", "alg": "RS256"}
        self.site.publish("/jwks", {"keys": [{"kty": "odd"}, said]})

    def claims(self, client: Asking, person: Client, **changes: Any) -> Changes:
        now = datetime.now(UTC)
        return {
            "iss": self.site.url,
            "sub": f"sub-of-{person.user['id']}",
            "aud": self.hub.url,
            "resource": f"{self.hub.url}/mcp",
            "client_id": client.client_id,
            "jti": new_id("req"),
            "iat": now,
            "exp": now + timedelta(minutes=5),
            "email": person.user["email"],
        } | changes

    def sign(self, claims: Changes, **header: Any) -> str:
        headers = {"typ": "oauth-id-jag+jwt", "kid": "one"} | header
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.key, "RS256", headers=headers)

    async def client(self, **metadata: Any) -> Asking:
        given = {"token_endpoint_auth_method": "client_secret_post"} | metadata
        grants = {"grant_types": ["authorization_code", JWT_BEARER]}
        made = await register(self.hub, **(grants | given))
        assert made.status == 201, made.body
        assert JWT_BEARER in made["grant_types"]
        return Asking(self.hub, made["client_id"], secret=made.body.get("client_secret"))

    async def exchange(self, client: Asking, assertion: str, **form: str | None) -> Answer:
        return await client.token(grant_type=JWT_BEARER, assertion=assertion, **form)


@pytest.fixture(scope="module")
async def provider(
    oauth_hub: RunningHub,  # whose database it shares, so that there is an organization to name
    engines: EngineUrls,
    authority: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Provider]:
    admin = await oauth_hub.sign_up(organization="Company")
    home = tmp_path_factory.mktemp("vouched")
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with publishing(authority) as site:
        trusted = {
            "organization_id": admin.organization["id"],
            "jwks_url": f"{site.url}/jwks",
        }
        settings = hub_settings(
            engines,
            home,
            public_url=url,
            outbound={"allow": ["127.0.0.0/8"], "ca_file": authority},
            oauth={"assertion_issuers": {site.url: trusted}, "registrations_per_day": 1_000_000},
        )
        async with serving_at(settings, listening):
            hub = RunningHub(url, oauth_hub.model, engines, oauth_hub.http, home)
            here = Client(url, hub.http, admin.token, admin.user, admin.organization)
            made = Provider(site, hub, here, rsa.generate_private_key(65537, 2048))
            made.publish()
            yield made


async def test_the_word_of_the_provider_is_enough(provider: Provider) -> None:
    client, person = await provider.client(), provider.admin
    held = await provider.exchange(client, provider.sign(provider.claims(client, person)))
    assert held.status == 200, held.body
    assert held["scope"] == "agents:invoke agents:read runs:read"
    assert held["expires_in"] <= 900
    assert "refresh_token" not in held.body, "the provider is asked again"
    assert (await ping(provider.hub, held["access_token"])).status == 200
    again = await provider.exchange(client, provider.sign(provider.claims(client, person)))
    assert again.status == 200
    [grant] = [
        one
        for one in (await person.get("/v1/oauth/grants"))["data"]
        if one["client_id"] == client.client_id
    ]
    assert grant["user_id"] == person.user["id"]
    assert (await person.call("DELETE", f"/v1/oauth/grants/{grant['id']}")).status == 204
    async with asyncio.timeout(1.0):
        while (await ping(provider.hub, held["access_token"])).status != 401:
            pass
    said = (await provider.hub.anonymous.get("/.well-known/oauth-authorization-server")).body
    assert JWT_BEARER in said["grant_types_supported"]
    assert said["authorization_grant_profiles_supported"] == [
        "urn:ietf:params:oauth:grant-profile:id-jag"
    ]
    events = await person.get("/v1/audit?action=oauth_grant.created&limit=100")
    assert f"vouched for by {provider.site.url}" in json.dumps(events.body)


@pytest.mark.req("R12")
async def test_scopes_are_no_more_than_the_provider_says(provider: Provider) -> None:
    client, person = await provider.client(), provider.admin
    claims = provider.claims(client, person, scope="agents:read admin keys:write")
    held = await provider.exchange(client, provider.sign(claims))
    assert held["scope"] == "agents:read"
    claims = provider.claims(client, person, scope="agents:read")
    refused = await provider.exchange(client, provider.sign(claims), scope="agents:invoke")
    assert refused["error"] == "invalid_scope"


async def test_the_sdks_client_is_let_in(provider: Provider) -> None:
    client, person = await provider.client(), provider.admin
    await person.enable(SUMMARIZE)
    url = f"{provider.hub.url}/mcp"

    async def assertion(audience: str, resource: str) -> str:
        changes = {"aud": audience, "resource": resource}
        return provider.sign(provider.claims(client, person, **changes))

    auth = IdentityAssertionOAuthProvider(
        url,
        Kept(),
        client.client_id,
        str(client.secret),
        issuer=provider.hub.url,
        assertion_provider=assertion,
        token_endpoint_auth_method="client_secret_post",
    )
    async with httpx2.AsyncClient(auth=auth, timeout=30) as http:
        transport = streamable_http_client(url, http_client=http)
        async with McpClient(transport, mode="2026-07-28", cache=None) as mcp:
            assert "summarize" in [tool.name for tool in (await mcp.list_tools()).tools]


OTHER_KEY = rsa.generate_private_key(65537, 2048)
CURVE_KEY = ec.generate_private_key(ec.SECP256R1())
_AGO = timedelta(minutes=10)
REFUSED: dict[str, Callable[[Changes], Changes]] = {
    "another audience": lambda _: {"aud": "https://other.example"},
    "several audiences": lambda said: {"aud": [said["aud"], "https://other.example"]},
    "a slash too many": lambda said: {"aud": said["aud"] + "/"},
    "no audience": lambda _: {"aud": None},
    "another client": lambda _: {"client_id": "clt_" + "0" * 26},
    "no client": lambda _: {"client_id": None},
    "another issuer": lambda _: {"iss": "https://idp.example"},
    "no issuer": lambda _: {"iss": None},
    "no subject": lambda _: {"sub": None},
    "an empty subject": lambda _: {"sub": ""},
    "no ID": lambda _: {"jti": None},
    "no end": lambda _: {"exp": None},
    "over": lambda said: {"iat": said["iat"] - _AGO, "exp": said["iat"] - timedelta(minutes=2)},
    "from tomorrow": lambda said: {
        "iat": said["iat"] + timedelta(days=1),
        "exp": said["exp"] + timedelta(days=1),
    },
    "for a day": lambda said: {"exp": said["iat"] + timedelta(days=1)},
    "another's resource": lambda _: {"resource": "https://other.example/mcp"},
    "no text for a resource": lambda _: {"resource": ["x"]},
    "nobody": lambda _: {"sub": "new", "email": "nobody@example.com"},
    "no address": lambda _: {"sub": "new", "email": None},
    "an unverified address": lambda _: {"sub": "new", "email_verified": False},
}


@pytest.mark.req("R18", "R04")
@pytest.mark.parametrize("case", REFUSED)
async def test_r18_an_assertion_that_is_not_as_it_must_be_opens_nothing(
    provider: Provider, shared: Asking, case: str
) -> None:
    claims = provider.claims(shared, provider.admin)
    refused = await provider.exchange(shared, provider.sign(claims | REFUSED[case](claims)))
    assert (refused.status, refused["error"]) == (400, "invalid_grant"), refused.body


@pytest.fixture(scope="module")
async def shared(provider: Provider) -> Asking:
    return await provider.client()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _forged(provider: Provider, claims: Changes) -> dict[str, str]:
    """The JWT confusion corpus."""
    public = provider.key.public_key()
    own = jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key(), as_dict=True)
    typed = {"typ": "oauth-id-jag+jwt", "kid": "one"}
    good = provider.sign(claims)
    head, body, signature = good.split(".")
    pem = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    confused = f"{_base64(json.dumps(typed | {'alg': 'HS256'}).encode())}.{body}"
    keyed = hmac.digest(pem, confused.encode(), "sha256")
    return {
        "no signature": jwt.encode(claims, None, "none", headers=typed),
        "an empty signature": f"{head}.{body}.",
        "a cut signature": f"{head}.{body}.{signature[:-4]}",
        "another key": jwt.encode(claims, OTHER_KEY, "RS256", headers=typed),
        "a key of its own": jwt.encode(claims, OTHER_KEY, "RS256", headers=typed | {"jwk": own}),
        "a key elsewhere": jwt.encode(
            claims, OTHER_KEY, "RS256", headers=typed | {"jku": "https://evil.example/jwks"}
        ),
        "a secret made of the key": f"{confused}.{_base64(keyed)}",
        "another algorithm": jwt.encode(claims, CURVE_KEY, "ES256", headers=typed),
        "the same key, weaker": jwt.encode(claims, provider.key, "RS384", headers=typed),
        "an unknown key": provider.sign(claims, kid="two"),
        "no key named": jwt.encode(claims, provider.key, "RS256", headers={"typ": typed["typ"]}),
        "another type": provider.sign(claims, typ="JWT"),
        "an ID token's type": provider.sign(claims, typ="id_token+jwt"),
        "a critical header": provider.sign(claims, crit=["x"], x=1),
        "other words": f"{head}.{body[:-4]}AAAA.{signature}",
        "no JWT": "x.y.z",
        "nothing": "",
        "five parts": f"{good}.a.b",
    }


@pytest.mark.req("R18")
async def test_r18_no_forged_assertion_is_believed(provider: Provider, shared: Asking) -> None:
    claims = provider.claims(shared, provider.admin)
    for case, assertion in _forged(provider, claims).items():
        refused = await provider.exchange(shared, assertion)
        assert (refused.status, refused["error"]) == (400, "invalid_grant"), case
    assert (await provider.exchange(shared, provider.sign(claims))).status == 200


@pytest.mark.req("R10")
async def test_r10_an_assertion_is_used_once(provider: Provider, shared: Asking) -> None:
    assertion = provider.sign(provider.claims(shared, provider.admin))
    answers = await asyncio.gather(*(provider.exchange(shared, assertion) for _ in range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [400] * 7


@pytest.mark.req("R18")
async def test_r18_a_person_is_known_by_the_subject_and_not_by_an_address(
    provider: Provider, shared: Asking
) -> None:
    """An address that the provider gives to somebody else does not make them the first one."""
    claims = provider.claims(shared, provider.admin)
    assert (await provider.exchange(shared, provider.sign(claims))).status == 200
    heir = provider.claims(shared, provider.admin, sub="somebody-else")
    assert (await provider.exchange(shared, provider.sign(heir)))["error"] == "invalid_grant"
    moved = provider.claims(shared, provider.admin, email="new-name@example.com")
    assert (await provider.exchange(shared, provider.sign(moved))).status == 200
    stranger = await provider.hub.sign_up()
    outside = provider.claims(shared, stranger)
    refused = await provider.exchange(shared, provider.sign(outside))
    assert refused["error"] == "invalid_grant", "whoever is no member is nobody here"


async def test_only_a_client_that_proves_itself_brings_assertions(provider: Provider) -> None:
    public = await provider.client(token_endpoint_auth_method="none")
    claims = provider.claims(public, provider.admin)
    refused = await provider.exchange(public, provider.sign(claims))
    assert refused["error"] == "unauthorized_client"
    made = await register(provider.hub, token_endpoint_auth_method="client_secret_post")
    usual = Asking(provider.hub, made["client_id"], secret=made["client_secret"])
    claims = provider.claims(usual, provider.admin)
    refused = await provider.exchange(usual, provider.sign(claims))
    assert refused["error"] == "unauthorized_client"
    liar = Asking(provider.hub, usual.client_id, secret="lax_wrong")
    assert (await provider.exchange(liar, provider.sign(claims)))["error"] == "invalid_client"


async def test_a_hub_that_trusts_nobody_takes_no_assertion(oauth_hub: RunningHub) -> None:
    made = await register(
        oauth_hub,
        token_endpoint_auth_method="client_secret_post",
        redirect_uris=[CALLBACK],
    )
    client = Asking(oauth_hub, made["client_id"], secret=made["client_secret"])
    refused = await client.token(grant_type=JWT_BEARER, assertion="a.b.c")
    assert refused.status == 400
    said = await oauth_hub.anonymous.get("/.well-known/oauth-authorization-server")
    assert JWT_BEARER not in said["grant_types_supported"]


@pytest.mark.req("F16")
async def test_f16_a_minute_between_two_clocks_is_forgiven(
    provider: Provider, shared: Asking
) -> None:
    claims = provider.claims(shared, provider.admin)
    ahead = {"iat": claims["iat"] + timedelta(seconds=40)}
    assert (await provider.exchange(shared, provider.sign(claims | ahead))).status == 200
    behind = {"iat": claims["iat"] - _AGO, "exp": claims["iat"] - timedelta(seconds=40)}
    claims = provider.claims(shared, provider.admin) | behind
    assert (await provider.exchange(shared, provider.sign(claims))).status == 200
