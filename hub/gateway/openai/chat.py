"""`POST /v1/chat/completions`: `model` is the ID of an agent."""

import time
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from hub.gateway.conversation import Asking, Extra, chosen, refuse, spoken, wanted_schema
from hub.gateway.openai.errors import error_body
from hub.gateway.openai.messages import (
    ChatMessage,
    ChatTool,
    NamedChoice,
    ResponseFormat,
    schema_of,
    tool_of,
    turn_of,
)
from hub.kit.http import decode_body, encode_json
from hub.runs.public import Talk
from providers.contract import ToolCall


class StreamOptions(msgspec.Struct):
    include_usage: bool = False


class ChatBody(msgspec.Struct):
    """What is honored of a request; other fields tune a model, which is the agent's business."""

    model: str
    messages: list[ChatMessage]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    tools: list[ChatTool] | None = None
    tool_choice: Literal["auto", "none", "required"] | NamedChoice | None = None
    response_format: ResponseFormat | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    n: int | None = 1
    logprobs: bool | None = False
    modalities: list[str] | None = None
    metadata: dict[str, Any] | None = None
    user: str | None = None
    laelia: Extra | None = None


_body: Final = msgspec.json.Decoder(ChatBody)


class ChatCompletions:
    """The dialect of chat completions."""

    face = "openai"

    def read(self, raw: bytes) -> Asking:
        body = decode_body(raw, _body)
        refuse(body.n is not None and body.n != 1, "n")
        refuse(body.logprobs, "logprobs")
        refuse(body.modalities and body.modalities != ["text"], "modalities")
        return Asking(
            agent_id=body.model,
            turns=[turn_of(message, at) for at, message in enumerate(body.messages)],
            stream=bool(body.stream),
            usage_in_stream=bool(body.stream_options and body.stream_options.include_usage),
            talk=_talk(body),
            metadata=with_end_user(body.metadata, body.user),
            extra=body.laelia or Extra(),
        )

    def answer(self, asking: Asking, body: Mapping[str, Any]) -> dict[str, Any]:
        text, calls = spoken(body["output"])
        content = text if text or not calls else None
        message: dict[str, Any] = {"role": "assistant", "content": content}
        if calls:
            message["tool_calls"] = [_call(call) for call in calls]
        choice = {
            "index": 0,
            "message": message | {"refusal": None},
            "finish_reason": body.get("finish_reason", "stop"),
            "logprobs": None,
        }
        return {
            "id": completion_id(body["id"]),
            "object": "chat.completion",
            "created": int(time.time()),
            "model": asking.agent_id,
            "choices": [choice],
            "usage": usage(body),
            "laelia": about(body),
        }

    def error(self, error: Mapping[str, Any]) -> dict[str, Any]:
        return error_body(error)

    def speaker(self, asking: Asking, run_id: str) -> "Chunks":
        return Chunks(asking, run_id)


class Chunks:
    """`chat.completion.chunk` events, ended by `[DONE]` or by an error."""

    ping = b": keep-alive\n\n"

    def __init__(self, asking: Asking, run_id: str) -> None:
        self._usage = asking.usage_in_stream
        self._frame = {
            "id": completion_id(run_id),
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": asking.agent_id,
        }

    def started(self) -> bytes:
        return self._chunk({"role": "assistant", "content": ""})

    def said(self, text: str) -> bytes:
        return self._chunk({"content": text})

    def finished(self, body: Mapping[str, Any]) -> bytes:
        _, calls = spoken(body["output"])
        made = b""
        if calls:
            numbered = [{"index": at} | _call(call) for at, call in enumerate(calls)]
            made = self._chunk({"tool_calls": numbered})
        reason = body.get("finish_reason", "stop")
        made += self._chunk({}, reason, {"laelia": about(body)})
        if self._usage:
            made += _data(self._frame | {"choices": [], "usage": usage(body)})
        return made + b"data: [DONE]\n\n"

    def failed(self, error: Mapping[str, Any]) -> bytes:
        return _data(error_body(error))

    def _chunk(
        self,
        delta: Mapping[str, Any],
        reason: str | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        usage_later = {"usage": None} if self._usage else {}
        return _data(self._frame | {"choices": [choice]} | usage_later | dict(more or {}))


def _talk(body: ChatBody) -> Talk:
    choice = body.tool_choice
    name = choice.function.name if isinstance(choice, NamedChoice) else None
    given = [tool_of(t.function, f"/tools/{at}") for at, t in enumerate(body.tools or ())]
    stop = [body.stop] if isinstance(body.stop, str) else body.stop or []
    return Talk(
        **chosen(given, choice if isinstance(choice, str) else None, name),
        response_schema=wanted_schema(schema_of(body.response_format)),
        max_output_tokens=body.max_completion_tokens or body.max_tokens,
        temperature=body.temperature,
        seed=body.seed,
        stop=tuple(stop),
    )


def with_end_user(metadata: Mapping[str, Any] | None, user: str | None) -> dict[str, Any]:
    found = dict(metadata or {})
    if user:
        found.setdefault("end_user", user)
    return found


def completion_id(run_id: str) -> str:
    return f"chatcmpl-{run_id}"


def usage(body: Mapping[str, Any]) -> dict[str, int]:
    taken, made = body["usage"]["input_tokens"], body["usage"]["output_tokens"]
    return {"prompt_tokens": taken, "completion_tokens": made, "total_tokens": taken + made}


def about(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the dialect has no words for: the run, what it cost, who answered, and the proof."""
    names = ("agent_version", "model", "model_tier", "cost", "receipt", "session_id", "notice")
    return {"run_id": body["id"]} | {name: body[name] for name in names if name in body}


def _call(call: ToolCall) -> dict[str, Any]:
    arguments = msgspec.json.encode(call.arguments).decode()
    function = {"name": call.name, "arguments": arguments}
    return {"id": call.id, "type": "function", "function": function}


def _data(body: Mapping[str, Any]) -> bytes:
    return b"data: " + encode_json(body) + b"\n\n"
