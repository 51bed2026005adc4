"""OpenAI's models and prices, as of 2026-11-23.

Figures: the cost map of LiteLLM 1.106.2. To check them:
https://developers.openai.com/api/docs/pricing

US dollars per million tokens, standard tier, short context. What costs more there (long context,
priority, regional processing) is the operator's to state in the `models` setting.
"""

from datetime import date
from typing import Final

from providers.catalog import chat_model, embedding_model
from providers.contract import ModelInfo

_READ: Final = date(2026, 11, 23)

# Served by the responses API only.
RESPONSES_ONLY: Final = frozenset({"gpt-5-pro", "gpt-5.3-codex", "gpt-5.4-pro", "gpt-5.5-pro"})

# The models before reasoning; all later ones set their own temperature and refuse another.
_TAKES_TEMPERATURE: Final = ("gpt-3", "gpt-4")


def refuses_temperature(model: str) -> bool:
    return model.startswith(("gpt-", "o1", "o3", "o4")) and not model.startswith(_TAKES_TEMPERATURE)


# model, input, output, cached input, context window, longest answer
_CHAT: Final = (
    ("gpt-4.1", 2.0, 8.0, 0.5, 1_047_576, 32_768),
    ("gpt-4.1-mini", 0.4, 1.6, 0.1, 1_047_576, 32_768),
    ("gpt-4o", 2.5, 10.0, 1.25, 128_000, 16_384),
    ("gpt-4o-mini", 0.15, 0.6, 0.075, 128_000, 16_384),
    ("gpt-5", 1.25, 10.0, 0.125, 272_000, 128_000),
    ("gpt-5-mini", 0.25, 2.0, 0.025, 272_000, 128_000),
    ("gpt-5-nano", 0.05, 0.4, 0.005, 272_000, 128_000),
    ("gpt-5-pro", 15.0, 120.0, None, 400_000, 272_000),
    ("gpt-5.1", 1.25, 10.0, 0.125, 272_000, 128_000),
    ("gpt-5.2", 1.75, 14.0, 0.175, 272_000, 128_000),
    ("gpt-5.3-codex", 1.75, 14.0, 0.175, 272_000, 128_000),
    ("gpt-5.4", 2.5, 15.0, 0.25, 1_050_000, 128_000),
    ("gpt-5.4-mini", 0.75, 4.5, 0.075, 272_000, 128_000),
    ("gpt-5.4-nano", 0.2, 1.25, 0.02, 272_000, 128_000),
    ("gpt-5.4-pro", 30.0, 180.0, None, 1_050_000, 128_000),
    ("gpt-5.5", 5.0, 30.0, 0.5, 1_050_000, 128_000),
    ("gpt-5.5-pro", 30.0, 180.0, None, 1_050_000, 128_000),
    ("gpt-5.6-luna", 0.2, 1.2, 0.02, 922_000, 128_000),
    ("gpt-5.6-sol", 4.0, 20.0, 0.4, 922_000, 128_000),
    ("gpt-5.6-terra", 2.0, 12.0, 0.2, 922_000, 128_000),
    ("gpt-6-astra", 10.0, 50.0, 1.0, 922_000, 128_000),
    ("gpt-6-luna", 0.1, 0.5, 0.01, 922_000, 128_000),
    ("gpt-6-sol", 2.0, 10.0, 0.2, 922_000, 128_000),
    ("gpt-6.1-sol", 2.0, 10.0, 0.1, 922_000, 128_000),
    ("o3", 2.0, 8.0, 0.5, 200_000, 100_000),
)
_FRONTIER: Final = frozenset(
    {
        "gpt-5.4-pro",
        "gpt-5.5",
        "gpt-5.5-pro",
        "gpt-5.6-sol",
        "gpt-6-astra",
        "gpt-6-sol",
        "gpt-6.1-sol",
    }
)

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
    embedding_model("text-embedding-3-large", usd=0.13, dimensions=3072, context=8191, since=_READ),
    embedding_model("text-embedding-3-small", usd=0.02, dimensions=1536, context=8191, since=_READ),
)
