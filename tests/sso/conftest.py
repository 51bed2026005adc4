"""One provider of each kind and one company, for all that leaves them as they are."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.hub_fixtures import Answer, RunningHub
from tests.oauth.browsing import Browser
from tests.peers.oidc import OidcPeer, oidc_peer
from tests.peers.saml import SamlPeer
from tests.sso.companies import Company, a_company, oidc, saml


@pytest.fixture(scope="package")
async def provider() -> AsyncIterator[OidcPeer]:
    async with oidc_peer() as peer:
        yield peer


@pytest.fixture
def says(provider: OidcPeer) -> Iterator[OidcPeer]:
    """The provider; what a test has it say is forgotten after."""
    yield provider
    provider.claims, provider.forge, provider.userinfo = {}, None, None
    provider.answer, provider.metadata, provider.key_id = {}, {}, "one"


@pytest.fixture(scope="package")
def idp() -> SamlPeer:
    return SamlPeer()


@pytest.fixture(scope="package")
async def company(hub: RunningHub) -> Company:
    return await a_company(hub)


@pytest.fixture(scope="package")
async def open_id(company: Company, provider: OidcPeer) -> Answer:
    return await oidc(company, provider)


@pytest.fixture(scope="package")
async def saml_company(hub: RunningHub) -> Company:
    return await a_company(hub)


@pytest.fixture(scope="package")
async def by_saml(saml_company: Company, idp: SamlPeer) -> Answer:
    return await saml(saml_company, idp)


@pytest.fixture
async def browser(hub: RunningHub) -> AsyncIterator[Browser]:
    made = Browser(hub.url)
    yield made
    await made.close()
