"""Mapping between the contract and Bedrock's Converse API."""

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
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "content_filtered": "content_filter",
    "guardrail_intervened": "content_filter",
}
_STREAM_ERRORS: Final[Mapping[str, ErrorCode]] = {
    "throttlingException": "rate_limited",
    "validationException": "invalid_request",
    "internalServerException": "overloaded",
    "serviceUnavailableException": "overloaded",
    "modelStreamErrorException": "stream_interrupted",
}


class _Wire(msgspec.Struct, rename="camel"):
    """Amazon spells its fields in camel case."""


class _ToolUse(_Wire):
    tool_use_id: str = ""
    name: str = ""
    input: Any = None


class _Block(_Wire):
    text: str | None = None
    tool_use: _ToolUse | None = None


class _Message(_Wire):
    content: list[_Block] = []


class _Output(_Wire):
    message: _Message = msgspec.field(default_factory=_Message)


class _Usage(_Wire):
    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_write_input_tokens: int = 0


class Reply(_Wire):
    output: _Output = msgspec.field(default_factory=_Output)
    stop_reason: str = "end_turn"
    usage: _Usage = msgspec.field(default_factory=_Usage)


class Event(_Wire):
    """Every event's fields in one shape; which are set depends on its kind."""

    content_block_index: int = 0
    start: _Block | None = None
    delta: _Block | None = None
    stop_reason: str | None = None
    usage: _Usage | None = None
    message: str | None = None


class Embedding(_Wire):
    embedding: list[float]
    input_text_token_count: int = 0


class Count(_Wire):
    input_tokens: int


DECODER: Final = msgspec.json.Decoder(Reply)
EVENT_DECODER: Final = msgspec.json.Decoder(Event)
EMBEDDING_DECODER: Final = msgspec.json.Decoder(Embedding)
COUNT_DECODER: Final = msgspec.json.Decoder(Count)


def encode_prompt(
    messages: Sequence[Message], tools: Sequence[Tool], choice: str
) -> dict[str, Any]:
    """What a chat and a token count have in common."""
    payload: dict[str, Any] = {"messages": alternating_turns(messages, _blocks)}
    system = [block for m in messages if m.role == "system" for block in _content(m)]
    if system:
        payload["system"] = system
    called = any(message.tool_calls for message in messages)
    # There is no "none": the tools are left out, unless the conversation already used some.
    if tools and (choice != "none" or called):
        config: dict[str, Any] = {"tools": [{"toolSpec": _tool(tool)} for tool in tools]}
        if choice == "required":
            config["toolChoice"] = {"any": {}}
        payload["toolConfig"] = config
    return payload


def encode_options(request: ChatRequest, *, temperature: float | None) -> dict[str, Any]:
    options: dict[str, Any] = {}
    inference = {
        "maxTokens": request.max_output_tokens,
        "temperature": None if temperature is None else min(temperature, 1.0),
        "stopSequences": request.stop or None,
    }
    if given := {name: value for name, value in inference.items() if value is not None}:
        options["inferenceConfig"] = given
    if request.response_schema is not None:
        schema = msgspec.json.encode(closed(request.response_schema)).decode()
        options["outputConfig"] = {
            "textFormat": {
                "type": "json_schema",
                "structure": {"jsonSchema": {"name": "answer", "schema": schema}},
            }
        }
    return options


def _tool(tool: Tool) -> dict[str, Any]:
    schema = tool.input_schema or {"type": "object", "properties": {}}
    spec: dict[str, Any] = {"name": tool.name, "inputSchema": {"json": schema}}
    if tool.description:
        spec["description"] = tool.description
    return spec


def _blocks(message: Message) -> list[dict[str, Any]]:
    content = _content(message)
    if message.role == "tool":
        return [{"toolResult": {"toolUseId": message.tool_call_id, "content": content}}]
    return content + [
        {"toolUse": {"toolUseId": call.id, "name": call.name, "input": call.arguments}}
        for call in message.tool_calls
    ]


def _content(message: Message) -> list[dict[str, Any]]:
    if isinstance(message.content, str):
        return [{"text": message.content}] if message.content else []
    return [
        {
            "image": {
                "format": part.media_type.removeprefix("image/").replace("jpg", "jpeg"),
                "source": {"bytes": part.data},
            }
        }
        if isinstance(part, ImagePart)
        else {"text": part.text}
        for part in message.content
    ]


def read(reply: Reply, model: str) -> ChatResult:
    blocks = reply.output.message.content
    calls = [_call(block.tool_use) for block in blocks if block.tool_use is not None]
    cached = reply.usage.cache_read_input_tokens
    return ChatResult(
        model=model,
        text="".join(block.text or "" for block in blocks),
        tool_calls=calls,
        finish_reason=_FINISH.get(reply.stop_reason, "stop"),
        usage=Usage(
            # Amazon counts cached input beside the input; the contract counts it in.
            input_tokens=reply.usage.input_tokens + cached + reply.usage.cache_write_input_tokens,
            output_tokens=reply.usage.output_tokens,
            cached_input_tokens=cached,
        ),
    )


def _call(use: _ToolUse) -> ToolCall:
    """Whole in an answer, a growing text in a stream."""
    arguments = use.input
    if isinstance(arguments, str):
        try:
            arguments = msgspec.json.decode(arguments or "{}")
        except msgspec.DecodeError:
            arguments = None
    if not isinstance(arguments, dict):
        raise ProviderError(
            "overloaded", "the model wrote tool arguments that are not a JSON object"
        )
    return ToolCall(id=use.tool_use_id, name=use.name, arguments=arguments)


class Assembly:
    """Puts a streamed reply together: `add` returns the new text of an event."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._blocks: dict[int, _Block] = {}
        self._stop: str | None = None
        self._usage = _Usage()

    def add(self, kind: str, event: Event) -> str:
        if kind.endswith("Exception"):
            raise ProviderError(
                _STREAM_ERRORS.get(kind, "stream_interrupted"), event.message or kind
            )
        if event.start is not None and event.start.tool_use is not None:
            event.start.tool_use.input = ""
            self._blocks[event.content_block_index] = event.start
        if event.stop_reason is not None:
            self._stop = event.stop_reason
        if event.usage is not None:
            self._usage = event.usage
        return "" if event.delta is None else self._extend(event.content_block_index, event.delta)

    def _extend(self, index: int, delta: _Block) -> str:
        block = self._blocks.setdefault(index, _Block())
        if delta.tool_use is not None and block.tool_use is not None:
            block.tool_use.input += delta.tool_use.input or ""
        if not delta.text:
            return ""
        block.text = (block.text or "") + delta.text
        return delta.text

    def result(self) -> ChatResult:
        if self._stop is None:
            raise ProviderError("stream_interrupted", "the stream ended before the answer did")
        content = [block for _, block in sorted(self._blocks.items())]
        reply = Reply(
            output=_Output(message=_Message(content=content)),
            stop_reason=self._stop,
            usage=self._usage,
        )
        return read(reply, self._model)
