"""A master key that never leaves its service: HashiCorp Vault's transit API, or one like it.

The operator names the service; no tenant's address ever comes here. What is wrapped names the
version of the key that wrapped it, so that the service can renew its key at any time.
"""

import base64
from typing import Any, Final

import aiohttp
import msgspec

from hub.kit.vault.masters import KeysUnavailable, Wrapped

_TIMEOUT: Final = aiohttp.ClientTimeout(total=5)
_MOST: Final = 64 * 1024


class TransitMasters:
    """`url` is the service's base, such as https://vault.example:8200."""

    def __init__(self, url: str, token: str, *, mount: str, key: str) -> None:
        self._base = f"{url.rstrip('/')}/v1/{mount.strip('/')}"
        self._headers = {"X-Vault-Token": token}
        self._key = key
        self._session: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def current(self) -> str:
        """Raises KeysUnavailable."""
        said = await self._call("GET", f"keys/{self._key}")
        return self._named(str(said.get("latest_version")))

    async def wrap(self, key: bytes, context: bytes) -> Wrapped:
        """Raises KeysUnavailable."""
        asked = {"plaintext": _encoded(key), "associated_data": _encoded(context)}
        wrapped = self._text(await self._call("POST", f"encrypt/{self._key}", asked), "ciphertext")
        return Wrapped(self._named(_version(wrapped)), wrapped.encode())

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Raises KeysUnavailable."""
        asked = {"ciphertext": wrapped.decode(), "associated_data": _encoded(context)}
        said = await self._call("POST", f"decrypt/{self._key}", asked)
        return base64.b64decode(self._text(said, "plaintext"))

    async def renew(self) -> str:
        """Raises KeysUnavailable: the token may not, for one."""
        await self._call("POST", f"keys/{self._key}/rotate")
        return await self.current()

    def _named(self, version: str) -> str:
        return f"transit:{self._key}:{version}"

    def _text(self, said: dict[str, Any], name: str) -> str:
        value = said.get(name)
        if not isinstance(value, str):
            raise KeysUnavailable(f"The key service's answer has no {name}.")
        return value

    async def _call(
        self, method: str, path: str, asked: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Raises KeysUnavailable, which says nothing of what was sent."""
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=_TIMEOUT)
        try:
            async with self._session.request(
                method, f"{self._base}/{path}", json=asked, allow_redirects=False
            ) as answer:
                content = await answer.content.read(_MOST)
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise KeysUnavailable("The key service does not answer.") from error
        if status not in (200, 204):
            raise KeysUnavailable(f"The key service refused {method} {path}: {status}.")
        try:
            return msgspec.json.decode(content, type=_Answer).data if content else {}
        except msgspec.DecodeError as error:
            raise KeysUnavailable("The key service's answer makes no sense.") from error


class _Answer(msgspec.Struct):
    data: dict[str, Any] = {}


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _version(wrapped: str) -> str:
    """Of `vault:v3:…` the 3."""
    parts = wrapped.split(":")
    if len(parts) != 3 or not parts[1].startswith("v"):
        raise KeysUnavailable("The key service's ciphertext names no version.")
    return parts[1][1:]
