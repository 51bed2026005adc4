"""The one client through which the hub reaches any address that a tenant gave."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from hub.tools.addresses import AddressPolicy, SystemResolver, VettingResolver, parse_host
from hub.tools.errors import (
    OutboundBadResponse,
    OutboundBlocked,
    OutboundRedirectRefused,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)

_MAX_URL = 8192
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# All that may follow a request to another origin: any other header may be a credential.
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent"})
# Set by the connection itself, or meant for a neighbor on the path and never for the far end.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one exchange, redirects and the whole of the body included."""

    deadline_s: float = 30.0
    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Credential:
    """Headers that may be shown to one origin and no other."""

    origin: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that has been read to its end."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes
    url: str


def check_url(url: str) -> URL:
    """The parsed form of a URL the guard is willing to look at.

    This parse is the only one: what was vetted is what is connected to.
    """
    if len(url) > _MAX_URL or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        raise OutboundBlocked("the URL is too long or has blanks in it")
    try:
        parsed = URL(url)
    except ValueError as error:
        raise OutboundBlocked("the URL cannot be read") from error
    if parsed.scheme not in {"http", "https"} or not parsed.raw_host:
        raise OutboundBlocked("only http and https URLs with a host are reached")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        raise OutboundBlocked("a URL must not carry a user or password")
    if not parsed.port:
        raise OutboundBlocked("the port cannot be reached")
    return parsed.with_fragment(None)


def origin_of(url: str) -> str:
    return str(check_url(url).origin())


class Exchange:
    """One response whose body is still on its way, under a deadline and a size cap."""

    def __init__(
        self, response: aiohttp.ClientResponse, *, deadline: float, max_bytes: int
    ) -> None:
        self._response = response
        self._deadline = deadline
        self._left = max_bytes
        self.status = response.status
        self.reason = response.reason or ""
        self.headers = response.headers
        self.url = str(response.url)

    async def chunks(self) -> AsyncIterator[bytes]:
        while chunk := await self._next():
            yield chunk

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])

    async def _next(self) -> bytes:
        async with _translated(self._deadline):
            chunk = await self._response.content.readany()
        self._left -= len(chunk)
        if self._left < 0:
            self.close()
            raise OutboundTooLarge("the answer is larger than allowed")
        return chunk

    def close(self) -> None:
        # Dropping the connection is what tells a server to stop producing an unread body.
        self._response.close()


@asynccontextmanager
async def _translated(deadline: float) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError as error:
        raise OutboundTimeout("the server took too long") from error
    except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
        raise OutboundBadResponse("the answer is not valid HTTP") from error
    except aiohttp.InvalidURL as error:
        raise OutboundBlocked("the URL cannot be reached") from error
    except (aiohttp.ClientError, OSError) as error:
        raise OutboundUnreachable("the server cannot be reached") from error


