"""Reading and writing HTTP for endpoints that are plain ASGI."""

from typing import Any, Final

from starlette.types import Receive, Send

from hub.kit.errors import LaeliaError, TooLarge
from hub.kit.http import PROBLEM, encode_json, problem

MAX_BODY: Final = 10 * 1024 * 1024


def chunk(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": more}


async def read_body(receive: Receive, *, limit: int = MAX_BODY) -> bytes:
    """The whole body.

    Raises:
        TooLarge: it is over the limit; the rest is not read.
    """
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(body) > limit:
            raise TooLarge(f"The body is over {limit} bytes.")
        return body
    chunks = [body]
    size = len(body)
    while message.get("more_body"):
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise TooLarge(f"The body is over {limit} bytes.")
    return b"".join(chunks)


async def send_start(send: Send, status: int, media_type: str, headers: dict[str, str]) -> None:
    raw = [(b"content-type", media_type.encode())]
    raw += [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})


async def send_json(
    send: Send,
    status: int,
    body: Any,
    headers: dict[str, str],
    media_type: str = "application/json",
) -> None:
    encoded = encode_json(body)
    raw = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(encoded))]
    raw += [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": encoded, "more_body": False})


async def send_problem(
    send: Send, error: LaeliaError, request_id: str | None, headers: dict[str, str]
) -> None:
    body = problem(error, request_id=request_id)
    await send_json(send, error.status, body, headers | error.headers, PROBLEM)
