"""Ollama's own API: newline-separated JSON, `/api/chat` and `/api/embed`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from providers.adapter import OnDelta, VendorAdapter
from providers.catalog import Catalog
from providers.contract import (
    Capability,
    ChatRequest,
    ChatResult,
    EmbedRequest,
    EmbedResult,
    ImagePart,
    Message,
    ModelInfo,
    ModelsResult,
    ProviderError,
    TextPart,
    ToolCall,
    Usage,
)
from providers.http import VendorHttp, decode, encode


class OllamaSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The host needs no key; a proxy in front of it may."""

    base_url: str = "http://127.0.0.1:11434"
    api_key: str | None = None
    models: Sequence[ModelInfo] = ()


class _Function(msgspec.Struct):
    name: str
    arguments: dict[str, Any] = {}


class _Call(msgspec.Struct):
    function: _Function
    id: str | None = None


class _Said(msgspec.Struct):
    content: str = ""
    tool_calls: list[_Call] | None = None


class _Answer(msgspec.Struct):
    message: _Said = msgspec.field(default_factory=_Said)
    done: bool = False
    done_reason: str | None = None
    prompt_eval_count: int = 0
    eval_count: int = 0
    error: str | None = None


class _Embeddings(msgspec.Struct):
    embeddings: list[list[float]]
    prompt_eval_count: int = 0


class _Tags(msgspec.Struct):
    class Tag(msgspec.Struct):
        name: str
        capabilities: list[str] | None = None

    models: list[Tag] = []


_ANSWER: Final = msgspec.json.Decoder(_Answer)
_EMBEDDINGS: Final = msgspec.json.Decoder(_Embeddings)
_TAGS: Final = msgspec.json.Decoder(_Tags)
_CHAT: Final[tuple[Capability, ...]] = ("chat", "stream", "tools", "json_schema", "images")


class OllamaAdapter(VendorAdapter):
    def __init__(self, settings: OllamaSettings) -> None:
        key = settings.api_key
        super().__init__(
            "llama", Catalog((), extra=settings.models, open_ended=True), (key,) if key else ()
        )
        self._key = key
        self._http = VendorHttp(settings.base_url)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _headers(self, credential: str | None) -> Mapping[str, str]:
        headers = {"Content-Type": "application/json"}
        if key := credential or self._key:
            headers["Authorization"] = f"Bearer {key}"
        return headers

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        body = encode(_payload(request, stream=on_delta is not None))
        headers = self._headers(credential)
        if on_delta is None:
            answer = decode(_ANSWER, await self._http.post("/api/chat", body, headers))
            return _result(request.model, answer, [answer.message])
        said: list[_Said] = []
        async with self._http.stream("/api/chat", body, headers) as stream:
            async for line in stream.lines():
                if not line:
                    continue
                answer = decode(_ANSWER, line)
                if answer.error is not None:
                    raise ProviderError("stream_interrupted", answer.error)
                said.append(answer.message)
                if answer.message.content:
                    await on_delta(answer.message.content)
                if answer.done:
                    return _result(request.model, answer, said)
        raise ProviderError("stream_interrupted", "the stream ended before the answer did")

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:
        payload: dict[str, Any] = {"model": request.model, "input": request.texts}
        if request.dimensions is not None:
            payload["dimensions"] = request.dimensions
        answer = decode(
            _EMBEDDINGS,
            await self._http.post("/api/embed", encode(payload), self._headers(credential)),
        )
        return EmbedResult(
            model=request.model,
            vectors=answer.embeddings,
            usage=Usage(input_tokens=answer.prompt_eval_count),
        )

    async def models(self, *, credential: str | None) -> ModelsResult:
        """What is pulled on that host; its price is the operator's to state."""
        data = await self._http.get("/api/tags", self._headers(credential))
        known = {info.id: info for info in self.catalog.models}
        models = [
            known.get(tag.name) or self.catalog.priced(_unpriced(tag))
            for tag in decode(_TAGS, data).models
        ]
        served = {info.id for info in models}
        models += [info for info in known.values() if info.id not in served]
        return ModelsResult(provider=self.name, models=models)


def _payload(request: ChatRequest, *, stream: bool) -> dict[str, Any]:
    names = {call.id: call.name for message in request.messages for call in message.tool_calls}
    payload: dict[str, Any] = {
        "model": request.model,
        "messages": [_message(message, names) for message in request.messages],
        "stream": stream,
    }
    # Ollama has no tool choice: with "none" the tools are not shown, "required" is a wish.
    if request.tools and request.tool_choice != "none":
        payload["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.input_schema or {"type": "object", "properties": {}},
                },
            }
            for tool in request.tools
        ]
    if request.response_schema is not None:
        payload["format"] = request.response_schema
    options = {
        "num_predict": request.max_output_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "stop": request.stop or None,
    }
    if given := {name: value for name, value in options.items() if value is not None}:
        payload["options"] = given
    return payload


def _message(message: Message, names: Mapping[str, str]) -> dict[str, Any]:
    parts = message.content
    if isinstance(parts, str):
        encoded: dict[str, Any] = {"role": message.role, "content": parts}
    else:
        texts = [part.text for part in parts if isinstance(part, TextPart)]
        encoded = {"role": message.role, "content": "\n".join(texts)}
        if images := [part.data for part in parts if isinstance(part, ImagePart)]:
            encoded["images"] = images
    if message.tool_calls:
        encoded["tool_calls"] = [
            {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        # Older hosts match a result to its call by the tool's name alone.
        encoded["tool_call_id"] = message.tool_call_id
        encoded["tool_name"] = names.get(message.tool_call_id, "")
    return encoded


def _result(model: str, last: _Answer, said: Sequence[_Said]) -> ChatResult:
    calls = [
        ToolCall(
            id=call.id or f"call_{position}",
            name=call.function.name,
            arguments=call.function.arguments,
        )
        for position, call in enumerate(c for part in said for c in part.tool_calls or ())
    ]
    if calls:
        reason: Any = "tool_calls"
    else:
        reason = "length" if last.done_reason == "length" else "stop"
    return ChatResult(
        model=model,
        text="".join(part.content for part in said),
        tool_calls=calls,
        finish_reason=reason,
        usage=Usage(input_tokens=last.prompt_eval_count, output_tokens=last.eval_count),
    )


def _unpriced(tag: _Tags.Tag) -> ModelInfo:
    if "embedding" in (tag.capabilities or ()) or "embed" in tag.name:
        return ModelInfo(id=tag.name, kind="embedding", capabilities=["embed"])
    return ModelInfo(id=tag.name, kind="chat", capabilities=list(_CHAT))
