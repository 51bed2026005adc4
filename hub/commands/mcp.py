"""A bridge for MCP clients that only speak stdio: lines here, Streamable HTTP to the hub.

Nothing is added and nothing interpreted but what the transport needs. Answers leave in the order
in which they come; the end of the input ends the bridge, once what was asked is answered.
"""

import asyncio
import base64
import sys
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import aiohttp
import msgspec

_VERSION_KEY: Final = "io.modelcontextprotocol/protocolVersion"
_NAMED: Final = ("name", "uri", "taskId")
_ACCEPT: Final = "application/json, text/event-stream"
_LAST_ANSWERS_S: Final = 30.0
_UNREACHABLE: Final = -32000
_NOT_JSON: Final = -32700
_MAX_LINE: Final = 16 * 1024 * 1024

Message = dict[str, Any]
Write = Callable[[bytes], None]


def bridge(url: str, key: str) -> None:
    """Serves stdin and stdout until stdin ends."""
    asyncio.run(_serve(url, key))


async def _serve(url: str, key: str) -> None:
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(
        timeout=timeout, headers=headers, read_bufsize=_MAX_LINE
    ) as http:
        line = Bridge(http, url, _write)
        async for message in _lines():
            line.take(message)
        await line.finish()


def _write(message: bytes) -> None:
    sys.stdout.buffer.write(message + b"\n")
    sys.stdout.buffer.flush()


async def _lines() -> AsyncIterator[bytes]:
    """What a thread reads: a blocked read cannot be cancelled, and must not be waited for."""
    loop = asyncio.get_running_loop()
    read: asyncio.Queue[bytes] = asyncio.Queue()

    def pump() -> None:
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(read.put_nowait, line)
        loop.call_soon_threadsafe(read.put_nowait, b"")

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    while line := await read.get():
        if line.strip():
            yield line.strip()


