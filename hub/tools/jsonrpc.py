"""One JSON-RPC message sent over the guard, and everything the server says in return."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from hub.tools.errors import OutboundBadResponse, OutboundUnauthorized, UpstreamError
from hub.tools.outbound import Credential, Exchange, Limits, OutboundClient

Message = dict[str, Any]
OnMessage = Callable[[Message], Awaitable[None]]

_INTERNAL_ERROR = -32603
_EVENTS = "text/event-stream"
_ACCEPT = f"application/json, {_EVENTS}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a server is, and what opens it."""

    url: str
    credential: Credential | None = None


def parse(body: bytes) -> Message:
    try:
        message = msgspec.json.decode(body)
    except (ValueError, RecursionError) as error:
        raise OutboundBadResponse("the server sent no usable JSON") from error
    if not isinstance(message, dict):
        raise OutboundBadResponse("the server sent no JSON-RPC message")
    return message


async def _lines(exchange: Exchange) -> AsyncIterator[bytes]:
    """Lines that may end in any of the three ways, each byte looked at once."""
    partial: list[bytes] = []
    after_return = False
    async for arrived in exchange.chunks():
        # A line feed that opens a chunk may be the second half of the last one's line end.
        chunk = arrived.removeprefix(b"\n") if after_return else arrived
        after_return = chunk.endswith(b"\r") if chunk else False
        head, *others = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        partial.append(head)
        for piece in others:
            yield b"".join(partial)
            partial = [piece]


async def events(exchange: Exchange) -> AsyncIterator[bytes]:
    """The data of each server-sent event that has any, in order."""
    data: list[bytes] = []
    async for line in _lines(exchange):
        if line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
        elif not line:
            if any(data):
                yield b"\n".join(data)
            data.clear()


def _is_answer(message: Message, request_id: object) -> bool:
    return "method" not in message and message.get("id") == request_id


def _unwrap(message: Message, status: int) -> Message:
    error = message.get("error")
    if isinstance(error, dict):
        code = error.get("code")
        raise UpstreamError(
            code if isinstance(code, int) else _INTERNAL_ERROR,
            str(error.get("message") or ""),
            error.get("data"),
            answered=status,
        )
    result = message.get("result")
    if not isinstance(result, dict):
        raise OutboundBadResponse("the server answered without a result")
    return result


async def _from_events(
    exchange: Exchange, request_id: object, on_message: OnMessage | None
) -> Message:
    async for data in events(exchange):
        message = parse(data)
        if _is_answer(message, request_id):
            return _unwrap(message, exchange.status)
        if on_message is not None and "method" in message:
            await on_message(message)
    raise OutboundBadResponse("the stream ended before the answer")


async def _from_body(exchange: Exchange, request_id: object) -> Message:
    message = parse(await exchange.read())
    # An error may leave the id out, where the request was refused before it was read.
    refused = "error" in message and message.get("id") is None
    if not refused and not _is_answer(message, request_id):
        raise OutboundBadResponse("the answer belongs to another request")
    return _unwrap(message, exchange.status)


def _refuse_status(exchange: Exchange) -> None:
    status = exchange.status
    if status in {401, 403}:
        raise OutboundUnauthorized("the server refuses the credential", answered=status)
    raise OutboundBadResponse(f"the server answered with status {status}", answered=status)


@dataclass(frozen=True, slots=True)
class Posted:
    """A request's result, and the headers that came with it."""

    result: Message
    headers: Mapping[str, str]


async def post(
    client: OutboundClient,
    target: Target,
    message: Message,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    on_message: OnMessage | None = None,
) -> Posted:
    """Send one message; what the server says before its answer goes to `on_message`."""
    async with client.stream(
        "POST",
        target.url,
        headers={"Accept": _ACCEPT, "Content-Type": "application/json", **headers},
        credential=target.credential,
        body=msgspec.json.encode(message),
        limits=limits,
    ) as exchange:
        kind = exchange.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if "id" not in message or "method" not in message:
            if exchange.status >= 400:
                _refuse_status(exchange)
            return Posted({}, exchange.headers)
        if kind == "application/json" and exchange.status not in {401, 403}:
            return Posted(await _from_body(exchange, message["id"]), exchange.headers)
        if exchange.status != 200:
            _refuse_status(exchange)
        if kind != _EVENTS:
            raise OutboundBadResponse("the answer is no JSON and no stream")
        result = await _from_events(exchange, message["id"], on_message)
        return Posted(result, exchange.headers)


async def follow(
    client: OutboundClient,
    target: Target,
    *,
    headers: Mapping[str, str],
    limits: Limits,
    on_message: OnMessage,
) -> None:
    """Read the standing stream of a handshake-era server until it ends."""
    async with client.stream(
        "GET",
        target.url,
        headers={"Accept": _EVENTS, **headers},
        credential=target.credential,
        limits=limits,
    ) as exchange:
        if exchange.status != 200:
            _refuse_status(exchange)
        async for data in events(exchange):
            message = parse(data)
            if "method" in message:
                await on_message(message)
