"""`POST /v1/responses`: every answer is kept in a session, so that another can continue it."""

import time
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from hub.gateway.conversation import (
    Asking,
    Extra,
    FileRef,
    Part,
    Turn,
    chosen,
    image_at,
    refuse,
    spoken,
    wanted_schema,
)
from hub.gateway.openai.chat import about, with_end_user
from hub.gateway.openai.errors import error_body
from hub.gateway.openai.messages import (
    ANY_OBJECT,
    FileGiven,
    FunctionTool,
    call_of,
    file_of,
    tool_of,
)
from hub.gateway.openai.response_stream import ResponseEvents
from hub.kit.errors import InvalidInput
from hub.kit.http import decode_body
from hub.runs.public import NEW_SESSION, Talk
from providers.contract import TextPart

_PREFIX: Final = "resp_"


class Content(msgspec.Struct):
    """A part of a message; which members it has depends on its type."""

    type: Literal["input_text", "output_text", "input_image", "input_file", "refusal"]
    text: str = ""
    refusal: str = ""
    image_url: str | None = None
    file_id: str | None = None
    file_data: str | None = None


class Item(msgspec.Struct):
    """An item of the input: a message, a tool call made before, or what the tool returned."""

    type: Literal["message", "function_call", "function_call_output", "reasoning"] = "message"
    role: Literal["system", "developer", "user", "assistant"] = "user"
    content: str | list[Content] = ""
    call_id: str = ""
    name: str = ""
    arguments: str = ""
    output: str | list[Content] = ""


class ResponseTool(FunctionTool):
    type: Literal["function"] = "function"


class NamedTool(msgspec.Struct):
    name: str


class Format(msgspec.Struct):
    type: Literal["text", "json_object", "json_schema"] = "text"
    schema: dict[str, Any] | None = None


class TextOptions(msgspec.Struct):
    format: Format | None = None


class ResponsesBody(msgspec.Struct):
    model: str
    input: str | list[Item]
    instructions: str | None = None
    stream: bool | None = False
    tools: list[ResponseTool] | None = None
    tool_choice: Literal["auto", "none", "required"] | NamedTool | None = None
    text: TextOptions | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    previous_response_id: str | None = None
    store: bool | None = True
    background: bool | None = False
    metadata: dict[str, Any] | None = None
    user: str | None = None
    laelia: Extra | None = None


_body: Final = msgspec.json.Decoder(ResponsesBody)


class Responses:
    """The dialect of responses."""

    face = "openai"

    def read(self, raw: bytes) -> Asking:
        body = decode_body(raw, _body)
        refuse(body.background, "background")
        extra = body.laelia or Extra()
        if extra.session_id is None and body.previous_response_id is None and body.store:
            extra = msgspec.structs.replace(extra, session_id=NEW_SESSION)
        return Asking(
            agent_id=body.model,
            turns=_turns(body),
            stream=bool(body.stream),
            talk=_talk(body),
            metadata=with_end_user(body.metadata, body.user),
            extra=extra,
            previous_run_id=_run_id(body.previous_response_id),
            shown={
                "instructions": body.instructions,
                "previous_response_id": body.previous_response_id,
                "metadata": body.metadata or {},
                "max_output_tokens": body.max_output_tokens,
                "temperature": body.temperature,
                "tools": [],
                "tool_choice": "auto",
            },
        )

    def answer(self, asking: Asking, body: Mapping[str, Any]) -> dict[str, Any]:
        return response_body(asking, body)

    def error(self, error: Mapping[str, Any]) -> dict[str, Any]:
        return error_body(error)

    def speaker(self, asking: Asking, run_id: str) -> ResponseEvents:
        return ResponseEvents(response_frame(asking, run_id), lambda b: response_body(asking, b))


