"""OpenAI, and any server that speaks its chat completions at a base URL of its own."""

from collections.abc import Mapping

from providers.openai.adapter import BASE_URL, OpenAIAdapter, OpenAISettings
from providers.settings import own_models

__all__ = ["OpenAIAdapter", "OpenAISettings", "build"]


def build(environment: Mapping[str, str]) -> OpenAIAdapter:
    return OpenAIAdapter(
        OpenAISettings(
            api_key=environment.get("OPENAI_API_KEY"),
            base_url=environment.get("OPENAI_BASE_URL") or BASE_URL,
            models=own_models(environment, "openai"),
        )
    )
