"""Messages, tools and forms of answer as OpenAI's chat completions spell them."""

from typing import Any, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType

from hub.gateway.conversation import FileRef, Part, Turn, image_at, inline_file, tool
from hub.kit.errors import InvalidInput
from providers.contract import TextPart, Tool, ToolCall


class Text(msgspec.Struct, tag_field="type", tag="text"):
    text: str


class Url(msgspec.Struct):
    url: str


class Image(msgspec.Struct, tag_field="type", tag="image_url"):
    image_url: Url


class FileGiven(msgspec.Struct):
    """One that was sent before, or its content."""

    file_id: str | None = None
    file_data: str | None = None


class File(msgspec.Struct, tag_field="type", tag="file"):
    file: FileGiven


class Refusal(msgspec.Struct, tag_field="type", tag="refusal"):
    refusal: str


class Function(msgspec.Struct):
    name: str
    arguments: str = ""


class Call(msgspec.Struct):
    id: str
    function: Function


class ChatMessage(msgspec.Struct):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Text | Image | File | Refusal] | None = None
    tool_calls: list[Call] | None = None
    tool_call_id: str | None = None


class FunctionTool(msgspec.Struct):
    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None


class ChatTool(msgspec.Struct):
    type: Literal["function"]
    function: FunctionTool


class NamedFunction(msgspec.Struct):
    name: str


class NamedChoice(msgspec.Struct):
    function: NamedFunction


class JsonSchema(msgspec.Struct):
    schema: dict[str, Any] | UnsetType = UNSET


class ResponseFormat(msgspec.Struct):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


ANY_OBJECT: Final[dict[str, Any]] = {"type": "object"}


def turn_of(message: ChatMessage, at: int) -> Turn:
    """Raises InvalidInput where a part cannot be taken."""
    pointer = f"/messages/{at}"
    if message.role == "tool" and message.tool_call_id is None:
        raise InvalidInput.at(f"{pointer}/tool_call_id", "is required")
    content = message.content or []
    if isinstance(content, str):
        parts: tuple[Part, ...] = (TextPart(text=content),)
    else:
        parts = tuple(_part(p, f"{pointer}/content/{i}") for i, p in enumerate(content))
    return Turn(
        role="system" if message.role == "developer" else message.role,
        parts=parts,
        tool_calls=tuple(
            call_of(call.id, call.function.name, call.function.arguments, f"{pointer}/tool_calls")
            for call in message.tool_calls or ()
        ),
        tool_call_id=message.tool_call_id,
    )


def _part(part: Text | Image | File | Refusal, pointer: str) -> Part:
    if isinstance(part, Text):
        return TextPart(text=part.text)
    if isinstance(part, Image):
        return image_at(part.image_url.url, f"{pointer}/image_url/url")
    if isinstance(part, File):
        return file_of(part.file, f"{pointer}/file")
    return TextPart(text=part.refusal)


def file_of(given: FileGiven, pointer: str) -> Part:
    if given.file_id is not None:
        return FileRef(given.file_id)
    if given.file_data is not None:
        return inline_file(given.file_data, f"{pointer}/file_data")
    raise InvalidInput.at(pointer, "needs a file_id, or file_data")


def call_of(call_id: str, name: str, arguments: str, pointer: str) -> ToolCall:
    try:
        decoded = msgspec.json.decode(arguments or "{}", type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise InvalidInput.at(pointer, "has arguments that are not a JSON object") from error
    return ToolCall(id=call_id, name=name, arguments=decoded)


def tool_of(given: FunctionTool, pointer: str) -> Tool:
    schema = given.parameters or {"type": "object", "properties": {}}
    return tool(given.name, given.description or "", schema, pointer)


def schema_of(wanted: ResponseFormat | None) -> dict[str, Any] | None:
    """The JSON Schema that the answer must fit, where the caller wants JSON."""
    if wanted is None or wanted.type == "text":
        return None
    if wanted.type == "json_object":
        return ANY_OBJECT
    if wanted.json_schema is None or wanted.json_schema.schema is UNSET:
        raise InvalidInput.at("/response_format/json_schema", "needs a schema")
    return wanted.json_schema.schema
