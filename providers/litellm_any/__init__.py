"""Any model that LiteLLM reaches, for the vendors without an adapter of their own."""

from collections.abc import Mapping

from providers.litellm_any.adapter import LiteLLMAdapter, LiteLLMSettings
from providers.settings import own_models

__all__ = ["LiteLLMAdapter", "LiteLLMSettings", "build"]


def build(environment: Mapping[str, str]) -> LiteLLMAdapter:
    """LiteLLM itself reads each vendor's key from the process environment."""
    listed = environment.get("LITELLM_MODELS", "").split(",")
    return LiteLLMAdapter(
        LiteLLMSettings(
            offered=tuple(model.strip() for model in listed if model.strip()),
            api_key=environment.get("LITELLM_API_KEY"),
            api_base=environment.get("LITELLM_API_BASE"),
            models=own_models(environment, "litellm_any"),
            secrets=tuple(
                value
                for name, value in environment.items()
                if value and name.endswith(("_API_KEY", "_TOKEN", "_SECRET_ACCESS_KEY"))
            ),
        )
    )
