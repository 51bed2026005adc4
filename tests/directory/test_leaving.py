"""Who has left the organization's LDAP server, though it tells nobody."""

import asyncio

import pytest

from hub.identity.directory.looking import LookingAgain
from tests.directory.conftest import Tenant
from tests.directory.test_ldap import BASE, Server, connect, connected, server, sign_in

__all__ = ["connected", "server"]
pytestmark = pytest.mark.req("FR-4.9", "T-ent", "R31")


async def test_who_is_in_the_directory_no_more_loses_the_seat(
    connected: Tenant, server: Server, looking: LookingAgain
) -> None:
    """Not all of them at once: who moved the people away, or wrote it wrongly, has ended nobody."""
    sessions = {}
    for name in ("ann", "cleo"):
        entered = await sign_in(connected, name, f"{name}-password")
        sessions[name] = connected.admin.with_token(entered["token"])
    for base in (f"ou=groups,{BASE}", "ou=nowhere,dc=other"):
        await connect(connected, server.settings(user_base=base))
        await looking.step()
        assert {(await one.get("/v1/me")).status for one in sessions.values()} == {200}
    await connect(connected, server.settings(user_base=f"uid=ann,ou=people,{BASE}"))
    await looking.step()
    async with asyncio.timeout(1):
        while (await sessions["cleo"].get("/v1/me")).status != 401:
            await asyncio.sleep(0.02)
    assert (await sessions["ann"].get("/v1/me")).status == 200
    told = (await connected.admin.get("/v1/audit?action=directory_user.deactivated"))["data"]
    assert told[0]["actor"]["type"] == "system"
    await connect(connected, server.settings())
    again = await sign_in(connected, "cleo", "cleo-password")
    assert again.status == 200, again.body
    told = (await connected.admin.get("/v1/audit?action=directory_user.reactivated"))["data"]
    assert len(told) >= 1
