"""The "chat completions" dialect that OpenAI made and Azure, vLLM, llama.cpp and many others speak.

Pure mapping between the contract and that wire; who sends the bytes is the adapter's business.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from providers.contract import (
    ChatRequest,
    ChatResult,
    FinishReason,
    ImagePart,
    Message,
    ProviderError,
    Tool,
    ToolCall,
    Usage,
)

_FINISH: Final[Mapping[str, FinishReason]] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _Call(msgspec.Struct):
    index: int = 0
    id: str | None = None
    function: _Function = msgspec.field(default_factory=_Function)


class _Said(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(msgspec.Struct):
    message: _Said | None = None
    delta: _Said | None = None
    finish_reason: str | None = None


class _InputDetails(msgspec.Struct):
    cached_tokens: int | None = None


class _OutputDetails(msgspec.Struct):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int | None = None
    prompt_tokens_details: _InputDetails | None = None
    completion_tokens_details: _OutputDetails | None = None


class Completion(msgspec.Struct):
    """A whole answer and one chunk of a streamed one: the same shape but for `message`/`delta`."""

    id: str | None = None
    choices: list[_Choice] = []
    usage: _Usage | None = None
    error: Any = None


DECODER: Final = msgspec.json.Decoder(Completion)


class _Datum(msgspec.Struct):
    embedding: list[float]
    index: int = 0


class Embeddings(msgspec.Struct):
    data: list[_Datum]
    usage: _Usage | None = None

    def vectors(self) -> list[list[float]]:
        return [datum.embedding for datum in sorted(self.data, key=lambda d: d.index)]


EMBEDDINGS_DECODER: Final = msgspec.json.Decoder(Embeddings)


def encode_request(
    request: ChatRequest, *, stream: bool, max_tokens_name: str = "max_tokens"
) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "model": request.model,
        "messages": [encode_message(message) for message in request.messages],
    }
    if request.tools:
        payload["tools"] = [{"type": "function", "function": _tool(t)} for t in request.tools]
        payload["tool_choice"] = request.tool_choice
    if request.response_schema is not None:
        payload["response_format"] = {
            "type": "json_schema",
            "json_schema": {
                "name": "answer",
                "schema": request.response_schema,
                "strict": is_strict(request.response_schema),
            },
        }
    if request.max_output_tokens is not None:
        payload[max_tokens_name] = request.max_output_tokens
    for name in ("temperature", "seed"):
        if (value := getattr(request, name)) is not None:
            payload[name] = value
    if request.stop:
        payload["stop"] = request.stop
    if stream:
        payload["stream"] = True
        payload["stream_options"] = {"include_usage": True}
    return payload


def encode_message(message: Message) -> dict[str, Any]:
    encoded: dict[str, Any] = {"role": message.role, "content": _content(message)}
    if message.tool_calls:
        encoded["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": call.name,
                    "arguments": msgspec.json.encode(call.arguments).decode(),
                },
            }
            for call in message.tool_calls
        ]
        encoded["content"] = encoded["content"] or None
    if message.tool_call_id is not None:
        encoded["tool_call_id"] = message.tool_call_id
    return encoded


def _content(message: Message) -> Any:
    if isinstance(message.content, str):
        return message.content
    return [
        {"type": "image_url", "image_url": {"url": f"data:{part.media_type};base64,{part.data}"}}
        if isinstance(part, ImagePart)
        else {"type": "text", "text": part.text}
        for part in message.content
    ]


def _tool(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": tool.input_schema or {"type": "object", "properties": {}},
    }


def is_strict(schema: Any) -> bool:
    """Whether OpenAI's strict mode accepts the schema: every object closed, every field required.

    A looser schema is sent as a wish, because strict mode would refuse it with a 400.
    """
    if isinstance(schema, list):
        return all(is_strict(item) for item in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(schema.get("properties", {})):
            return False
    return all(is_strict(value) for value in schema.values())


def read_completion(answer: Completion, model: str) -> ChatResult:
    if not answer.choices or answer.choices[0].message is None:
        raise ProviderError("overloaded", "the vendor answered without a choice")
    choice, said = answer.choices[0], answer.choices[0].message
    calls = [
        tool_call(call.id, call.function.name, call.function.arguments, position)
        for position, call in enumerate(said.tool_calls or ())
    ]
    return ChatResult(
        model=model,
        text=said.content or said.refusal or "",
        tool_calls=calls,
        finish_reason=finish(choice.finish_reason, bool(calls)),
        usage=usage(answer.usage),
        response_id=answer.id,
    )


class Assembly:
    """Puts a streamed answer together: `add` returns the new text of a chunk."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._id: str | None = None
        self._text: list[str] = []
        self._calls: dict[int, list[str | None]] = {}
        self._finish: str | None = None
        self._usage: _Usage | None = None

    def add(self, chunk: Completion) -> str:
        if chunk.error is not None:
            raise _broken(chunk.error)
        self._id = self._id or chunk.id
        self._usage = chunk.usage or self._usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._finish = choice.finish_reason or self._finish
        if choice.delta is None:
            return ""
        for call in choice.delta.tool_calls or ():
            self._add_call(call)
        text = choice.delta.content or choice.delta.refusal or ""
        if text:
            self._text.append(text)
        return text

    def _add_call(self, part: _Call) -> None:
        known = self._calls.setdefault(part.index, [None, None, ""])
        known[0] = known[0] or part.id
        known[1] = known[1] or part.function.name
        known[2] = (known[2] or "") + (part.function.arguments or "")

    def result(self) -> ChatResult:
        """The whole answer; without a finish reason the stream was cut off."""
        if self._finish is None:
            raise ProviderError("stream_interrupted", "the stream ended before the answer did")
        calls = [
            tool_call(id_, name, arguments, position)
            for position, (_, (id_, name, arguments)) in enumerate(sorted(self._calls.items()))
        ]
        return ChatResult(
            model=self._model,
            text="".join(self._text),
            tool_calls=calls,
            finish_reason=finish(self._finish, bool(calls)),
            usage=usage(self._usage),
            response_id=self._id,
        )


def tool_call(id_: str | None, name: str | None, arguments: str | None, position: int) -> ToolCall:
    try:
        decoded = msgspec.json.decode(arguments or "{}", type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ProviderError(
            "overloaded", "the model wrote tool arguments that are not a JSON object"
        ) from error
    return ToolCall(id=id_ or f"call_{position}", name=name or "", arguments=decoded)


def finish(reason: str | None, called: bool) -> FinishReason:
    known = _FINISH.get(reason or "stop", "stop")
    return "tool_calls" if called and known == "stop" else known


def usage(counted: _Usage | None) -> Usage:
    if counted is None:
        return Usage()
    inputs, outputs = counted.prompt_tokens_details, counted.completion_tokens_details
    return Usage(
        input_tokens=counted.prompt_tokens,
        output_tokens=counted.completion_tokens or 0,
        cached_input_tokens=(inputs.cached_tokens if inputs else None) or 0,
        reasoning_tokens=(outputs.reasoning_tokens if outputs else None) or 0,
    )


def _broken(error: Any) -> ProviderError:
    message = error.get("message") if isinstance(error, dict) else error
    return ProviderError("stream_interrupted", str(message or "the vendor broke off the stream"))
