"""Listening sockets that outlive hub processes, and the smallest client to ask how those are."""

import asyncio
import socket
import ssl
from types import TracebackType
from typing import Self

from hub.kit.engines.places import free_port

_BACKLOG = 2048
CERTIFICATE_NEEDED = 496


class PortTakenError(RuntimeError):
    code = "port_taken"


class Listeners:
    """One socket per hub process on one port. The kernel spreads connections over them evenly;
    one whose process is being restarted keeps its callers waiting instead of refusing them."""

    def __init__(self, host: str, port: int, count: int) -> None:
        self.sockets: list[socket.socket] = []
        family, *_, address = socket.getaddrinfo(
            host, port or free_port(), type=socket.SOCK_STREAM
        )[0]
        self.address = (host, int(address[1]))
        self._family = family
        self._target = address
        self._count = count

    def __enter__(self) -> Self:
        # Sharing is for our own processes: first make sure that nobody else has the port.
        self._bind(shared=False).close()
        self.sockets = [self._bind(shared=self._count > 1) for _ in range(self._count)]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for listener in self.sockets:
            listener.close()

    def _bind(self, *, shared: bool) -> socket.socket:
        listener = socket.socket(self._family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            listener.bind(self._target)
        except OSError as error:
            listener.close()
            raise PortTakenError(
                f"cannot listen on {self.address[0]}:{self.address[1]}: {error.strerror}; "
                "stop what uses the port or set LAELIA_PORT"
            ) from None
        if shared or self._count == 1:
            listener.listen(_BACKLOG)
        return listener


async def answers(
    address: tuple[str, int],
    path: str,
    within_s: float = 2,
    *,
    context: ssl.SSLContext | None = None,
) -> tuple[int, str]:
    """Status and body of `GET path`; status 0 where nothing answers in time.

    `context`: over TLS. Who asks for a certificate that this client lacks does answer: with 496.
    """
    try:
        async with asyncio.timeout(within_s):
            reader, writer = await asyncio.open_connection(*address, ssl=context)
            try:
                writer.write(
                    f"GET {path} HTTP/1.1\r\nHost: {address[0]}:{address[1]}\r\n"
                    "Connection: close\r\n\r\n".encode()
                )
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return 0, ""
    if context is not None and not head:
        return CERTIFICATE_NEEDED, ""  # it shook hands, and then asked for more than was shown
    words = head.split(None, 2)
    return (int(words[1]) if len(words) > 1 else 0), body.decode(errors="replace")
