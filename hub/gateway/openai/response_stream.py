"""The events of a streamed response, each numbered, ended by `response.completed` or `error`."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.gateway.openai.errors import error_body
from hub.kit.http import encode_json


class ResponseEvents:
    """`render` makes the whole response of a finished run."""

    ping = b": keep-alive\n\n"

    def __init__(
        self, frame: Mapping[str, Any], render: Callable[[Mapping[str, Any]], dict[str, Any]]
    ) -> None:
        self._frame = frame
        self._render = render
        self._number = 0
        self._message_id = f"msg_{str(frame['id']).removeprefix('resp_')}"
        self._said: list[str] | None = None

    def started(self) -> bytes:
        return self._event("response.created", response=self._frame) + self._event(
            "response.in_progress", response=self._frame
        )

    def said(self, text: str) -> bytes:
        opening = b"" if self._said is not None else self._opened()
        assert self._said is not None
        self._said.append(text)
        return opening + self._text_event("response.output_text.delta", delta=text, logprobs=[])

    def finished(self, body: Mapping[str, Any]) -> bytes:
        response = self._render(body)
        made = b""
        for at, item in enumerate(response["output"]):
            if item["type"] == "message":
                made += self._closed(item)
            else:
                made += self._called(at, item)
        ending = "response.incomplete" if response["status"] == "incomplete" else None
        return made + self._event(ending or "response.completed", response=response)

    def failed(self, error: Mapping[str, Any]) -> bytes:
        shaped = error_body(error)["error"]
        return self._event(
            "error",
            code=shaped["code"],
            message=shaped["message"],
            param=shaped["param"],
            error=shaped,
        )

    def _opened(self) -> bytes:
        self._said = []
        item = {
            "id": self._message_id,
            "type": "message",
            "role": "assistant",
            "status": "in_progress",
            "content": [],
        }
        part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
        return self._event(
            "response.output_item.added", output_index=0, item=item
        ) + self._text_event("response.content_part.added", part=part)

    def _closed(self, item: Mapping[str, Any]) -> bytes:
        opening = b"" if self._said is not None else self._opened()
        part = item["content"][0]
        return (
            opening
            + self._text_event("response.output_text.done", text=part["text"], logprobs=[])
            + self._text_event("response.content_part.done", part=part)
            + self._event("response.output_item.done", output_index=0, item=item)
        )

    def _called(self, at: int, item: Mapping[str, Any]) -> bytes:
        place = {"output_index": at, "item_id": item["id"]}
        begun = dict(item) | {"status": "in_progress", "arguments": ""}
        kind = "response.function_call_arguments"
        return (
            self._event("response.output_item.added", output_index=at, item=begun)
            + self._event(f"{kind}.delta", **place, delta=item["arguments"])
            + self._event(f"{kind}.done", **place, name=item["name"], arguments=item["arguments"])
            + self._event("response.output_item.done", output_index=at, item=item)
        )

    def _text_event(self, name: str, /, **members: Any) -> bytes:
        return self._event(
            name, item_id=self._message_id, output_index=0, content_index=0, **members
        )

    def _event(self, name: str, /, **members: Any) -> bytes:
        data = {"type": name, "sequence_number": self._number} | members
        self._number += 1
        return b"event: " + name.encode() + b"\ndata: " + encode_json(data) + b"\n\n"
