"""Whom the directory has switched off: no provider's word and no invitation brings them back."""

import asyncio
from typing import Any

import pytest

from tests.directory.conftest import Tenant, scim_token
from tests.hub_fixtures import RunningHub
from tests.oauth.browsing import Browser
from tests.peers.oidc import OidcPeer
from tests.sso.companies import Company, a_company, come, me, oidc
from tests.sso.test_people import account, signed_in

pytestmark = pytest.mark.req("T-ent", "FR-4.9", "R31")


@pytest.fixture(scope="module")
async def provisioned(hub: RunningHub) -> tuple[Company, Tenant]:
    company = await a_company(hub)
    scim = company.admin.with_token(await scim_token(company.admin))
    return company, Tenant(company.admin, scim, company.domain)


def active(value: bool) -> dict[str, Any]:
    return {"op": "replace", "path": "active", "value": value}


async def test_a_provider_does_not_bring_them_back(
    provisioned: tuple[Company, Tenant], browser: Browser, says: OidcPeer
) -> None:
    company, directory = provisioned
    connection = await oidc(company, says)
    try:
        email = company.address("off")
        entry = await directory.provision(email)
        says.claims = {"sub": "off", "email": email}
        assert (await come(browser, connection)).status == 303

        assert (await directory.patch(f"/Users/{entry['id']}", active(False))).status == 200
        async with asyncio.timeout(5):
            while (await me(browser)).status != 401:
                await asyncio.sleep(0.05)
        again = await come(browser, connection)
        says.claims = {"sub": "off", "email": company.address("renamed")}
        renamed = await come(browser, connection)
        await directory.provision(company.address("never"), active=False)
        says.claims = {"sub": "never", "email": company.address("never").upper()}
        never = await come(browser, connection)
        invited = await company.admin.post("/v1/invitations", {"email": email})

        for refused in (again, renamed, never):
            assert (refused.status, "<code>switched_off</code>" in refused.body) == (403, True)
        assert (invited.status, invited["code"]) == (403, "directory_account_off")
        assert not {email, company.address("never")} & set(await company.members())
        reasons = [one["after"]["reason"] for one in await company.audited("user.sign_in_refused")]
        assert reasons.count("sso_refused: switched_off") == 3
        says.claims = {"sub": "off", "email": email}
        assert (await directory.patch(f"/Users/{entry['id']}", active(True))).status == 200
        assert (await come(browser, connection)).status == 303
    finally:
        await company.admin.call("DELETE", f"/v1/sso/connections/{connection['id']}")


async def test_an_invitation_of_before_does_not_bring_them_back(
    provisioned: tuple[Company, Tenant],
) -> None:
    company, directory = provisioned
    email = f"guest-{company.org_id[-6:].lower()}@elsewhere.example"
    person = signed_in(company.hub, await account(company.hub, email))
    invited = await company.admin.post("/v1/invitations", {"email": email})
    await directory.provision(email, active=False)

    refused = await person.post("/v1/invitations/accept", {"token": invited["token"]})

    assert (refused.status, refused["code"]) == (403, "directory_account_off")
    assert email not in await company.members()


async def test_whoever_came_without_the_directory_is_taken_away_by_it_too(
    provisioned: tuple[Company, Tenant], browser: Browser, says: OidcPeer
) -> None:
    """Offered a seat by the directory, they came through the provider, and not by the offer."""
    company, directory = provisioned
    connection = await oidc(company, says)
    try:
        email = company.address("sideways")
        signed_in(company.hub, await account(company.hub, email, organization_name="Own"))
        entry = await directory.provision(email)
        assert email not in await company.members()
        group = {"displayName": "Builders", "members": [{"value": entry["id"]}]}
        assert (await directory.scim.post("/scim/v2/Groups", group)).status == 201
        roles = {"roles": [{"group": "builders", "role": "staff"}]}
        assert (await company.admin.call("PUT", "/v1/directory/roles", roles)).status == 200
        says.claims = {"sub": "sideways", "email": email}
        assert (await come(browser, connection)).status == 303
        assert (await company.members())[email] == "staff", "as the directory's groups say"

        assert (await directory.patch(f"/Users/{entry['id']}", active(False))).status == 200

        assert email not in await company.members()
        async with asyncio.timeout(5):
            while (await me(browser)).status != 401:
                await asyncio.sleep(0.05)
        seats = (await company.admin.get("/v1/invitations"))["data"]
        assert all(one["revoked_at"] for one in seats if one["email"] == email)
    finally:
        await company.admin.call("DELETE", f"/v1/sso/connections/{connection['id']}")
