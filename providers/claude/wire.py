"""Mapping between the contract and Anthropic's Messages API."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from providers.contract import (
    ChatRequest,
    ChatResult,
    ErrorCode,
    FinishReason,
    ImagePart,
    Message,
    ProviderError,
    Tool,
    ToolCall,
    Usage,
)
from providers.schemas import closed
from providers.turns import alternating_turns

_FINISH: Final[Mapping[str, FinishReason]] = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}
_TOOL_CHOICE: Final = {"auto": "auto", "none": "none", "required": "any"}
_STREAM_ERRORS: Final[Mapping[str, ErrorCode]] = {
    "overloaded_error": "overloaded",
    "rate_limit_error": "rate_limited",
    "api_error": "overloaded",
    "invalid_request_error": "invalid_request",
}


class _OutputDetails(msgspec.Struct):
    thinking_tokens: int | None = None


class _Usage(msgspec.Struct):
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens_details: _OutputDetails | None = None


class _Block(msgspec.Struct):
    type: str
    text: str = ""
    id: str = ""
    name: str = ""
    input: dict[str, Any] = {}


class Reply(msgspec.Struct):
    id: str | None = None
    content: list[_Block] = []
    stop_reason: str | None = None
    usage: _Usage = msgspec.field(default_factory=_Usage)


class _Delta(msgspec.Struct):
    type: str | None = None
    text: str = ""
    partial_json: str = ""
    stop_reason: str | None = None


class _Error(msgspec.Struct):
    type: str = ""
    message: str = ""


class Event(msgspec.Struct):
    type: str
    index: int = 0
    message: Reply | None = None
    content_block: _Block | None = None
    delta: _Delta | None = None
    usage: _Usage | None = None
    error: _Error | None = None


class Count(msgspec.Struct):
    input_tokens: int


DECODER: Final = msgspec.json.Decoder(Reply)
EVENT_DECODER: Final = msgspec.json.Decoder(Event)
COUNT_DECODER: Final = msgspec.json.Decoder(Count)


def encode_prompt(model: str, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
    """What a chat and a token count have in common."""
    payload: dict[str, Any] = {"model": model, "messages": alternating_turns(messages, _blocks)}
    if system := "\n\n".join(_text(m) for m in messages if m.role == "system"):
        payload["system"] = system
    if tools:
        payload["tools"] = [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": tool.input_schema or {"type": "object", "properties": {}},
            }
            for tool in tools
        ]
    return payload


def encode_options(
    request: ChatRequest, *, max_tokens: int, temperature: float | None
) -> dict[str, Any]:
    options: dict[str, Any] = {"max_tokens": max_tokens}
    if request.tools:
        options["tool_choice"] = {"type": _TOOL_CHOICE[request.tool_choice]}
    if request.response_schema is not None:
        schema = closed(request.response_schema)
        options["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
    if temperature is not None:
        # The contract's scale ends at 2, this API's at 1.
        options["temperature"] = min(temperature, 1.0)
    if request.stop:
        options["stop_sequences"] = request.stop
    return options


def _blocks(message: Message) -> list[dict[str, Any]]:
    content = _content(message)
    if message.role == "tool":
        return [{"type": "tool_result", "tool_use_id": message.tool_call_id, "content": content}]
    calls = [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments}
        for call in message.tool_calls
    ]
    return content + calls


def _content(message: Message) -> list[dict[str, Any]]:
    if isinstance(message.content, str):
        return [{"type": "text", "text": message.content}] if message.content else []
    return [
        {
            "type": "image",
            "source": {"type": "base64", "media_type": part.media_type, "data": part.data},
        }
        if isinstance(part, ImagePart)
        else {"type": "text", "text": part.text}
        for part in message.content
    ]


def _text(message: Message) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(getattr(part, "text", "") for part in message.content)


def read(reply: Reply, model: str) -> ChatResult:
    return ChatResult(
        model=model,
        text="".join(block.text for block in reply.content if block.type == "text"),
        tool_calls=[
            ToolCall(id=block.id, name=block.name, arguments=block.input)
            for block in reply.content
            if block.type == "tool_use"
        ],
        finish_reason=_FINISH.get(reply.stop_reason or "end_turn", "stop"),
        usage=_usage(reply.usage),
        response_id=reply.id,
    )


def _usage(counted: _Usage) -> Usage:
    """Anthropic counts cached input beside the input; the contract counts it in."""
    cached = counted.cache_read_input_tokens or 0
    written = counted.cache_creation_input_tokens or 0
    details = counted.output_tokens_details
    return Usage(
        input_tokens=(counted.input_tokens or 0) + cached + written,
        output_tokens=counted.output_tokens or 0,
        cached_input_tokens=cached,
        reasoning_tokens=(details.thinking_tokens if details else None) or 0,
    )


class Assembly:
    """Puts a streamed reply together: `add` returns the new text of an event."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._reply = Reply()
        self._blocks: dict[int, _Block] = {}
        self._inputs: dict[int, list[str]] = {}
        self._ended = False

    def add(self, event: Event) -> str:
        if event.type == "content_block_delta" and event.delta is not None:
            return self._extend(event.index, event.delta)
        if event.type == "content_block_start" and event.content_block is not None:
            self._blocks[event.index] = event.content_block
            return event.content_block.text
        if event.type == "message_start" and event.message is not None:
            self._reply = event.message
        elif event.type == "message_delta":
            self._finish(event)
        elif event.type == "message_stop":
            self._ended = True
        elif event.type == "error":
            error = event.error or _Error()
            raise ProviderError(
                _STREAM_ERRORS.get(error.type, "stream_interrupted"),
                error.message or "the vendor broke off the stream",
            )
        return ""

    def _extend(self, index: int, delta: _Delta) -> str:
        if delta.type == "text_delta":
            block = self._blocks.setdefault(index, _Block(type="text"))
            block.text += delta.text
            return delta.text
        if delta.type == "input_json_delta":
            self._inputs.setdefault(index, []).append(delta.partial_json)
        return ""

    def _finish(self, event: Event) -> None:
        """Its counts are cumulative and may leave out what `message_start` said."""
        if event.delta is not None:
            self._reply.stop_reason = event.delta.stop_reason or self._reply.stop_reason
        if event.usage is not None:
            for name in event.usage.__struct_fields__:
                if (value := getattr(event.usage, name)) is not None:
                    setattr(self._reply.usage, name, value)

    def result(self) -> ChatResult:
        if not self._ended:
            raise ProviderError("stream_interrupted", "the stream ended before the answer did")
        for index, parts in self._inputs.items():
            self._blocks[index].input = self._arguments("".join(parts))
        self._reply.content = [block for _, block in sorted(self._blocks.items())]
        return read(self._reply, self._model)

    def _arguments(self, text: str) -> dict[str, Any]:
        try:
            return msgspec.json.decode(text or "{}", type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise ProviderError(
                "overloaded", "the model wrote tool arguments that are not a JSON object"
            ) from error
