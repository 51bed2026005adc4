"""Mapping between the contract and Gemini's generateContent API."""

from collections.abc import Mapping, Sequence
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
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "SAFETY": "content_filter",
    "RECITATION": "content_filter",
    "BLOCKLIST": "content_filter",
    "PROHIBITED_CONTENT": "content_filter",
    "SPII": "content_filter",
}
_MODE: Final = {"auto": "AUTO", "none": "NONE", "required": "ANY"}


class _FunctionCall(msgspec.Struct):
    name: str
    args: dict[str, Any] = {}
    id: str | None = None


class _Part(msgspec.Struct, rename="camel"):
    text: str | None = None
    thought: bool = False
    thought_signature: str | None = None
    function_call: _FunctionCall | None = None


class _Content(msgspec.Struct):
    parts: list[_Part] = []


class _Candidate(msgspec.Struct, rename="camel"):
    content: _Content | None = None
    finish_reason: str | None = None


class _Usage(msgspec.Struct, rename="camel"):
    prompt_token_count: int = 0
    candidates_token_count: int = 0
    thoughts_token_count: int = 0
    cached_content_token_count: int = 0


class _Feedback(msgspec.Struct, rename="camel"):
    block_reason: str | None = None


class Reply(msgspec.Struct, rename="camel"):
    candidates: list[_Candidate] = []
    usage_metadata: _Usage | None = None
    prompt_feedback: _Feedback | None = None
    response_id: str | None = None


class Count(msgspec.Struct, rename="camel"):
    total_tokens: int


class _Vector(msgspec.Struct):
    values: list[float]


class Embeddings(msgspec.Struct, rename="camel"):
    embeddings: list[_Vector]
    usage_metadata: _Usage | None = None

    def counted(self) -> int:
        return self.usage_metadata.prompt_token_count if self.usage_metadata else 0


DECODER: Final = msgspec.json.Decoder(Reply)
COUNT_DECODER: Final = msgspec.json.Decoder(Count)
EMBEDDINGS_DECODER: Final = msgspec.json.Decoder(Embeddings)


def encode_request(request: ChatRequest) -> dict[str, Any]:
    payload = encode_prompt(request.messages, request.tools)
    if request.tools:
        mode = _MODE[request.tool_choice]
        payload["toolConfig"] = {"functionCallingConfig": {"mode": mode}}
    options: dict[str, Any] = {
        "maxOutputTokens": request.max_output_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "stopSequences": request.stop or None,
    }
    if request.response_schema is not None:
        options["responseMimeType"] = "application/json"
        options["responseJsonSchema"] = request.response_schema
    if given := {name: value for name, value in options.items() if value is not None}:
        payload["generationConfig"] = given
    return payload


def encode_prompt(messages: Sequence[Message], tools: Sequence[Tool]) -> dict[str, Any]:
    """What a chat and a token count have in common."""
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    payload: dict[str, Any] = {"contents": _contents(messages, names)}
    system = [part for m in messages if m.role == "system" for part in _parts(m)]
    if system:
        payload["systemInstruction"] = {"parts": system}
    if tools:
        payload["tools"] = [{"functionDeclarations": [_declaration(tool) for tool in tools]}]
    return payload


def _declaration(tool: Tool) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": tool.name, "description": tool.description}
    if tool.input_schema:
        declared["parametersJsonSchema"] = tool.input_schema
    return declared


def _contents(messages: Sequence[Message], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Results of parallel calls go into one turn, as they were asked for in one."""
    contents: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "system":
            continue
        role = "model" if message.role == "assistant" else "user"
        parts = _result(message, names) if message.role == "tool" else _parts(message)
        parts += [_call(call) for call in message.tool_calls]
        if contents and contents[-1]["role"] == role:
            contents[-1]["parts"] += parts
        else:
            contents.append({"role": role, "parts": parts})
    return contents


def _parts(message: Message) -> list[dict[str, Any]]:
    if isinstance(message.content, str):
        return [{"text": message.content}] if message.content else []
    return [
        {"inlineData": {"mimeType": part.media_type, "data": part.data}}
        if isinstance(part, ImagePart)
        else {"text": part.text}
        for part in message.content
    ]


def _call(call: ToolCall) -> dict[str, Any]:
    """The ID carries the model's thought signature, which it wants back with the call."""
    id_, _, signature = call.id.partition(".")
    part: dict[str, Any] = {"functionCall": {"id": id_, "name": call.name, "args": call.arguments}}
    if signature:
        part["thoughtSignature"] = signature
    return part


def _result(message: Message, names: Mapping[str, str]) -> list[dict[str, Any]]:
    called = message.tool_call_id or ""
    text = "".join(part.get("text", "") for part in _parts(message))
    try:
        decoded = msgspec.json.decode(text)
    except msgspec.DecodeError:
        decoded = text
    response = decoded if isinstance(decoded, dict) else {"result": decoded}
    id_ = called.partition(".")[0]
    name = names.get(called, "")
    return [{"functionResponse": {"id": id_, "name": name, "response": response}}]


class Assembly:
    """Puts an answer together from one reply or from many: `add` returns the new text."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._id: str | None = None
        self._texts: list[str] = []
        self._calls: list[ToolCall] = []
        self._finish: str | None = None
        self._usage = _Usage()

    def add(self, reply: Reply) -> str:
        self._id = self._id or reply.response_id
        self._usage = reply.usage_metadata or self._usage
        if reply.prompt_feedback is not None and reply.prompt_feedback.block_reason:
            reason = reply.prompt_feedback.block_reason
            raise ProviderError("content_filtered", f"the prompt was blocked ({reason})")
        if not reply.candidates:
            return ""
        candidate = reply.candidates[0]
        self._finish = candidate.finish_reason or self._finish
        parts = candidate.content.parts if candidate.content else []
        text = "".join(self._take(part) for part in parts)
        if text:
            self._texts.append(text)
        return text

    def _take(self, part: _Part) -> str:
        called = part.function_call
        if called is not None:
            id_ = called.id or f"call_{len(self._calls)}"
            if part.thought_signature:
                id_ = f"{id_}.{part.thought_signature}"
            self._calls.append(ToolCall(id=id_, name=called.name, arguments=called.args))
        return "" if part.thought or part.text is None else part.text

    def result(self) -> ChatResult:
        if self._finish is None:
            raise ProviderError("stream_interrupted", "the answer has no end")
        if self._finish in {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"}:
            raise ProviderError("overloaded", "the model wrote a tool call that cannot be read")
        known = _FINISH.get(self._finish, "stop")
        return ChatResult(
            model=self._model,
            text="".join(self._texts),
            tool_calls=self._calls,
            finish_reason="tool_calls" if self._calls and known == "stop" else known,
            usage=Usage(
                input_tokens=self._usage.prompt_token_count,
                output_tokens=self._usage.candidates_token_count + self._usage.thoughts_token_count,
                cached_input_tokens=self._usage.cached_content_token_count,
                reasoning_tokens=self._usage.thoughts_token_count,
            ),
            response_id=self._id,
        )