def response_frame(asking: Asking, run_id: str) -> dict[str, Any]:
    return {
        "id": _PREFIX + run_id,
        "object": "response",
        "created_at": int(time.time()),
        "status": "in_progress",
        "model": asking.agent_id,
        "output": [],
        "parallel_tool_calls": True,
        "error": None,
        "incomplete_details": None,
        "usage": None,
        **asking.shown,
    }


def response_body(asking: Asking, body: Mapping[str, Any]) -> dict[str, Any]:
    run_id = body["id"]
    text, calls = spoken(body["output"])
    cut = body.get("finish_reason") == "length"
    output: list[dict[str, Any]] = []
    if text or not calls:
        output.append(message_item(run_id, text))
    output += [
        {
            "id": f"fc_{run_id}_{at}",
            "type": "function_call",
            "status": "completed",
            "call_id": call.id,
            "name": call.name,
            "arguments": msgspec.json.encode(call.arguments).decode(),
        }
        for at, call in enumerate(calls)
    ]
    taken, made = body["usage"]["input_tokens"], body["usage"]["output_tokens"]
    return response_frame(asking, run_id) | {
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": output,
        "usage": {
            "input_tokens": taken,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": made,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": taken + made,
        },
        "laelia": about(body),
    }


def message_item(run_id: str, text: str) -> dict[str, Any]:
    return {
        "id": f"msg_{run_id}",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}],
    }


def _run_id(response_id: str | None) -> str | None:
    if response_id is None:
        return None
    if not response_id.startswith(_PREFIX):
        raise InvalidInput.at("/previous_response_id", "is not the ID of an answer")
    return response_id.removeprefix(_PREFIX)


def _turns(body: ResponsesBody) -> list[Turn]:
    turns = []
    if body.instructions:
        turns.append(Turn(role="system", parts=(TextPart(text=body.instructions),)))
    if isinstance(body.input, str):
        return [*turns, Turn(role="user", parts=(TextPart(text=body.input),))]
    for at, item in enumerate(body.input):
        if item.type != "reasoning":
            turns.append(_turn(item, f"/input/{at}"))
    return turns


def _turn(item: Item, pointer: str) -> Turn:
    if item.type == "function_call":
        call = call_of(item.call_id, item.name, item.arguments, f"{pointer}/arguments")
        return Turn(role="assistant", tool_calls=(call,))
    if item.type == "function_call_output":
        parts = _parts(item.output, f"{pointer}/output")
        return Turn(role="tool", parts=parts, tool_call_id=item.call_id)
    role = "system" if item.role == "developer" else item.role
    return Turn(role=role, parts=_parts(item.content, f"{pointer}/content"))


def _parts(content: str | list[Content], pointer: str) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (TextPart(text=content),)
    return tuple(_part(part, f"{pointer}/{at}") for at, part in enumerate(content))


def _part(part: Content, pointer: str) -> Part:
    if part.file_id is not None:
        return FileRef(part.file_id)
    if part.type == "input_image":
        return image_at(part.image_url or "", f"{pointer}/image_url")
    if part.type == "input_file":
        return file_of(FileGiven(file_data=part.file_data), pointer)
    return TextPart(text=part.text or part.refusal)


def _talk(body: ResponsesBody) -> Talk:
    choice = body.tool_choice
    name = choice.name if isinstance(choice, NamedTool) else None
    given = [tool_of(tool, f"/tools/{at}") for at, tool in enumerate(body.tools or ())]
    return Talk(
        **chosen(given, choice if isinstance(choice, str) else None, name),
        response_schema=wanted_schema(_schema(body.text)),
        max_output_tokens=body.max_output_tokens,
        temperature=body.temperature,
    )


def _schema(options: TextOptions | None) -> dict[str, Any] | None:
    wanted = options.format if options else None
    if wanted is None or wanted.type == "text":
        return None
    if wanted.type == "json_object":
        return ANY_OBJECT
    if wanted.schema is None:
        raise InvalidInput.at("/text/format/schema", "is required")
    return wanted.schema
