"""What a chat face gives besides the input: earlier turns, tools of the caller, an answer's form.

An agent has one input. Where a face carries a whole conversation, the last user message is that
input; what stood before it and what came after it travel here, to agents that ask a model.
"""

from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from hub.runs.costing import input_bound
from providers.contract import ImagePart, Message, TextPart, Tool

_IMAGE_TOKENS: Final = 6_000  # the dearest way in which a vendor in use counts one image


class Talk(Struct, frozen=True, kw_only=True):
    """`earlier` and `later` stand before and after the input; `images` belong to it."""

    earlier: tuple[Message, ...] = ()
    later: tuple[Message, ...] = ()
    images: tuple[ImagePart, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: Literal["auto", "none", "required"] = "auto"
    response_schema: dict[str, Any] | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()

    @property
    def needs_model(self) -> bool:
        """Whether ignoring it would give another answer than was asked for."""
        return bool(self.later or self.images or self.tools or self.response_schema)

    def after(self, earlier: tuple[Message, ...]) -> "Talk":
        return replace(self, earlier=earlier + self.earlier) if earlier else self

    def size(self) -> int:
        """A bound of the input tokens that it adds."""
        if self is SILENCE:
            return 0
        turns = sum(size_of(message) for message in (*self.earlier, *self.later))
        tools = sum(input_bound(f"{t.name}{t.description}{t.input_schema}") for t in self.tools)
        schema = input_bound(str(self.response_schema)) if self.response_schema else 0
        return turns + tools + schema + _IMAGE_TOKENS * len(self.images)


SILENCE: Final = Talk()


def size_of(message: Message) -> int:
    """A bound of one message's tokens."""
    calls = 0
    if message.tool_calls:
        calls = sum(input_bound(f"{call.name}{call.arguments}") for call in message.tool_calls)
    if isinstance(message.content, str):
        return calls + input_bound(message.content)
    return calls + sum(
        input_bound(part.text) if isinstance(part, TextPart) else _IMAGE_TOKENS
        for part in message.content
    )
