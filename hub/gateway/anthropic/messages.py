"""`POST /v1/messages`: `model` is the ID of an agent."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from hub.gateway.anthropic.blocks import InMessage, Text, turns_of
from hub.gateway.anthropic.errors import error_body
from hub.gateway.anthropic.events import MessageEvents
from hub.gateway.conversation import Asking, Extra, Turn, chosen, spoken, tool
from hub.kit.http import decode_body
from hub.runs.public import Talk
from providers.contract import TextPart

STOP_REASONS: Final = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
}


class InTool(msgspec.Struct):
    name: str
    description: str = ""
    input_schema: dict[str, Any] = {}


class Choice(msgspec.Struct):
    type: Literal["auto", "any", "tool", "none"]
    name: str | None = None


class Metadata(msgspec.Struct):
    user_id: str | None = None


class MessagesBody(msgspec.Struct):
    """What is honored of a request; other fields tune a model, which is the agent's business."""

    model: str
    messages: list[InMessage]
    max_tokens: int | None = None
    system: str | list[Text] | None = None
    stream: bool = False
    tools: list[InTool] = []
    tool_choice: Choice | None = None
    temperature: float | None = None
    stop_sequences: list[str] = []
    metadata: Metadata | None = None
    laelia: Extra | None = None


_body: Final = msgspec.json.Decoder(MessagesBody)
_CHOICES: Final = {"auto": "auto", "any": "required", "none": "none", "tool": "required"}


class Messages:
    """The dialect of messages."""

    face = "anthropic"

    def read(self, raw: bytes) -> Asking:
        body = decode_body(raw, _body)
        user = body.metadata.user_id if body.metadata else None
        return Asking(
            agent_id=body.model,
            turns=[*_system(body.system), *_turns(body.messages)],
            stream=body.stream,
            talk=_talk(body),
            metadata={"end_user": user} if user else {},
            extra=body.laelia or Extra(),
        )

    def answer(self, asking: Asking, body: Mapping[str, Any]) -> dict[str, Any]:
        return message_body(asking.agent_id, body)

    def error(self, error: Mapping[str, Any]) -> dict[str, Any]:
        return error_body(error)

    def speaker(self, asking: Asking, run_id: str) -> MessageEvents:
        return MessageEvents(
            message_frame(asking.agent_id, run_id), lambda b: message_body(asking.agent_id, b)
        )


def message_frame(agent_id: str, run_id: str) -> dict[str, Any]:
    return {
        "id": f"msg_{run_id}",
        "type": "message",
        "role": "assistant",
        "model": agent_id,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 0, "output_tokens": 0},
    }


def message_body(agent_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    text, calls = spoken(body["output"])
    content: list[dict[str, Any]] = [{"type": "text", "text": text}] if text or not calls else []
    content += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments}
        for call in calls
    ]
    names = ("agent_version", "model", "model_tier", "cost", "receipt", "session_id", "notice")
    about = {name: body[name] for name in names if name in body}
    return message_frame(agent_id, body["id"]) | {
        "content": content,
        "stop_reason": STOP_REASONS[body.get("finish_reason", "stop")],
        "usage": dict(body["usage"]),
        "laelia": {"run_id": body["id"]} | about,
    }


def _system(given: str | list[Text] | None) -> list[Turn]:
    if not given:
        return []
    text = given if isinstance(given, str) else "\n\n".join(block.text for block in given)
    return [Turn(role="system", parts=(TextPart(text=text),))]


def _turns(messages: list[InMessage]) -> list[Turn]:
    return [turn for at, message in enumerate(messages) for turn in turns_of(message, at)]


def _talk(body: MessagesBody) -> Talk:
    choice = body.tool_choice
    name = choice.name if choice and choice.type == "tool" else None
    given = [
        tool(t.name, t.description, t.input_schema, f"/tools/{at}")
        for at, t in enumerate(body.tools)
    ]
    return Talk(
        **chosen(given, _CHOICES[choice.type] if choice else None, name),
        max_output_tokens=body.max_tokens,
        temperature=body.temperature,
        stop=tuple(body.stop_sequences),
    )
