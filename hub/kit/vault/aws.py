"""A master key in AWS KMS, or in whatever speaks its API.

Requests are signed here (Signature Version 4): one header over a JSON body needs no SDK. KMS renews
its key by itself, under the same ARN, and still opens what it wrapped before.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import msgspec

from hub.kit.clock import Clock
from hub.kit.vault.masters import KeysUnavailable, Wrapped

_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_MOST: Final = 64 * 1024
_SERVICE: Final = "kms"
_TYPE: Final = "application/x-amz-json-1.1"
_SIGNED: Final = "content-type;host;x-amz-date;x-amz-target"


@dataclass(frozen=True, slots=True, repr=False)
class AwsCredentials:
    access_key_id: str
    secret_access_key: str


class AwsMasters:
    """`key` is an ARN, an ID or an alias; `url` the regional endpoint without a path."""

    def __init__(
        self, url: str, region: str, key: str, credentials: AwsCredentials, clock: Clock
    ) -> None:
        self._url = url.rstrip("/")
        self._host = self._url.partition("://")[2]
        self._region = region
        self._key = key
        self._credentials = credentials
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def current(self) -> str:
        """Raises KeysUnavailable."""
        found = await self._call("DescribeKey", {"KeyId": self._key})
        return f"aws:{found.get('KeyMetadata', {}).get('Arn')}"

    async def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Raises KeysUnavailable."""
        asked = {"KeyId": self._key, "Plaintext": _encoded(key)} | _bound(context)
        said = await self._call("Encrypt", asked)
        return Wrapped(f"aws:{said.get('KeyId')}", _decoded(said, "CiphertextBlob"))

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Raises KeysUnavailable."""
        asked = {"KeyId": self._key, "CiphertextBlob": _encoded(wrapped)} | _bound(context)
        return _decoded(await self._call("Decrypt", asked), "Plaintext")

    async def _call(self, action: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Raises KeysUnavailable, which says nothing of what was sent."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        body = msgspec.json.encode(asked)
        try:
            async with self._session.post(
                f"{self._url}/",
                data=body,
                headers=self._headers(action, body),
                allow_redirects=False,
            ) as answer:
                content, status = await answer.content.read(_MOST), answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise KeysUnavailable("The key service does not answer.") from error
        if status != 200:
            raise KeysUnavailable(f"The key service refused {action}: {status}.")
        try:
            return msgspec.json.decode(content, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise KeysUnavailable("The key service's answer makes no sense.") from error

    def _headers(self, action: str, body: bytes) -> dict[str, str]:
        time = self._clock().strftime("%Y%m%dT%H%M%SZ")
        target = f"TrentService.{action}"
        scope = f"{time[:8]}/{self._region}/{_SERVICE}/aws4_request"
        lines = (
            f"content-type:{_TYPE}\nhost:{self._host}\nx-amz-date:{time}\nx-amz-target:{target}\n"
        )
        request = f"POST\n/\n\n{lines}\n{_SIGNED}\n{hashlib.sha256(body).hexdigest()}"
        digest = hashlib.sha256(request.encode()).hexdigest()
        key = f"AWS4{self._credentials.secret_access_key}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        to_sign = f"AWS4-HMAC-SHA256\n{time}\n{scope}\n{digest}"
        signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
        return {
            "content-type": _TYPE,
            "x-amz-date": time,
            "x-amz-target": target,
            "authorization": (
                f"AWS4-HMAC-SHA256 Credential={self._credentials.access_key_id}/{scope},"
                f" SignedHeaders={_SIGNED}, Signature={signature}"
            ),
        }


def _bound(context: bytes) -> dict[str, Any]:
    return {"EncryptionContext": {"laelia": context.decode()}}


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(said: dict[str, Any], name: str) -> bytes:
    value = said.get(name)
    if not isinstance(value, str):
        raise KeysUnavailable(f"The key service's answer has no {name}.")
    return base64.b64decode(value)
