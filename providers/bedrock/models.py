"""Models on Amazon Bedrock and their prices, as of 2026-11-23.

Figures: the cost map of LiteLLM 1.106.2. To check them:
https://aws.amazon.com/bedrock/pricing/ (US dollars per million tokens, on demand, us-east
or global). Prices differ by region: the operator states those of another in the `models` setting.
"""

from datetime import date
from typing import Final

from providers.catalog import chat_model, embedding_model
from providers.contract import Capability, ModelInfo

_READ: Final = date(2026, 11, 23)
_TEXT: Final[tuple[Capability, ...]] = ("chat", "stream", "tools")
_SEES: Final[tuple[Capability, ...]] = (*_TEXT, "images")
_CLAUDE: Final[tuple[Capability, ...]] = (*_SEES, "json_schema", "count_tokens")


def takes_temperature(model: str) -> bool:
    """Claude from version 4.7 on chooses its own sampling and refuses a temperature."""
    return "claude" not in model or "-4-5-" in model or "-4-6" in model


# model, input, output, cached input, context window, longest answer, capabilities
_CHAT: Final = (
    ("amazon.nova-2-lite-v1:0", 0.3, 2.5, 0.075, 1_000_000, 64_000, _SEES),
    ("amazon.nova-lite-v1:0", 0.06, 0.24, 0.015, 300_000, 10_000, _SEES),
    ("amazon.nova-micro-v1:0", 0.035, 0.14, 0.00875, 128_000, 10_000, _TEXT),
    ("amazon.nova-premier-v1:0", 2.5, 12.5, 0.625, 1_000_000, 10_000, _SEES),
    ("amazon.nova-pro-v1:0", 0.8, 3.2, 0.2, 300_000, 10_000, _SEES),
    ("anthropic.claude-haiku-4-5-20251001-v1:0", 1.0, 5.0, 0.1, 200_000, 64_000, _CLAUDE),
    ("global.anthropic.claude-haiku-4-5-20251001-v1:0", 1.0, 5.0, 0.1, 200_000, 64_000, _CLAUDE),
    ("global.anthropic.claude-opus-5", 5.0, 25.0, 0.5, 1_000_000, 128_000, _CLAUDE),
    ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", 3.0, 15.0, 0.3, 200_000, 64_000, _CLAUDE),
    ("global.anthropic.claude-sonnet-5", 2.0, 10.0, 0.2, 1_000_000, 128_000, _CLAUDE),
    ("meta.llama3-3-70b-instruct-v1:0", 0.72, 0.72, None, 128_000, 4_096, _TEXT),
    ("meta.llama4-maverick-17b-instruct-v1:0", 0.24, 0.97, None, 1_000_000, 8_192, _SEES),
)

MODELS: Final[tuple[ModelInfo, ...]] = (
    *(
        chat_model(
            model,
            usd=(inputs, outputs),
            cached=cached,
            context=context,
            output=longest,
            can=can,
            since=_READ,
            tier="frontier" if "sonnet" in model or "opus" in model else "standard",
        )
        for model, inputs, outputs, cached, context, longest, can in _CHAT
    ),
    embedding_model(
        "amazon.titan-embed-text-v2:0", usd=0.02, dimensions=1024, context=8192, since=_READ
    ),
    embedding_model(
        "amazon.titan-embed-text-v1", usd=0.1, dimensions=1536, context=8192, since=_READ
    ),
)
