"""A master key in AWS KMS: its requests pass AWS's own check of signatures."""

import os
from dataclasses import replace

import pytest

from hub.kit.clock import system_clock
from hub.kit.vault import KeysUnavailable
from hub.kit.vault.aws import AwsCredentials, AwsMasters
from tests.peers.kms import ACCESS, ARN, REGION, SECRET, kms

OWN = AwsCredentials(ACCESS, SECRET)


@pytest.mark.req("R64")
async def test_it_wraps_and_unwraps_for_one_context() -> None:
    async with kms() as service:
        masters = AwsMasters(service.url, REGION, "alias/laelia", OWN, system_clock)
        key = os.urandom(32)
        wrapped = await masters.wrap(key, b"laelia/data-key/org_a/1")
        assert wrapped.by == await masters.current() == f"aws:{ARN}"
        assert key not in wrapped.key
        assert await masters.unwrap(wrapped.key, b"laelia/data-key/org_a/1") == key
        with pytest.raises(KeysUnavailable, match="refused Decrypt"):
            await masters.unwrap(wrapped.key, b"laelia/data-key/org_b/1")
        await masters.aclose()
        stranger = replace(OWN, secret_access_key=SECRET[::-1])
        masters = AwsMasters(service.url, REGION, "alias/laelia", stranger, system_clock)
        with pytest.raises(KeysUnavailable, match="refused Encrypt: 403"):
            await masters.wrap(key, b"laelia/data-key/org_a/1")
        await masters.aclose()
    assert SECRET not in repr(OWN)
