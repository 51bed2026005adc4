"""A token count where a vendor has none to ask: deliberately coarse, and marked as inexact."""

import msgspec

from providers.contract import CountTokensRequest, ImagePart

_BYTES_PER_TOKEN = 4
_TOKENS_PER_MESSAGE = 4
_TOKENS_PER_IMAGE = 1000


def estimate_tokens(request: CountTokensRequest) -> int:
    """Four bytes a token holds for English within a fifth; other scripts come out too high."""
    size = sum(len(msgspec.json.encode(tool)) for tool in request.tools)
    images = 0
    for message in request.messages:
        size += sum(len(msgspec.json.encode(call)) for call in message.tool_calls)
        parts = message.content
        if isinstance(parts, str):
            size += len(parts.encode())
            continue
        for part in parts:
            if isinstance(part, ImagePart):
                images += 1
            else:
                size += len(part.text.encode())
    return (
        -(-size // _BYTES_PER_TOKEN)
        + _TOKENS_PER_MESSAGE * len(request.messages)
        + _TOKENS_PER_IMAGE * images
    )