class OutboundClient:
    """Reaches tenants' addresses: vetted, bounded in time and size, never through a proxy.

    Names are resolved by the connector at the moment of connecting, through a resolver that
    vets every address, and the socket is opened for exactly those: there is no second look-up
    for a hostile name server to answer differently.
    """

    def __init__(
        self,
        *,
        allow: Sequence[str] = (),
        plain_http: bool = False,
        resolver: AbstractResolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = AddressPolicy(allow)
        self._plain_http = plain_http
        self._resolver = resolver or SystemResolver()
        self._ssl_context = ssl_context
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()
        await self._resolver.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credential: Credential | None = None,
        body: bytes | None = None,
        limits: Limits | None = None,
    ) -> Answer:
        """The complete answer, redirects followed."""
        async with self.stream(
            method, url, headers=headers, credential=credential, body=body, limits=limits
        ) as exchange:
            content = await exchange.read()
            return Answer(exchange.status, exchange.headers, content, exchange.url)

    @asynccontextmanager
    async def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        credential: Credential | None = None,
        body: bytes | None = None,
        limits: Limits | None = None,
    ) -> AsyncIterator[Exchange]:
        """The answer as it arrives, redirects followed; the connection ends with the block."""
        bounds = limits or Limits()
        deadline = asyncio.get_running_loop().time() + bounds.deadline_s
        hop = _Hop(method.upper(), check_url(url), CIMultiDict(headers or {}), body)
        for _ in range(bounds.max_redirects + 1):
            exchange = await self.send_once(
                hop.method,
                str(hop.url),
                headers=hop.headers,
                credential=credential,
                body=hop.body,
                deadline=deadline,
                max_bytes=bounds.max_bytes,
            )
            try:
                location = exchange.headers.get("Location")
                if exchange.status not in _REDIRECTS or location is None:
                    yield exchange
                    return
                hop = hop.follow(exchange.status, location)
            finally:
                exchange.close()
        raise OutboundRedirectRefused("the server redirects too often")

    async def send_once(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        credential: Credential | None = None,
        body: bytes | None = None,
        deadline: float,
        max_bytes: int,
    ) -> Exchange:
        """One hop: whatever the server answers, a redirect too, goes back to the caller.

        `deadline` is a time of the running loop's clock; it also bounds the reading.
        """
        target = check_url(url)
        sent = CIMultiDict((k, v) for k, v in headers.items() if k.lower() not in _OURS)
        if credential is not None and credential.origin == str(target.origin()):
            for name, value in credential.headers.items():
                sent[name] = value
        async with _translated(deadline):
            session = self._session_for(target)
            try:
                response = await session.request(
                    method, target, headers=sent, data=body, allow_redirects=False
                )
            except aiohttp.ClientError:
                raise  # a certificate's error is a ValueError too
            except ValueError as error:
                raise OutboundBlocked("the request is malformed") from error
        return _admit(response, deadline=deadline, max_bytes=max_bytes)

    async def open_socket(self, host: str, port: int, *, encrypted: bool) -> socket.socket:
        """A connection to a host of a tenant's, for a protocol that is not HTTP.

        Names are resolved once and all addresses vetted, as for HTTP. What is not going to be
        encrypted goes to listed addresses only. The caller bounds the time.

        Raises:
            OutboundBlocked: an address is not one that the hub connects to.
            OutboundUnreachable: there is none, or nobody answers.
        """
        literal = parse_host(host)
        if literal is not None:
            self._policy.require(host, literal, port, listed_only=not encrypted)
            family = socket.AF_INET if literal.version == 4 else socket.AF_INET6
            found = [(family, 0, str(literal))]
        else:
            resolver = VettingResolver(self._policy, self._resolver, listed_only=not encrypted)
            answers = await resolver.resolve(host, port)
            found = [
                (socket.AddressFamily(one["family"]), one["proto"], one["host"]) for one in answers
            ]
        for family, protocol, address in found:
            info = (family, socket.SOCK_STREAM, protocol, "", (address, port))
            made = self._policy.open_socket(info)
            try:
                await asyncio.get_running_loop().sock_connect(made, (address, port))
            except OSError:
                made.close()
            except BaseException:
                made.close()
                raise
            else:
                return made
        raise OutboundUnreachable(f"nobody answers at {host}")

    def _session_for(self, target: URL) -> aiohttp.ClientSession:
        """Two pools, because plain http reaches listed addresses only."""
        host, port = target.raw_host, target.port
        assert host is not None
        assert port is not None
        listed_only = target.scheme == "http" and not self._plain_http
        literal = parse_host(host)
        if literal is not None:
            self._policy.require(host, literal, port, listed_only=listed_only)
        session = self._sessions.get(target.scheme)
        if session is None:
            session = self._sessions[target.scheme] = self._open_session(listed_only=listed_only)
        return session

    def _open_session(self, *, listed_only: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=VettingResolver(self._policy, self._resolver, listed_only=listed_only),
            use_dns_cache=False,
            ssl=self._ssl_context or True,
            limit=1024,
            limit_per_host=64,
            # Common servers hang up after five idle seconds: leave before they do.
            keepalive_timeout=4,
            socket_factory=self._policy.open_socket,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            headers={"User-Agent": "laelia", "Accept-Encoding": "identity"},
        )


@dataclass(frozen=True, slots=True)
class _Hop:
    method: str
    url: URL
    headers: CIMultiDict[str]
    body: bytes | None

    def follow(self, status: int, location: str) -> "_Hop":
        target = self._resolve(location)
        if self.url.scheme == "https" and target.scheme == "http":
            raise OutboundRedirectRefused("the redirect gives up encryption")
        turns_get = status == 303 or (status in {301, 302} and self.method == "POST")
        method = "GET" if turns_get and self.method != "HEAD" else self.method
        body = None if turns_get else self.body
        headers = self.headers
        if target.origin() != self.url.origin():
            if body is not None:
                raise OutboundRedirectRefused("the redirect would carry the body elsewhere")
            headers = CIMultiDict((k, v) for k, v in headers.items() if k.lower() in _HARMLESS)
        return _Hop(method, target, headers, body)

    def _resolve(self, location: str) -> URL:
        try:
            joined = self.url.join(URL(location))
        except ValueError as error:
            raise OutboundRedirectRefused("the redirect leads nowhere") from error
        return check_url(str(joined))


def _admit(response: aiohttp.ClientResponse, *, deadline: float, max_bytes: int) -> Exchange:
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding != "identity":
        # Asked for none; unpacking one unasked would let a few bytes become gigabytes.
        response.close()
        raise OutboundBadResponse("the answer is compressed")
    if response.content_length is not None and response.content_length > max_bytes:
        response.close()
        raise OutboundTooLarge("the answer is larger than allowed")
    return Exchange(response, deadline=deadline, max_bytes=max_bytes)
