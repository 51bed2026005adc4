"""A master key in Azure Key Vault or Managed HSM: an RSA key that wraps, unwraps and signs there.

What an RSA key wraps anybody can wrap who has its public half. So every wrapped key is signed in
the vault, together with whose it is: a data key that somebody put into the database, or that is
another organization's, does not open. Both name the version of the key, which the vault may rotate
at any time.

From the vendor's REST reference (Key Vault 7.4, Microsoft identity platform); no SDK is needed.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import aiohttp
import msgspec

from hub.kit.clock import Clock
from hub.kit.vault.masters import KeysUnavailable, Wrapped

IDENTITY: Final = "http://169.254.169.254/metadata/identity/oauth2/token"
_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_MOST: Final = 64 * 1024
_VERSION: Final = "7.4"
_WRAPS: Final = "RSA-OAEP-256"
_SIGNS: Final = "PS256"
_EARLY: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, repr=False)
class AzureCredentials:
    """Of an application (`secret`), or of the machine that the hub runs on: then `url` is where
    machines ask, and `client_id` says which of its identities, if it has several.
    """

    client_id: str | None
    secret: str | None
    url: str


class _Sealed(msgspec.Struct, frozen=True):
    """What is stored: the version of the key, what it wrapped, and its signature of that."""

    v: str
    w: str
    s: str


class _Token(msgspec.Struct):
    access_token: str
    expires_in: int | str


class AzureMasters:
    """`url` is the vault's, such as https://name.vault.azure.net; `key` the key's name in it."""

    def __init__(
        self,
        url: str,
        key: str,
        credentials: AzureCredentials,
        clock: Clock,
        *,
        resource: str | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._credentials = credentials
        self._clock = clock
        # A token is for all vaults of one cloud: what stands behind the vault's own name.
        host = urlsplit(self._url).hostname or ""
        self._resource = resource or f"https://{host.partition('.')[2]}"
        self._session: aiohttp.ClientSession | None = None
        self._token: tuple[str, datetime] | None = None

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def current(self) -> str:
        """Raises KeysUnavailable."""
        found = await self._call("GET", "")
        return self._named(_version_of(found.get("key")))

    async def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Raises KeysUnavailable."""
        said = await self._call("POST", "/wrapkey", {"alg": _WRAPS, "value": _encoded(key)})
        version, wrapped = _version_of(said), _text(said, "value")
        digest = _encoded(_digest(context, version, wrapped))
        signed = await self._call("POST", f"/{version}/sign", {"alg": _SIGNS, "value": digest})
        sealed = _Sealed(version, wrapped, _text(signed, "value"))
        return Wrapped(self._named(version), msgspec.json.encode(sealed))

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Raises KeysUnavailable."""
        try:
            sealed = msgspec.json.decode(wrapped, type=_Sealed)
        except msgspec.DecodeError as error:
            raise KeysUnavailable("This was not wrapped by Azure Key Vault.") from error
        if not sealed.v.isalnum():
            raise KeysUnavailable("What was wrapped names no version of the key.")
        asked = {
            "alg": _SIGNS,
            "digest": _encoded(_digest(context, sealed.v, sealed.w)),
            "value": sealed.s,
        }
        if (await self._call("POST", f"/{sealed.v}/verify", asked)).get("value") is not True:
            raise KeysUnavailable("A data key was not wrapped for this organization.")
        asked = {"alg": _WRAPS, "value": sealed.w}
        return _decoded(_text(await self._call("POST", f"/{sealed.v}/unwrapkey", asked), "value"))

    def _named(self, version: str) -> str:
        return f"azure:{self._key}:{version}"

    async def _call(
        self, method: Literal["GET", "POST"], path: str, asked: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Raises KeysUnavailable, which says nothing of what was sent."""
        status, content = await self._ask(method, path, asked)
        if status == 401 and self._token is not None:  # taken back before its time
            self._token = None
            status, content = await self._ask(method, path, asked)
        if status != 200:
            action = path.rpartition("/")[2] or "get"
            raise KeysUnavailable(f"The key service refused {action}: {status}.")
        found: dict[str, Any] = _object(content, dict[str, Any])
        return found

    async def _ask(self, method: str, path: str, asked: dict[str, str] | None) -> tuple[int, bytes]:
        headers = {"authorization": f"Bearer {await self._bearer()}"}
        url = f"{self._url}/keys/{self._key}{path}"
        query = {"api-version": _VERSION}
        return await self._send(method, url, params=query, json=asked, headers=headers)

    async def _bearer(self) -> str:
        """A token is asked for again before it ends."""
        now = self._clock()
        if self._token is None or self._token[1] <= now:
            status, content = await self._identify()
            if status != 200:
                raise KeysUnavailable(f"The identity service gives no token: {status}.")
            said = _object(content, _Token)
            lasts = timedelta(seconds=int(said.expires_in)) - _EARLY
            self._token = (said.access_token, now + lasts)
        return self._token[0]

    async def _identify(self) -> tuple[int, bytes]:
        own = self._credentials
        if own.secret is None:
            query = {"api-version": "2018-02-01", "resource": self._resource}
            if own.client_id is not None:
                query["client_id"] = own.client_id
            return await self._send("GET", own.url, params=query, headers={"metadata": "true"})
        form = {
            "grant_type": "client_credentials",
            "client_id": own.client_id or "",
            "client_secret": own.secret,
            "scope": f"{self._resource}/.default",
        }
        return await self._send("POST", own.url, data=form)

    async def _send(self, method: str, url: str, **options: Any) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        try:
            async with self._session.request(
                method, url, allow_redirects=False, **options
            ) as answer:
                return answer.status, await answer.content.read(_MOST)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise KeysUnavailable("The key service does not answer.") from error


def _digest(context: bytes, version: str, wrapped: str) -> bytes:
    """What is signed, each part after its length, so that no two cuts of it are the same."""
    hashed = hashlib.sha256(b"laelia/azure")
    for part in (context, version.encode(), wrapped.encode()):
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.digest()


def _version_of(said: Any) -> str:
    """Of `https://…/keys/name/version` the last part."""
    version = str(said.get("kid", "")).rpartition("/")[2] if isinstance(said, dict) else ""
    if not version.isalnum():
        raise KeysUnavailable("The key service's answer names no version of the key.")
    return version


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise KeysUnavailable(f"The key service's answer has no {name}.")
    return value


def _object(content: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, ValueError) as error:
        raise KeysUnavailable("The key service's answer makes no sense.") from error


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise KeysUnavailable("The key service's answer makes no sense.") from error
