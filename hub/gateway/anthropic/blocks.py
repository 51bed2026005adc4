"""Content blocks as Anthropic's messages spell them, and the turns that they mean."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from hub.gateway.conversation import FileRef, Part, Turn, inline_file
from hub.kit.errors import InvalidInput
from providers.contract import ImagePart, TextPart, ToolCall


class Source(msgspec.Struct):
    """Where an image or a document is; which members it has depends on its type."""

    type: Literal["base64", "text", "file", "url"]
    media_type: str = ""
    data: str = ""
    file_id: str = ""


class Text(msgspec.Struct, tag_field="type", tag="text"):
    text: str


class Image(msgspec.Struct, tag_field="type", tag="image"):
    source: Source


class Document(msgspec.Struct, tag_field="type", tag="document"):
    source: Source
    title: str | None = None


class ToolUse(msgspec.Struct, tag_field="type", tag="tool_use"):
    id: str
    name: str
    input: dict[str, Any] = {}


class ToolResult(msgspec.Struct, tag_field="type", tag="tool_result"):
    tool_use_id: str
    content: str | list[Text | Image | Document] = ""


class Thinking(msgspec.Struct, tag_field="type", tag="thinking"):
    """What a model thought before; it is not told again."""


class Hidden(msgspec.Struct, tag_field="type", tag="redacted_thinking"):
    """As above, unreadable."""


Block = Text | Image | Document | ToolUse | ToolResult | Thinking | Hidden


class InMessage(msgspec.Struct):
    role: Literal["user", "assistant", "system"]
    content: str | list[Block]


def turns_of(message: InMessage, at: int) -> Iterator[Turn]:
    """Results of tools stand in a user message here; elsewhere each is a message of its own."""
    pointer = f"/messages/{at}/content"
    if isinstance(message.content, str):
        yield Turn(role=message.role, parts=(TextPart(text=message.content),))
        return
    parts: list[Part] = []
    calls = []
    for number, block in enumerate(message.content):
        place = f"{pointer}/{number}"
        if isinstance(block, ToolResult):
            yield Turn(role="tool", parts=_result(block, place), tool_call_id=block.tool_use_id)
        elif isinstance(block, ToolUse):
            calls.append(ToolCall(id=block.id, name=block.name, arguments=block.input))
        elif not isinstance(block, Thinking | Hidden):
            parts.append(part_of(block, place))
    if parts or calls:
        yield Turn(role=message.role, parts=tuple(parts), tool_calls=tuple(calls))


def _result(block: ToolResult, pointer: str) -> tuple[Part, ...]:
    if isinstance(block.content, str):
        return (TextPart(text=block.content),)
    return tuple(part_of(part, f"{pointer}/content/{i}") for i, part in enumerate(block.content))


def part_of(block: Text | Image | Document, pointer: str) -> Part:
    if isinstance(block, Text):
        return TextPart(text=block.text)
    source = block.source
    if source.type == "file" and source.file_id:
        return FileRef(source.file_id)
    if isinstance(block, Image) and source.type == "base64":
        return ImagePart(media_type=source.media_type, data=source.data)
    if isinstance(block, Document) and source.type == "base64":
        return inline_file(source.data, f"{pointer}/source/data")
    if isinstance(block, Document) and source.type == "text":
        title = f"{block.title}\n\n" if block.title else ""
        return TextPart(text=title + source.data)
    raise InvalidInput.at(f"{pointer}/source", "must be inline, or a file that was sent first")
