"""Models of Azure AI Foundry and their prices, as of 2026-11-23.

Figures: the cost map of LiteLLM 1.106.2. To check them:
https://prices.azure.com/api/retail/prices (Foundry Models, eastus, consumption) and
https://ai.azure.com/catalog (US dollars per million tokens). A deployment has the name that its
owner gave it; these are the names that the portal proposes.
"""

from datetime import date
from typing import Final

from providers.catalog import chat_model, embedding_model
from providers.contract import Capability, ModelInfo

_READ: Final = date(2026, 11, 23)
_TEXT: Final[tuple[Capability, ...]] = ("chat", "stream", "tools", "count_tokens")
_ALL: Final[tuple[Capability, ...]] = (*_TEXT, "json_schema", "images")

# model, input, output, cached input, context window, longest answer, capabilities
_CHAT: Final = (
    ("DeepSeek-V3.2", 0.58, 1.68, None, 128_000, 128_000, _TEXT),
    ("Llama-3.3-70B-Instruct", 0.71, 0.71, None, 128_000, 8_192, _TEXT),
    ("Mistral-Large-3", 0.5, 1.5, None, 256_000, 8_191, _TEXT),
    ("Phi-4", 0.125, 0.5, None, 16_384, 16_384, ("chat", "stream", "count_tokens")),
    ("gpt-4.1", 2.0, 8.0, 0.5, 1_047_576, 32_768, _ALL),
    ("gpt-4.1-mini", 0.4, 1.6, 0.1, 1_047_576, 32_768, _ALL),
    ("gpt-5-mini", 0.25, 2.0, 0.025, 272_000, 128_000, _ALL),
    ("gpt-5.4", 2.5, 15.0, 0.25, 922_000, 128_000, _ALL),
    ("gpt-5.4-mini", 0.75, 4.5, 0.075, 272_000, 128_000, _ALL),
    ("gpt-6-luna", 0.1, 0.5, 0.01, 922_000, 128_000, _ALL),
    ("gpt-6-sol", 2.0, 10.0, 0.2, 922_000, 128_000, _ALL),
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
            tier="frontier" if model == "gpt-6-sol" else "standard",
        )
        for model, inputs, outputs, cached, context, longest, can in _CHAT
    ),
    embedding_model("embed-v-4-0", usd=0.12, dimensions=1536, context=128_000, since=_READ),
    embedding_model(
        "text-embedding-3-large", usd=0.143, dimensions=3072, context=8192, since=_READ
    ),
    embedding_model(
        "text-embedding-3-small", usd=0.022, dimensions=1536, context=8192, since=_READ
    ),
)
