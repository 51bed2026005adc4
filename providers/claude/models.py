"""Anthropic's models and prices, as of 2026-11-23.

Figures: the cost map of LiteLLM 1.106.2. To check them:
https://platform.claude.com/docs/en/about-claude/pricing (US dollars per million tokens,
standard tier; cached input is the price of a cache read).
"""

from datetime import date
from typing import Final

from providers.catalog import chat_model
from providers.contract import ModelInfo

_READ: Final = date(2026, 11, 23)

# Later models choose their own sampling and refuse a temperature.
TAKES_TEMPERATURE: Final = frozenset(
    {
        "claude-haiku-4-5",
        "claude-opus-4-5",
        "claude-opus-4-6",
        "claude-sonnet-4-5",
        "claude-sonnet-4-6",
    }
)

# model, input, output, cached input, context window, longest answer
_CHAT: Final = (
    ("claude-fable-5", 10.0, 50.0, 1.0, 1_000_000, 128_000),
    ("claude-fable-5-1", 10.0, 50.0, 0.25, 1_000_000, 128_000),
    ("claude-haiku-4-5", 1.0, 5.0, 0.1, 200_000, 64_000),
    ("claude-haiku-5-5", 0.1, 0.5, 0.01, 1_000_000, 128_000),
    ("claude-opus-4-5", 5.0, 25.0, 0.5, 200_000, 64_000),
    ("claude-opus-4-6", 5.0, 25.0, 0.5, 1_000_000, 128_000),
    ("claude-opus-4-7", 5.0, 25.0, 0.5, 1_000_000, 128_000),
    ("claude-opus-4-8", 5.0, 25.0, 0.5, 1_000_000, 128_000),
    ("claude-opus-5", 5.0, 25.0, 0.5, 1_000_000, 128_000),
    ("claude-opus-5-5", 4.0, 20.0, 0.2, 1_000_000, 128_000),
    ("claude-sonnet-4-5", 3.0, 15.0, 0.3, 200_000, 64_000),
    ("claude-sonnet-4-6", 3.0, 15.0, 0.3, 1_000_000, 128_000),
    ("claude-sonnet-5", 2.0, 10.0, 0.2, 1_000_000, 128_000),
    ("claude-sonnet-5-5", 2.0, 10.0, 0.1, 1_000_000, 128_000),
)

MODELS: Final[tuple[ModelInfo, ...]] = tuple(
    chat_model(
        model,
        usd=(inputs, outputs),
        cached=cached,
        context=context,
        output=longest,
        can=("chat", "stream", "tools", "json_schema", "images", "count_tokens"),
        since=_READ,
        tier="standard" if "haiku" in model else "frontier",
    )
    for model, inputs, outputs, cached, context, longest in _CHAT
)
