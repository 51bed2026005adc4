"""The conversation as the APIs want it that know users and assistants, strictly in turn."""

from collections.abc import Callable, Sequence
from typing import Any

from providers.contract import Message


def alternating_turns(
    messages: Sequence[Message], blocks_of: Callable[[Message], list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Roles must alternate: results of parallel tool calls belong into one user turn.

    System messages are left out: these APIs take them apart from the conversation.
    """
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message.role == "system":
            continue
        role = "assistant" if message.role == "assistant" else "user"
        blocks = blocks_of(message)
        if turns and turns[-1]["role"] == role:
            turns[-1]["content"] += blocks
        else:
            turns.append({"role": role, "content": blocks})
    return turns
