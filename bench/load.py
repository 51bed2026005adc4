"""A closed-loop HTTP/1.1 load generator: N keep-alive connections, each with one request in flight.

It is one plain epoll loop over non-blocking sockets that writes a request built beforehand and
looks in the answer only for its status and its end, which costs about a tenth of what the fastest
Python server spends on the same request. The plan comes in on stdin and the result goes out on
stdout, both JSON, so that it always runs as a process of its own.
"""

import array
import re
import select
import socket
import sys
import time
from typing import Final

import msgspec

LOOPBACK: Final = "127.0.0.1"
MAX_SECONDS: Final = 900.0
MAX_REQUESTS: Final = 5_000_000
MAX_CONNECTIONS: Final = 1024
MAX_ERRORS: Final = 2000
SAMPLE_EVERY: Final = 64
RECEIVE: Final = 1 << 16

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_LAST_CHUNK: Final = b"0\r\n\r\n"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to send where; it ends at `seconds` or at `requests`, whichever comes first."""

    port: int
    request: bytes
    expect: bytes
    connections: int
    seconds: float
    requests: int = MAX_REQUESTS


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a plan. Neither errors nor requests in flight at the end are counted."""

    requests: int
    seconds: float
    errors: int
    checked: int
    first_error: str
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


class _Connection:
    """A socket, the bytes of an unfinished answer and the instant its request went out."""

    __slots__ = ("buffer", "sent_at", "socket", "total")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((LOOPBACK, port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.buffer = b""
        self.total = 0
        self.sent_at = 0


def _total_length(buffer: bytes) -> int:
    """Bytes of the whole answer: 0 while unknown, -1 where chunks must be followed to their end."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return 0
    length = _LENGTH.search(buffer, 0, end + 2)
    if length:
        return end + 4 + int(length[1])
    return -1 if _CHUNKED.search(buffer, 0, end + 2) else end + 4


class Generator:
    """The loop itself; `run` returns once and the object is then spent."""

    def __init__(self, plan: Plan) -> None:
        if not 0 < plan.connections <= MAX_CONNECTIONS or not 0 < plan.seconds <= MAX_SECONDS:
            raise ValueError(f"outside the bounds: {plan.connections=} {plan.seconds=}")
        self._plan = plan
        self._limit = min(plan.requests, MAX_REQUESTS)
        self._epoll = select.epoll()
        self._connections: dict[int, _Connection] = {}
        self._latencies = array.array("Q")
        self._errors = 0
        self._checked = 0
        self._first_error = ""

    def run(self) -> Load:
        for _ in range(self._plan.connections):
            self._open()
        cpu, start = time.process_time(), time.perf_counter_ns()
        deadline = start + int(self._plan.seconds * 1e9)
        for connection in list(self._connections.values()):
            self._send(connection)
        while len(self._latencies) < self._limit and self._errors < MAX_ERRORS:
            left = deadline - time.perf_counter_ns()
            if left <= 0:
                break
            for number, _ in self._epoll.poll(left / 1e9):
                self._receive(self._connections[number])
        stop = time.perf_counter_ns()
        return self._result((stop - start) / 1e9, time.process_time() - cpu)

    def _open(self) -> _Connection:
        connection = _Connection(self._plan.port)
        number = connection.socket.fileno()
        self._connections[number] = connection
        self._epoll.register(number, select.EPOLLIN)
        return connection

    def _send(self, connection: _Connection) -> None:
        connection.sent_at = time.perf_counter_ns()
        if connection.socket.send(self._plan.request) != len(self._plan.request):
            raise OSError("a request did not fit the socket buffer; it must be small")

    def _receive(self, connection: _Connection) -> None:
        try:
            data = connection.socket.recv(RECEIVE)
        except ConnectionError:
            data = b""
        if not data:
            self._reopen(connection)
            return
        buffer = connection.buffer + data if connection.buffer else data
        total = connection.total or _total_length(buffer)
        done = buffer.endswith(_LAST_CHUNK) if total < 0 else 0 < total <= len(buffer)
        if not done:
            connection.buffer, connection.total = buffer, total
            return
        self._finish(connection, buffer)
        connection.buffer, connection.total = b"", 0
        self._send(connection)

    def _finish(self, connection: _Connection, answer: bytes) -> None:
        took = time.perf_counter_ns() - connection.sent_at
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
            status = _STATUS.match(answer)
            self._fail(f"status {status[1].decode() if status else '?'}: {answer[-300:]!r}")
            return
        self._latencies.append(took)
        if len(self._latencies) % SAMPLE_EVERY == 1:
            self._checked += 1
            if self._plan.expect not in answer:
                self._fail(f"unexpected answer: {answer[-300:]!r}")

    def _reopen(self, connection: _Connection) -> None:
        self._fail("the server closed the connection")
        self._epoll.unregister(connection.socket.fileno())
        del self._connections[connection.socket.fileno()]
        connection.socket.close()
        self._send(self._open())

    def _fail(self, reason: str) -> None:
        self._errors += 1
        self._first_error = self._first_error or reason

    def _result(self, seconds: float, cpu: float) -> Load:
        for connection in self._connections.values():
            connection.socket.close()
        ordered = sorted(self._latencies)

        def quantile(share: float) -> float:
            return ordered[min(int(len(ordered) * share), len(ordered) - 1)] / 1e6 if ordered else 0

        return Load(
            requests=len(ordered),
            seconds=seconds,
            errors=self._errors,
            checked=self._checked,
            first_error=self._first_error,
            p50_ms=quantile(0.50),
            p95_ms=quantile(0.95),
            p99_ms=quantile(0.99),
            cpu_seconds=cpu,
        )


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    sys.stdout.buffer.write(msgspec.json.encode(Generator(plan).run()))


if __name__ == "__main__":
    main()
