"""Signing for Amazon's services, with botocore's signer and credential chain.

Only the signing is botocore's: its client is blocking and reads whole answers before it parses
them. It is imported at the first call, in a thread.
"""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

import msgspec

from providers.contract import ProviderError
from providers.settings import required


class AwsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Without keys here, botocore looks where it always does: profile, container, instance."""

    region: str
    access_key_id: str | None = None
    secret_access_key: str | None = None
    session_token: str | None = None
    bearer_token: str | None = None
    endpoint_url: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        known = (self.secret_access_key, self.session_token, self.bearer_token)
        return tuple(secret for secret in known if secret)


def aws_settings(environment: Mapping[str, str], endpoint: str) -> AwsSettings:
    """`endpoint` names the variable that replaces the service's public address."""
    return AwsSettings(
        region=required(environment, "BEDROCK_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"),
        access_key_id=environment.get("AWS_ACCESS_KEY_ID"),
        secret_access_key=environment.get("AWS_SECRET_ACCESS_KEY"),
        session_token=environment.get("AWS_SESSION_TOKEN"),
        bearer_token=environment.get("AWS_BEARER_TOKEN_BEDROCK"),
        endpoint_url=environment.get(endpoint),
    )


class _Credentials(Protocol):
    access_key: str
    secret_key: str
    token: str | None


class Signer:
    """Headers for one service in one region.

    A caller's credential is `key:secret`, `key:secret:token`, or a bearer token where the service
    takes one.
    """

    def __init__(self, settings: AwsSettings, service: str) -> None:
        self._settings = settings
        self._service = service
        self._loading = asyncio.Lock()
        self._ready = False
        self._chain: Any = None

    async def headers(self, url: str, body: bytes, credential: str | None) -> Mapping[str, str]:
        plain = {"Content-Type": "application/json", "Accept": "application/json"}
        bearer = self._settings.bearer_token if credential is None else credential
        if bearer is not None and ":" not in bearer:
            return {**plain, "Authorization": f"Bearer {bearer}"}
        if not self._ready:
            async with self._loading:
                await asyncio.to_thread(self._load)
        credentials = await self._credentials(credential)
        request = import_module("botocore.awsrequest").AWSRequest(
            method="POST", url=url, data=body, headers=plain
        )
        sign = import_module("botocore.auth").SigV4Auth
        sign(credentials, self._service, self._settings.region).add_auth(request)
        return dict(request.headers.items())

    def _load(self) -> None:
        for module in ("botocore.auth", "botocore.awsrequest", "botocore.credentials"):
            import_module(module)
        if self._settings.access_key_id is None:
            self._chain = import_module("botocore.session").Session().get_credentials()
        self._ready = True

    async def _credentials(self, credential: str | None) -> _Credentials:
        make = import_module("botocore.credentials").Credentials
        if credential is not None:
            key, _, rest = credential.partition(":")
            secret, _, token = rest.partition(":")
            given: _Credentials = make(key, secret, token or None)
            return given
        known = self._settings
        if known.access_key_id is not None:
            configured: _Credentials = make(
                known.access_key_id, known.secret_access_key, known.session_token
            )
            return configured
        if self._chain is None:
            raise ProviderError("bad_credential", "there are no AWS credentials")
        # May fetch a fresh token from the container's or the instance's metadata service.
        chained: _Credentials = await asyncio.to_thread(self._chain.get_frozen_credentials)
        return chained
