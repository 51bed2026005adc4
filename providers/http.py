"""The one HTTP client under every native adapter: a pooled aiohttp session with size caps.

There is no time-out here but the one for connecting: the server puts one deadline around a whole
call, so that a vendor that drips a byte a second cannot hold it for ever. Redirects are never
followed, since they would carry the key elsewhere.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import aiohttp
import msgspec
from yarl import URL

from providers.contract import ProviderError
from providers.failures import from_response

MAX_ANSWER_BYTES: Final = 64 * 1024 * 1024
MAX_ERROR_BYTES: Final = 64 * 1024
MAX_EVENT_BYTES: Final = 8 * 1024 * 1024
CONNECT_TIMEOUT_S: Final = 10.0
POOL_SIZE: Final = 1000

_T = TypeVar("_T")
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S)


class Stream:
    """The body of a streamed answer in the three shapes that vendors use."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def chunks(self) -> AsyncIterator[bytes]:
        total = 0
        async for chunk in self._response.content.iter_any():
            total += len(chunk)
            if total > MAX_ANSWER_BYTES:
                raise ProviderError("stream_interrupted", "the answer is too large")
            yield chunk

    async def lines(self) -> AsyncIterator[bytes]:
        """Lines without their ends, each as soon as it is whole."""
        held = b""
        async for chunk in self.chunks():
            *whole, held = (held + chunk).split(b"\n")
            if len(held) > MAX_EVENT_BYTES:
                raise ProviderError("stream_interrupted", "an event of the stream is too large")
            for line in whole:
                yield line.removesuffix(b"\r")
        if held:
            yield held

    async def events(self) -> AsyncIterator[bytes]:
        """The `data` of each server-sent event; vendors repeat the event's name inside it."""
        data: list[bytes] = []
        async for line in self.lines():
            if line.startswith(b"data:"):
                data.append(line[5:].removeprefix(b" "))
            elif not line and data:
                yield b"\n".join(data)
                data = []
        if data:
            yield b"\n".join(data)


class VendorHttp:
    """Requests to one vendor. The session is made at the first call, inside the running loop."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url.rstrip("/")
        self._urls: dict[str, URL] = {}
        self._session: aiohttp.ClientSession | None = None

    async def aclose(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def url(self, path: str) -> URL:
        """Parsed once per path: parsing costs as much as the rest of a small request."""
        known = self._urls.get(path)
        if known is None:
            known = URL(self._base + path, encoded=True)
            if len(self._urls) < 1000:
                self._urls[path] = known
        return known

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return await self._ask("POST", path, body, headers)

    async def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        return await self._ask("GET", path, None, headers)

    async def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> bytes:
        response = await self._sent(method, path, body, headers)
        try:
            return await _read(response, MAX_ANSWER_BYTES)
        except (aiohttp.ClientError, ConnectionError) as error:
            raise _interrupted() from error
        finally:
            _end(response)

    @asynccontextmanager
    async def stream(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> AsyncIterator["Stream"]:
        """A streamed answer; leaving the block before its end closes the connection."""
        response = await self._sent("POST", path, body, headers)
        try:
            yield Stream(response)
        except aiohttp.ClientError as error:
            raise _interrupted() from error
        finally:
            _end(response)

    async def _sent(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> aiohttp.ClientResponse:
        """The answer as far as its headers, which are good."""
        session = self._session or self._start()
        try:
            response = await session.request(
                method, self.url(path), data=body, headers=headers, allow_redirects=False
            )
        except (aiohttp.ClientError, ConnectionError) as error:
            raise ProviderError(
                "unreachable", f"no connection to the vendor ({type(error).__name__})"
            ) from error
        if response.status < 300:
            return response
        try:
            text = await _read_some(response, MAX_ERROR_BYTES)
        except (aiohttp.ClientError, ConnectionError) as error:
            raise _interrupted() from error
        finally:
            _end(response)
        raise from_response(response.status, response.headers, text)

    def _start(self) -> aiohttp.ClientSession:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=POOL_SIZE, keepalive_timeout=30),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=_TIMEOUT,
            raise_for_status=False,
        )
        return self._session


def decode(decoder: "msgspec.json.Decoder[_T]", data: bytes) -> _T:
    """Read a vendor's answer; one that cannot be read is the vendor's failure, not the caller's."""
    try:
        return decoder.decode(data)
    except msgspec.DecodeError as error:
        raise ProviderError(
            "stream_interrupted", "the vendor's answer cannot be read as what its API documents"
        ) from error


def encode(payload: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(payload)


def _interrupted() -> ProviderError:
    return ProviderError("stream_interrupted", "the vendor closed the connection in mid-answer")


def _end(response: aiohttp.ClientResponse) -> None:
    """Whatever ends the call early must end the vendor's work too: a connection that went back to
    the pool would let it generate, and bill, to the end."""
    if response.content.at_eof():
        response.release()
    else:
        response.close()


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    length = response.content_length
    if length is not None and length <= limit and "content-encoding" not in response.headers:
        return await response.read()
    body = await _read_some(response, limit + 1)
    if len(body) > limit:
        raise ProviderError("stream_interrupted", "the answer is too large")
    return body


async def _read_some(response: aiohttp.ClientResponse, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in response.content.iter_any():
        parts.append(chunk)
        size += len(chunk)
        if size >= limit:
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)[:limit]