class Bridge:
    """One client's connection. The session and the revision are what the hub answered."""

    def __init__(self, http: aiohttp.ClientSession, url: str, write: Write) -> None:
        self._http = http
        self._url = url
        self._write = write
        self._session: dict[str, str] = {}
        self._opened = asyncio.Event()
        self._opened.set()
        self._asked: dict[str | int, asyncio.Task[None]] = {}
        self._told: set[asyncio.Task[None]] = set()
        self._standing: set[asyncio.Task[None]] = set()

    def take(self, line: bytes) -> None:
        """One line of the client's."""
        try:
            message = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            message = None
        if not isinstance(message, dict):
            self._refuse(None, "This line is not a JSON-RPC message.", _NOT_JSON)
            return
        method, request_id = message.get("method"), message.get("id")
        if method == "notifications/cancelled" and not self._session:
            self._hang_up(message)
            return
        task = asyncio.create_task(self._send(message, line))
        if method == "subscriptions/listen":
            self._keep(task, self._standing)
        if method is not None and isinstance(request_id, str | int):
            self._asked[request_id] = task
            task.add_done_callback(lambda _: self._asked.pop(request_id, None))
        else:
            self._keep(task, self._told)
        if method == "notifications/initialized":
            self._keep(asyncio.create_task(self._follow()), self._standing)

    async def finish(self) -> None:
        """Waits a while for what was asked, then hangs up and ends the session."""
        waiting = {*self._asked.values(), *self._told}
        if finite := waiting - self._standing:
            await asyncio.wait(finite, timeout=_LAST_ANSWERS_S)
        left = {*self._asked.values(), *self._told, *self._standing}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if "Mcp-Session-Id" in self._session:
            try:
                async with self._http.delete(self._url, headers=self._session):
                    pass
            except aiohttp.ClientError as error:
                _log(f"the session could not be ended: {error}")

    def _keep(self, task: asyncio.Task[None], kept: set[asyncio.Task[None]]) -> None:
        kept.add(task)
        task.add_done_callback(kept.discard)

    def _hang_up(self, message: Message) -> None:
        """In the stateless era, to cancel is to close the request's own stream."""
        params = message.get("params")
        asked = params.get("requestId") if isinstance(params, dict) else None
        task = self._asked.get(asked) if isinstance(asked, str | int) else None
        if task is not None:
            task.cancel()

    async def _send(self, message: Message, line: bytes) -> None:
        opens = message.get("method") == "initialize"
        if opens:
            self._opened.clear()
        else:
            await self._opened.wait()
        request_id = message.get("id") if "method" in message else None
        try:
            await self._post(message, line, request_id)
        except (aiohttp.ClientError, OSError) as error:
            _log(f"{self._url}: {error}")
            if request_id is not None:
                self._refuse(request_id, f"The hub at {self._url} cannot be reached.")
        finally:
            if opens:
                self._opened.set()

    async def _post(self, message: Message, line: bytes, request_id: Any) -> None:
        headers = {"Content-Type": "application/json", "Accept": _ACCEPT, **self._headers(message)}
        async with self._http.post(self._url, data=line, headers=headers) as answer:
            if session := answer.headers.get("Mcp-Session-Id"):
                self._session["Mcp-Session-Id"] = session
            if answer.content_type == "text/event-stream":
                async for data in _events(answer.content):
                    self._pass(data, message)
                return
            body = await answer.read()
        if answer.content_type == "application/json" and body:
            self._pass(body, message)
        elif request_id is not None:
            self._refuse(request_id, f"The hub answered with status {answer.status}.")

    def _pass(self, body: bytes, message: Message) -> None:
        """To the client. A refusal before the hub knew the request gets the request's ID."""
        answer = msgspec.json.decode(body)
        if "error" in answer and answer.get("id") is None:
            if "id" not in message or "method" not in message:
                _log(str(answer["error"].get("message")))
                return
            body = msgspec.json.encode({**answer, "id": message["id"]})
        result = answer.get("result")
        if message.get("method") == "initialize" and isinstance(result, dict):
            self._session["MCP-Protocol-Version"] = str(result.get("protocolVersion"))
        self._write(body)

    def _headers(self, message: Message) -> dict[str, str]:
        version = _version(message)
        if version is None:
            return {} if message.get("method") == "initialize" else self._session
        headers = {"MCP-Protocol-Version": version, "Mcp-Method": str(message.get("method"))}
        for name in _NAMED:
            value = message["params"].get(name)
            if isinstance(value, str):
                return headers | {"Mcp-Name": _header(value)}
        return headers

    async def _follow(self) -> None:
        """The hub's own messages, in the handshake era."""
        await self._opened.wait()
        headers = {"Accept": "text/event-stream", **self._session}
        try:
            async with self._http.get(self._url, headers=headers) as answer:
                if answer.content_type == "text/event-stream":
                    async for data in _events(answer.content):
                        self._write(data)
        except (aiohttp.ClientError, OSError) as error:
            _log(f"the hub's own messages no longer come: {error}")

    def _refuse(self, request_id: Any, text: str, code: int = _UNREACHABLE) -> None:
        error = {"code": code, "message": text}
        self._write(msgspec.json.encode({"jsonrpc": "2.0", "id": request_id, "error": error}))


def _version(message: Message) -> str | None:
    """The revision that a message of the stateless era carries."""
    params = message.get("params")
    meta = params.get("_meta") if isinstance(params, dict) else None
    version = meta.get(_VERSION_KEY) if isinstance(meta, dict) else None
    return version if isinstance(version, str) else None


def _header(value: str) -> str:
    """A value that survives in a header: as it is, or encoded as the protocol says.

    The SDK has this too, but a bridge that starts with every client must not import all of it.
    """
    plain = value.isascii() and value.isprintable() and value == value.strip()
    if plain and not value.startswith("=?base64?"):
        return value
    return f"=?base64?{base64.b64encode(value.encode()).decode()}?="


async def _events(content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
    """The data of each event; the hub writes each on one line."""
    async for line in content:
        if line.startswith(b"data: "):
            yield line[6:].rstrip()


def _log(text: str) -> None:
    """Beside the protocol, where clients show or keep what a server says."""
    sys.stderr.write(f"laelia mcp: {text}\n")
