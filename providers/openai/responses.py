"""Mapping between the contract and OpenAI's responses API."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from providers.chat_completions import is_strict, tool_call
from providers.contract import (
    ChatRequest,
    ChatResult,
    ErrorCode,
    FinishReason,
    ImagePart,
    Message,
    ProviderError,
    Tool,
    Usage,
)
from providers.failures import classify

LAST_EVENTS: Final = frozenset({"response.completed", "response.incomplete", "response.failed"})


class _Content(msgspec.Struct):
    type: str
    text: str = ""
    refusal: str = ""


class _Item(msgspec.Struct):
    type: str
    content: list[_Content] | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: str | None = None


class _InputDetails(msgspec.Struct):
    cached_tokens: int = 0


class _OutputDetails(msgspec.Struct):
    reasoning_tokens: int = 0


class _Usage(msgspec.Struct):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: _InputDetails | None = None
    output_tokens_details: _OutputDetails | None = None


class _Incomplete(msgspec.Struct):
    reason: str = ""


class _Error(msgspec.Struct):
    code: str | None = None
    message: str = ""


class Response(msgspec.Struct):
    id: str | None = None
    status: str = "completed"
    output: list[_Item] = []
    usage: _Usage | None = None
    incomplete_details: _Incomplete | None = None
    error: _Error | None = None


class Event(msgspec.Struct):
    type: str
    delta: Any = None
    response: Response | None = None
    message: str | None = None


DECODER: Final = msgspec.json.Decoder(Response)
EVENT_DECODER: Final = msgspec.json.Decoder(Event)


def encode_request(request: ChatRequest, *, stream: bool) -> dict[str, Any]:
    payload = encode_input(request.model, request.messages, request.tools)
    payload["store"] = False
    if request.tools:
        payload["tool_choice"] = request.tool_choice
    if request.response_schema is not None:
        payload["text"] = {
            "format": {
                "type": "json_schema",
                "name": "answer",
                "schema": request.response_schema,
                "strict": is_strict(request.response_schema),
            }
        }
    if request.max_output_tokens is not None:
        payload["max_output_tokens"] = request.max_output_tokens
    if stream:
        payload["stream"] = True
    return payload


def encode_input(model: str, messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "model": model,
        "input": [item for message in messages for item in _items(message)],
    }
    if tools:
        payload["tools"] = [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.input_schema or {"type": "object", "properties": {}},
                "strict": False,
            }
            for tool in tools
        ]
    return payload


def _items(message: Message) -> list[Mapping[str, Any]]:
    if message.role == "tool":
        return [
            {
                "type": "function_call_output",
                "call_id": message.tool_call_id,
                "output": message.content
                if isinstance(message.content, str)
                else "".join(getattr(part, "text", "") for part in message.content),
            }
        ]
    items: list[Mapping[str, Any]] = []
    if message.content:
        items.append({"role": message.role, "content": _content(message)})
    items.extend(
        {
            "type": "function_call",
            "call_id": call.id,
            "name": call.name,
            "arguments": msgspec.json.encode(call.arguments).decode(),
        }
        for call in message.tool_calls
    )
    return items


def _content(message: Message) -> Any:
    if isinstance(message.content, str):
        return message.content
    text_type = "output_text" if message.role == "assistant" else "input_text"
    return [
        {
            "type": "input_image",
            "detail": "auto",
            "image_url": f"data:{part.media_type};base64,{part.data}",
        }
        if isinstance(part, ImagePart)
        else {"type": text_type, "text": part.text}
        for part in message.content
    ]


def read(answer: Response, model: str) -> ChatResult:
    if answer.status == "failed" or answer.error is not None:
        error = answer.error or _Error()
        code: ErrorCode = classify(500, error.code or "")
        raise ProviderError(code, error.message or "the model failed")
    texts = [
        part.text or part.refusal
        for item in answer.output
        if item.type == "message"
        for part in item.content or ()
    ]
    calls = [
        tool_call(item.call_id, item.name, item.arguments, position)
        for position, item in enumerate(i for i in answer.output if i.type == "function_call")
    ]
    return ChatResult(
        model=model,
        text="".join(texts),
        tool_calls=calls,
        finish_reason=_finish(answer, bool(calls)),
        usage=_usage(answer.usage),
        response_id=answer.id,
    )


def _finish(answer: Response, called: bool) -> FinishReason:
    if answer.status == "incomplete":
        reason = answer.incomplete_details.reason if answer.incomplete_details else ""
        return "content_filter" if reason == "content_filter" else "length"
    return "tool_calls" if called else "stop"


def _usage(counted: _Usage | None) -> Usage:
    if counted is None:
        return Usage()
    inputs, outputs = counted.input_tokens_details, counted.output_tokens_details
    return Usage(
        input_tokens=counted.input_tokens,
        output_tokens=counted.output_tokens,
        cached_input_tokens=inputs.cached_tokens if inputs else 0,
        reasoning_tokens=outputs.reasoning_tokens if outputs else 0,
    )
