"""An instant OpenAI-compatible upstream, so that what is measured is the system in front of it.

Every answer is built before the first request and the parser looks only for what it needs, which
keeps this process several times faster than anything it serves.
"""

import argparse
import asyncio
import json
import re
from typing import Final, cast

import uvloop

MODEL: Final = "bench-model"
ANSWER: Final = (
    "Orchids of the genus Laelia grow from Mexico to Brazil, on trees and on bare rock, in bright "
    "light and moving air. They rest in the dry season and flower when the rain is about to come "
    "back; a grower copies that rhythm with water, and the plant answers with magenta."
)
CREATED: Final = 1_780_000_000

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_STREAM = re.compile(rb'"stream" *: *true')


def _response(body: bytes, content_type: str = "application/json", status: str = "200 OK") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _json(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _completion() -> bytes:
    return _json(
        {
            "id": "chatcmpl-bench",
            "object": "chat.completion",
            "created": CREATED,
            "model": MODEL,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": ANSWER},
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": 150, "completion_tokens": 60, "total_tokens": 210},
        }
    )


def _chunk(delta: dict[str, str], finish: str | None, usage: dict[str, int] | None = None) -> bytes:
    document: dict[str, object] = {
        "id": "chatcmpl-bench",
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": MODEL,
        "choices": [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    if usage:
        document["usage"] = usage
    return b"data: " + _json(document) + b"\n\n"


def _stream() -> bytes:
    words = ANSWER.split(" ")
    events = [_chunk({"role": "assistant", "content": words[0]}, None)]
    events += [_chunk({"content": f" {word}"}, None) for word in words[1:]]
    events.append(_chunk({}, "stop"))
    usage = {"prompt_tokens": 150, "completion_tokens": 60, "total_tokens": 210}
    events.append(_chunk({}, None, usage))
    return b"".join(events) + b"data: [DONE]\n\n"


def _models() -> bytes:
    entry = {"id": MODEL, "object": "model", "created": CREATED, "owned_by": "bench"}
    return _json({"object": "list", "data": [entry]})


def _embeddings() -> bytes:
    vector = [round(0.001 * i, 3) for i in range(384)]
    return _json(
        {
            "object": "list",
            "model": MODEL,
            "data": [{"object": "embedding", "index": 0, "embedding": vector}],
            "usage": {"prompt_tokens": 8, "total_tokens": 8},
        }
    )


_COMPLETION = _response(_completion())
_STREAMED = _response(_stream(), "text/event-stream")
_EMBEDDED = _response(_embeddings())
_MODELS = _response(_models())
_UNKNOWN = _response(b'{"error":{"message":"not served here"}}', status="404 Not Found")


def _answer(head: bytes, body: bytes) -> bytes:
    path = head.split(b" ", 2)[1]
    if path.endswith(b"/chat/completions"):
        return _STREAMED if _STREAM.search(body) else _COMPLETION
    if path.endswith(b"/embeddings"):
        return _EMBEDDED
    return _MODELS if path.endswith(b"/models") else _UNKNOWN


class _Connection(asyncio.Protocol):
    """One keep-alive connection; requests may arrive split or pipelined."""

    def __init__(self) -> None:
        self._pending = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        buffer = self._pending + data if self._pending else data
        answers = []
        while (end := buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(buffer, 0, end + 2)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(buffer) < size:
                break
            answers.append(_answer(buffer[:end], buffer[end:size]))
            buffer = buffer[size:]
        self._pending = buffer
        if answers and self._transport is not None:
            self._transport.write(answers[0] if len(answers) == 1 else b"".join(answers))


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Connection, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(_serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
