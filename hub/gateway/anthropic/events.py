"""The events of a streamed message, ended by `message_stop` or by `error`."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.gateway.anthropic.errors import error_body
from hub.kit.http import encode_json


class MessageEvents:
    """`render` makes the whole message of a finished run."""

    ping = b'event: ping\ndata: {"type": "ping"}\n\n'

    def __init__(
        self, frame: Mapping[str, Any], render: Callable[[Mapping[str, Any]], dict[str, Any]]
    ) -> None:
        self._frame = frame
        self._render = render
        self._speaking = False

    def started(self) -> bytes:
        return _event("message_start", message=self._frame) + self.ping

    def said(self, text: str) -> bytes:
        opening = b"" if self._speaking else _started(0, {"type": "text", "text": ""})
        self._speaking = True
        return opening + _delta(0, {"type": "text_delta", "text": text})

    def finished(self, body: Mapping[str, Any]) -> bytes:
        message = self._render(body)
        made = b""
        for at, block in enumerate(message["content"]):
            if block["type"] == "tool_use":
                made += _started(at, block | {"input": {}})
                written = encode_json(block["input"]).decode()
                made += _delta(at, {"type": "input_json_delta", "partial_json": written})
            elif not self._speaking:
                made += _started(at, {"type": "text", "text": ""})
            made += _event("content_block_stop", index=at)
        ending = {"stop_reason": message["stop_reason"], "stop_sequence": None}
        made += _event(
            "message_delta", delta=ending, usage=message["usage"], laelia=message["laelia"]
        )
        return made + _event("message_stop")

    def failed(self, error: Mapping[str, Any]) -> bytes:
        return b"event: error\ndata: " + encode_json(error_body(error)) + b"\n\n"


def _started(index: int, block: Mapping[str, Any]) -> bytes:
    return _event("content_block_start", index=index, content_block=block)


def _delta(index: int, delta: Mapping[str, Any]) -> bytes:
    return _event("content_block_delta", index=index, delta=delta)


def _event(name: str, /, **members: Any) -> bytes:
    data = {"type": name} | members
    return b"event: " + name.encode() + b"\ndata: " + encode_json(data) + b"\n\n"
