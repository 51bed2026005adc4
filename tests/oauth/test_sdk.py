"""The MCP SDK's own client, which nobody here wrote, logs in from the bare address."""

import httpx2
import pytest
from mcp import Client as McpClient
from mcp.client.auth import OAuthClientProvider, TokenStorage
from mcp.client.auth.extensions.client_credentials import ClientCredentialsOAuthProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)
from pydantic import AnyUrl

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.oauth.browsing import CALLBACK, Browser, asking, tokens
from tests.oauth.publishing import Publisher

pytestmark = pytest.mark.req("S24", "R01")
SUMMARIZE = platform_agent_id("summarize")


class Kept(TokenStorage):
    """What a client keeps between its starts."""

    def __init__(self) -> None:
        self.tokens: OAuthToken | None = None
        self.client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Person:
    """Opens the address that the client names, signs in once, and says yes."""

    def __init__(self, browser: Browser, person: Client) -> None:
        self._browser = browser
        self._person = person
        self.asked: list[str] = []
        self._answer: dict[str, str] = {}

    async def open(self, address: str) -> None:
        self.asked.append(address)
        page = await self._browser.get(address)
        if 'action="/sign-in"' in page.body:
            page = await self._browser.sign_in(page, self._person.user["email"])
        self._answer = (await self._browser.decide(page)).answer

    async def answered(self) -> AuthorizationCodeResult:
        return AuthorizationCodeResult.model_validate(self._answer)


def _provider(
    url: str, person: Person, kept: Kept, *, document: str | None = None, scope: str | None = None
) -> OAuthClientProvider:
    metadata = OAuthClientMetadata(client_name="SDK", redirect_uris=[AnyUrl(CALLBACK)], scope=scope)
    return OAuthClientProvider(
        url, metadata, kept, person.open, person.answered, client_metadata_url=document
    )


async def _tools(url: str, provider: OAuthClientProvider, mode: str) -> list[str]:
    async with httpx2.AsyncClient(auth=provider, timeout=30) as http:
        transport = streamable_http_client(url, http_client=http)
        async with McpClient(transport, mode=mode, cache=None) as client:
            return [tool.name for tool in (await client.list_tools()).tools]


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
@pytest.mark.parametrize("path", ["/mcp", f"/mcp/agents/{SUMMARIZE}"])
async def test_r01_the_sdk_logs_in_from_the_bare_address(
    oauth_hub: RunningHub, browser: Browser, mode: str, path: str
) -> None:
    account = await oauth_hub.sign_up()
    await account.enable(SUMMARIZE)
    person, kept, url = Person(browser, account), Kept(), oauth_hub.url + path
    assert "summarize" in await _tools(url, _provider(url, person, kept), mode)
    assert kept.client is not None
    assert kept.client.client_id.startswith("clt_")
    assert kept.tokens is not None
    assert "summarize" in await _tools(url, _provider(url, person, kept), mode)
    assert len(person.asked) == 1, "and is not asked again"
    grant = (await account.get("/v1/oauth/grants"))["data"][0]
    assert (grant["client_name"], grant["resource"]) == ("SDK", url)
    assert (await account.call("DELETE", f"/v1/oauth/grants/{grant['id']}")).status == 204


@pytest.mark.req("R07")
async def test_r07_the_sdk_prefers_its_document(
    oauth_hub: RunningHub, browser: Browser, publisher: Publisher
) -> None:
    account = await oauth_hub.sign_up()
    await account.enable(SUMMARIZE)
    document = publisher.publish("/sdk/client.json")
    person, kept, url = Person(browser, account), Kept(), oauth_hub.url + "/mcp"
    provider = _provider(url, person, kept, document=document)
    assert "summarize" in await _tools(url, provider, "2026-07-28")
    assert kept.client is not None
    assert kept.client.client_id == document
    assert publisher.asked == ["/sdk/client.json"]


async def test_the_sdk_refreshes_by_itself(oauth_hub: RunningHub, browser: Browser) -> None:
    account = await oauth_hub.sign_up()
    await account.enable(SUMMARIZE)
    person, kept, url = Person(browser, account), Kept(), oauth_hub.url + "/mcp"
    provider = _provider(url, person, kept)
    await _tools(url, provider, "2026-07-28")
    assert kept.tokens is not None
    first = kept.tokens
    provider.context.token_expiry_time = 1.0
    assert "summarize" in await _tools(url, provider, "2026-07-28")
    assert kept.tokens.refresh_token != first.refresh_token
    assert len(person.asked) == 1


@pytest.mark.req("R12")
async def test_r12_the_sdk_steps_up(oauth_hub: RunningHub, browser: Browser) -> None:
    """A token that is too narrow is refused with what it lacks, and the person asked for that."""
    account = await oauth_hub.sign_up()
    await account.enable(SUMMARIZE)
    client = await asking(oauth_hub, scope="agents:read")
    narrow = await tokens(oauth_hub, client, account)
    person, kept, url = Person(browser, account), Kept(), oauth_hub.url + "/mcp"
    kept.tokens = OAuthToken.model_validate(narrow.body)
    kept.client = OAuthClientInformationFull(
        client_id=client.client_id,
        redirect_uris=[AnyUrl(CALLBACK)],
        token_endpoint_auth_method="none",
    )
    assert "summarize" in await _tools(url, _provider(url, person, kept), "2026-07-28")
    assert len(person.asked) == 1
    assert kept.tokens.scope is not None
    assert "agents:invoke" in kept.tokens.scope


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_the_sdks_machine_logs_in_without_a_person(
    oauth_hub: RunningHub, method: str
) -> None:
    account = await oauth_hub.sign_up()
    await account.enable(SUMMARIZE)
    key = await account.key()
    key_id = (await key.get("/v1/me"))["key_id"]
    url = oauth_hub.url + "/mcp"
    provider = ClientCredentialsOAuthProvider(
        url, Kept(), key_id, str(key.token), method, issuer=oauth_hub.url
    )
    assert "summarize" in await _tools(url, provider, "2026-07-28")
