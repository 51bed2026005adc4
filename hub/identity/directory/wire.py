"""LDAP on a connection: one question at a time, in bounded time and size.

The protocol is `sansldap`'s, which does no input or output of its own: the socket is the guard's,
and is the only one. Referrals are not followed; they would lead past the guard.
"""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from socket import gaierror, socket
from typing import Final, TypeVar

from sansldap import (
    BindResponse,
    ExtendedOperations,
    ExtendedResponse,
    LDAPClient,
    LDAPError,
    LDAPFilter,
    LDAPMessage,
    LDAPResult,
    LDAPResultCode,
    SearchResultDone,
    SearchResultEntry,
    SearchResultReference,
)

from hub.identity.directory.connection import Connection, Dial
from hub.identity.directory.errors import DirectoryUnavailable, Step

DEADLINE_S: Final = 10.0
_MOST_BYTES: Final = 8 * 1024 * 1024
_READ: Final = 64 * 1024
Kind = TypeVar("Kind", bound=LDAPMessage)


@dataclass(frozen=True, slots=True)
class Entry:
    """Names of attributes are in lower case."""

    dn: str
    attributes: Mapping[str, Sequence[bytes]]

    def text(self, name: str) -> str | None:
        """The first value, where it is text."""
        values = self.attributes.get(name.lower())
        if not values:
            return None
        try:
            return values[0].decode()
        except UnicodeDecodeError:
            return None


class Refused(Exception):
    """The server answered, and said no."""

    def __init__(self, result: LDAPResult) -> None:
        super().__init__(result.result_code.name)
        self.code = result.result_code


class Wire:
    """An open connection. Say `begin` with the step before it: it is what failed if that does."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        host: str,
        begin: Callable[[Step], None],
    ) -> None:
        self.begin = begin
        self._reader = reader
        self._writer = writer
        self._host = host
        self._client = LDAPClient()
        self._waiting: list[LDAPMessage] = []
        self._left = _MOST_BYTES

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Raises Refused: the server does not offer it."""
        answer = await self._ask(
            self._client.extended_request(ExtendedOperations.LDAP_START_TLS.value)
        )
        _accepted(_of_kind(answer, ExtendedResponse).result)
        if self._waiting:
            raise LDAPError("the server spoke before the encryption began")
        await self._writer.start_tls(context, server_hostname=self._host)

    async def bind(self, dn: str, password: str) -> None:
        """Raises Refused. An empty password would be taken for nobody's, and is never sent."""
        if not dn or not password:
            raise LDAPError("a bind needs a name and a password")
        answer = await self._ask(self._client.bind_simple(dn, password))
        _accepted(_of_kind(answer, BindResponse).result)

    async def search(
        self, base: str, which: LDAPFilter, attributes: Sequence[str], *, most: int
    ) -> list[Entry]:
        """Everything below the base; where there is more than `most`, one more than that."""
        number = self._client.search_request(
            base_object=base,
            filter=which,
            attributes=list(attributes),
            size_limit=most + 1,
            time_limit=int(DEADLINE_S),
        )
        await self._send()
        found: list[Entry] = []
        while True:
            answer = await self._next(number)
            if isinstance(answer, SearchResultEntry):
                values = {one.name.lower(): one.values for one in answer.attributes}
                found.append(Entry(answer.object_name, values))
            elif not isinstance(answer, SearchResultReference):
                done = _of_kind(answer, SearchResultDone)
                if done.result.result_code is not LDAPResultCode.SIZE_LIMIT_EXCEEDED:
                    _accepted(done.result)
                return found

    async def close(self) -> None:
        with suppress(LDAPError, OSError, ssl.SSLError):
            self._client.unbind()
            self._writer.write(self._client.data_to_send())
        self._writer.close()
        with suppress(OSError, ssl.SSLError):
            await self._writer.wait_closed()

    async def _ask(self, number: int) -> LDAPMessage:
        await self._send()
        return await self._next(number)

    async def _send(self) -> None:
        self._writer.write(self._client.data_to_send())
        await self._writer.drain()

    async def _next(self, number: int) -> LDAPMessage:
        while True:
            for message in self._waiting:
                if message.message_id == number:
                    self._waiting.remove(message)
                    return message
            data = await self._reader.read(_READ)
            self._left -= len(data)
            if not data or self._left < 0:
                raise LDAPError("the server ended the connection, or says too much")
            self._waiting += self._client.receive(data)


@asynccontextmanager
async def connected(
    dial: Dial, settings: Connection, begin: Callable[[Step], None]
) -> AsyncIterator[Wire]:
    """The server, encrypted as the settings ask, until the block ends or its time is over.

    Raises:
        DirectoryUnavailable: with the step that was begun last, and what went wrong with it.
    """
    step: list[Step] = ["connect"]

    def at(name: Step) -> None:
        step[0] = name
        begin(name)

    try:
        async with asyncio.timeout(DEADLINE_S):
            at("connect")
            connection = await dial(settings.host, settings.port, encrypted=settings.encrypted)
            wire = await _opened(connection, settings, at)
            try:
                yield wire
            finally:
                await wire.close()
    except DirectoryUnavailable:
        raise
    except TimeoutError as error:
        raise DirectoryUnavailable("The directory took too long.", step=step[0]) from error
    except gaierror as error:
        raise DirectoryUnavailable("The host has no address.", step="address") from error
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", None) or error.reason or "refused"
        detail = f"The encryption failed: {reason}."
        raise DirectoryUnavailable(detail, step=step[0]) from error
    except Refused as error:
        detail = f"The directory answered {error.code.name.lower()}."
        raise DirectoryUnavailable(detail, step=step[0]) from error
    except (LDAPError, OSError, ValueError, IndexError, struct.error) as error:
        detail = "The directory cannot be reached, or does not speak LDAP."
        raise DirectoryUnavailable(detail, step=step[0]) from error


async def _opened(connection: socket, settings: Connection, at: Callable[[Step], None]) -> Wire:
    if settings.over_tls:
        at("tls")
    reader, writer = await asyncio.open_connection(
        sock=connection,
        ssl=settings.context() if settings.over_tls else None,
        server_hostname=settings.host if settings.over_tls else None,
    )
    wire = Wire(reader, writer, settings.host, at)
    if settings.start_tls and not settings.over_tls:
        at("tls")
        await wire.start_tls(settings.context())
    return wire


def _of_kind(answer: LDAPMessage, kind: type[Kind]) -> Kind:
    if not isinstance(answer, kind):
        raise LDAPError("the server answers another question")
    return answer


def _accepted(result: LDAPResult) -> None:
    # Not by `==`: a code that the library does not know compares equal to success.
    if result.result_code is not LDAPResultCode.SUCCESS:
        raise Refused(result)
