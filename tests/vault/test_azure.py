"""A master key in Azure Key Vault, against a vault that is written after its public reference."""

import os

import pytest

from hub.kit.clock import system_clock
from hub.kit.vault import KeysUnavailable
from hub.kit.vault.azure import AzureCredentials, AzureMasters
from tests.peers.keyvault import CLIENT, NAME, RESOURCE, SECRET, TENANT, KeyVault, key_vault

pytestmark = pytest.mark.req("R64")
OURS, THEIRS = b"laelia/data-key/org_a/1", b"laelia/data-key/org_b/1"


def masters_of(vault: KeyVault, *, secret: str | None = SECRET) -> AzureMasters:
    own = AzureCredentials(CLIENT, secret, f"{vault.url}/{TENANT}/oauth2/v2.0/token")
    if secret is None:
        own = AzureCredentials(None, None, f"{vault.url}/metadata/identity/oauth2/token")
    assert SECRET not in repr(own)
    return AzureMasters(vault.url, NAME, own, system_clock, resource=RESOURCE)


@pytest.mark.parametrize("secret", [SECRET, None], ids=["an application", "a machine"])
async def test_it_wraps_and_unwraps_for_one_organization(secret: str | None) -> None:
    async with key_vault() as vault:
        masters, key = masters_of(vault, secret=secret), os.urandom(32)
        wrapped = await masters.wrap(key, OURS)
        assert wrapped.by == await masters.current()
        assert key not in wrapped.key
        assert await masters.unwrap(wrapped.key, OURS) == key
        with pytest.raises(KeysUnavailable, match="not wrapped for this organization"):
            await masters.unwrap(wrapped.key, THEIRS)
        vault.rotate()
        again = await masters.wrap(key, OURS)
        assert again.by == await masters.current() != wrapped.by
        for one in (wrapped, again):
            assert await masters.unwrap(one.key, OURS) == key
        vault.tokens.clear()
        assert await masters.unwrap(again.key, OURS) == key, "another token is asked for"
        await masters.aclose()


async def test_a_key_that_somebody_else_wrapped_does_not_open() -> None:
    """The public half wraps too, and is no secret."""
    async with key_vault() as vault:
        masters = masters_of(vault)
        good, other = [await masters.wrap(os.urandom(32), OURS) for _ in range(2)]
        w, s = b'"w":"', b'"s":"'
        planted = other.key.partition(s)[0] + s + good.key.partition(s)[2]
        for forged in (planted, good.key.replace(w, w + b"A", 1), b"x", b"{}", good.key[:-9]):
            with pytest.raises(KeysUnavailable):
                await masters.unwrap(forged, OURS)
        assert "unwrapkey" not in str(vault.asked), "nothing was opened before it was verified"
        await masters.aclose()


async def test_what_the_vault_refuses_is_said_without_what_was_sent() -> None:
    async with key_vault() as vault:
        stranger = masters_of(vault, secret=SECRET[::-1])
        with pytest.raises(KeysUnavailable, match="gives no token: 401") as refused:
            await stranger.wrap(b"k" * 32, OURS)
        assert SECRET[::-1] not in str(refused.value)
        await stranger.aclose()
        own = AzureCredentials(CLIENT, SECRET, f"{vault.url}/{TENANT}/oauth2/v2.0/token")
        nowhere = AzureMasters(vault.url, "other", own, system_clock, resource=RESOURCE)
        with pytest.raises(KeysUnavailable, match="refused get: 404"):
            await nowhere.current()
        await nowhere.aclose()
    gone = masters_of(vault)
    with pytest.raises(KeysUnavailable, match="does not answer"):
        await gone.current()
    await gone.aclose()
