"""Google's Gemini models and prices, as of 2026-11-23.

Figures: the cost map of LiteLLM 1.106.2. To check them:
https://ai.google.dev/gemini-api/docs/pricing (US dollars per million tokens, paid tier,
prompts in the first price band).
"""

from datetime import date
from typing import Final

from providers.catalog import chat_model, embedding_model
from providers.contract import ModelInfo

_READ: Final = date(2026, 11, 23)

# model, input, output, cached input, context window, longest answer
_CHAT: Final = (
    ("gemini-2.5-flash", 0.3, 2.5, 0.03, 1_048_576, 65_536),
    ("gemini-2.5-flash-lite", 0.1, 0.4, 0.01, 1_048_576, 65_536),
    ("gemini-2.5-pro", 1.25, 10.0, 0.125, 1_048_576, 65_536),
    ("gemini-3.1-flash-lite", 0.25, 1.5, 0.025, 1_048_576, 65_536),
    ("gemini-3.1-pro-preview", 2.0, 12.0, 0.2, 1_048_576, 65_536),
    ("gemini-3.5-flash", 1.5, 9.0, 0.15, 1_048_576, 65_536),
    ("gemini-3.5-flash-lite", 0.3, 2.5, 0.03, 1_048_576, 65_536),
    ("gemini-3.6-flash", 0.75, 3.75, 0.075, 1_048_576, 65_536),
    ("gemini-3.7-flash", 0.75, 3.75, 0.075, 1_048_576, 65_536),
    ("gemini-3.8-flash", 0.75, 3.75, 0.075, 1_048_576, 65_536),
    ("gemini-4-argon", 2.0, 10.0, 0.1, 1_048_576, 1_048_576),
)
_FRONTIER: Final = frozenset({"gemini-2.5-pro", "gemini-3.1-pro-preview", "gemini-4-argon"})

MODELS: Final[tuple[ModelInfo, ...]] = (
    *(
        chat_model(
            model,
            usd=(inputs, outputs),
            cached=cached,
            context=context,
            output=longest,
            can=("chat", "stream", "tools", "json_schema", "images", "count_tokens"),
            since=_READ,
            tier="frontier" if model in _FRONTIER else "standard",
        )
        for model, inputs, outputs, cached, context, longest in _CHAT
    ),
    embedding_model("gemini-embedding-001", usd=0.15, dimensions=3072, context=2048, since=_READ),
    embedding_model("gemini-embedding-2", usd=0.2, dimensions=3072, context=8192, since=_READ),
)
