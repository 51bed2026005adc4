"""Nothing but a credential says who calls: no header of a proxy, and none that the source names."""

import re

import pytest

from tests.hub_fixtures import RunningHub
from tests.mcp.speaking import headers_for, message
from tests.supply_chain.repositories import REPOSITORY

_NAMED = re.compile(rb'"(x-[a-z-]+)"')
# Behind which proxies put who they let in.
_OF_PROXIES = {
    *("remote-user", "x-remote-user", "x-forwarded-user", "x-forwarded-email", "x-auth-user"),
    *("x-auth-request-user", "x-user-id", "x-organization-id", "x-tenant-id", "x-internal"),
    *("x-mcp-authorized", "x-original-url", "x-rewrite-url", "x-forwarded-client-cert"),
}


def _named_in_the_source() -> set[str]:
    return {
        name.decode()
        for path in (REPOSITORY / "hub").rglob("*.py")
        for name in _NAMED.findall(path.read_bytes())
    }


@pytest.mark.req("R69")
async def test_no_header_but_a_credential_says_who_calls(hub: RunningHub) -> None:
    person = await hub.sign_up()
    names = _named_in_the_source() | _OF_PROXIES
    names.remove("x-api-key")  # the one that is a credential
    asked = message("tools/list")
    for value in ("1", "true", "admin", "internal", person.user["id"], person.organization["id"]):
        claims = dict.fromkeys(names, value)
        for path in ("/v1/me", "/v1/agents", "/v1/admin/organizations", "/scim/v2/Users"):
            async with hub.http.get(hub.url + path, headers=claims) as answer:
                assert answer.status == 401, path
        async with hub.http.post(
            f"{hub.url}/mcp", json=asked, headers=headers_for(asked) | claims
        ) as answer:
            assert answer.status == 401
