"""A chat request in any dialect, as one shape: turns, and what the caller wants of the answer.

An agent has one input: the last user message. What stands before it is history, what comes after
it (tool calls and their results) follows it to the model.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

import msgspec
from msgspec.structs import replace

from hub.agents.public import compile_schema
from hub.identity.public import Principal
from hub.kit.amounts import parse_credits
from hub.kit.errors import InvalidInput
from hub.runs.public import CapabilityNotSupported, Talk
from providers.contract import ImagePart, Message, TextPart, Tool, ToolCall

Role = Literal["system", "user", "assistant", "tool"]
_DATA_URL: Final = "data:"


class Extra(msgspec.Struct, forbid_unknown_fields=True):
    """The field `laelia` of a request: what the dialect has no words for."""

    model: str | None = None
    input: dict[str, Any] | None = None
    max_credits: str | None = None
    session_id: str | None = None
    quote: str | None = None
    cache: bool = False


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file of the caller's, sent before."""

    id: str


@dataclass(frozen=True, slots=True)
class InlineFile:
    """A file that is in the message itself, and is not kept."""

    content: bytes


Part = TextPart | ImagePart | FileRef | InlineFile


class Files(Protocol):
    async def part(self, who: Principal, file_id: str) -> TextPart | ImagePart:
        """What a model is shown of the file."""
        ...

    async def read(self, content: bytes) -> TextPart | ImagePart:
        """The same of one that is not kept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    role: Role
    parts: tuple[Part, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """`shown` is what the answer repeats of the request, in the dialect's own words."""

    agent_id: str
    turns: Sequence[Turn]
    stream: bool = False
    usage_in_stream: bool = False
    talk: Talk = field(default_factory=Talk)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    extra: Extra = field(default_factory=Extra)
    previous_run_id: str | None = None
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def max_credits(self) -> int | None:
        given = self.extra.max_credits or self.metadata.get("max_credits")
        return None if given is None else parse_credits(str(given), pointer="/laelia/max_credits")


async def told(asking: Asking, who: Principal, files: Files) -> tuple[str, Talk]:
    """The text of the input, and everything around it.

    Raises:
        InvalidInput: there is no user message.
    """
    turns = asking.turns
    at = next((i for i in reversed(range(len(turns))) if turns[i].role == "user"), None)
    if at is None:
        raise InvalidInput.at("/messages", "must hold a user message, which is the agent's input")
    parts = [await _resolved(part, who, files) for part in turns[at].parts]
    earlier = [await _message(turn, who, files) for turn in turns[:at]]
    later = [await _message(turn, who, files) for turn in turns[at + 1 :]]
    talk = replace(
        asking.talk,
        earlier=tuple(earlier),
        later=tuple(later),
        images=tuple(part for part in parts if isinstance(part, ImagePart)),
    )
    return "\n\n".join(p.text for p in parts if isinstance(p, TextPart)), talk


async def _resolved(part: Part, who: Principal, files: Files) -> TextPart | ImagePart:
    if isinstance(part, FileRef):
        return await files.part(who, part.id)
    return await files.read(part.content) if isinstance(part, InlineFile) else part


async def _message(turn: Turn, who: Principal, files: Files) -> Message:
    parts = [await _resolved(part, who, files) for part in turn.parts]
    texts = [part.text for part in parts if isinstance(part, TextPart)]
    return Message(
        role=turn.role,
        content="\n\n".join(texts) if len(texts) == len(parts) else parts,
        tool_calls=list(turn.tool_calls),
        tool_call_id=turn.tool_call_id,
    )


def input_of(schema: Mapping[str, Any], text: str, fields: Mapping[str, Any] | None) -> Any:
    """The agent's input: the text in its place, beside the fields that `laelia.input` gives.

    An agent that takes no text is given the fields alone, or the object that the text spells.
    """
    properties = schema.get("properties", {})
    if "text" in properties or not properties:
        return {"text": text} | dict(fields or {})
    if fields is not None:
        return dict(fields)
    try:
        spelled = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
    return spelled if isinstance(spelled, dict) else text


def image_at(url: str, pointer: str) -> ImagePart:
    """An image of a data URL; the hub fetches nothing from addresses in a message."""
    head, comma, data = url.partition(",")
    media_type, _, encoding = head.removeprefix(_DATA_URL).partition(";")
    if not (url.startswith(_DATA_URL) and comma and encoding == "base64"):
        raise InvalidInput.at(pointer, "must be a base64 data URL, or send the file first")
    return ImagePart(media_type=media_type, data=data)


def inline_file(data: str, pointer: str) -> InlineFile:
    """Of a base64 data URL, or of the base64 alone."""
    encoded = data.partition(",")[2] if data.startswith(_DATA_URL) else data
    try:
        return InlineFile(b64decode(encoded, validate=True))
    except ValueError as error:
        raise InvalidInput.at(pointer, "must be the file's content in base64") from error


def tool(name: str, description: str, schema: dict[str, Any], pointer: str) -> Tool:
    if not name:
        raise InvalidInput.at(pointer, "needs a name")
    return Tool(name=name, description=description, input_schema=schema)


def chosen(tools: Sequence[Tool], choice: str | None, name: str | None) -> dict[str, Any]:
    """`tools` and `tool_choice` of a talk; a choice by name leaves that tool alone."""
    if name is not None:
        named = tuple(tool for tool in tools if tool.name == name)
        if not named:
            raise InvalidInput.at("/tool_choice", "names a tool that is not among the tools")
        return {"tools": named, "tool_choice": "required"}
    return {"tools": tuple(tools), "tool_choice": choice or "auto"}


def wanted_schema(document: dict[str, Any] | None) -> dict[str, Any] | None:
    """Raises a DefinitionError when the schema is malformed or could cost too much."""
    if document is not None:
        compile_schema(document)
    return document


def refuse(given: object, name: str) -> None:
    if given:
        raise CapabilityNotSupported(f"'{name}' is not offered here.")


# The unified agent's text says it all; what else is in its output is how it came about.
_SAID: Final = frozenset({"text", "structured", "steps"})


def spoken(output: Any) -> tuple[str, list[ToolCall]]:
    """An output as a chat shows it: its text, or its JSON; and the tools it wants called."""
    if not isinstance(output, dict):
        return msgspec.json.encode(output).decode(), []
    calls = output.get("tool_calls")
    if isinstance(calls, list) and isinstance(output.get("text"), str):
        return output["text"], msgspec.convert(calls, list[ToolCall])
    if isinstance(output.get("text"), str) and set(output) <= _SAID:
        return output["text"], []
    return msgspec.json.encode(output).decode(), []
