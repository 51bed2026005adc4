"""Azure AI Foundry: chat and embeddings of the models deployed in one resource."""

from collections.abc import Mapping

from providers.azure_ai_foundry.adapter import FoundryAdapter, FoundrySettings
from providers.settings import own_models, required

__all__ = ["FoundryAdapter", "FoundrySettings", "build"]


def build(environment: Mapping[str, str]) -> FoundryAdapter:
    """With `AZURE_AI_API_VERSION` the deployments form is used, without it `/openai/v1`."""
    return FoundryAdapter(
        FoundrySettings(
            endpoint=required(environment, "AZURE_AI_ENDPOINT"),
            api_key=environment.get("AZURE_AI_API_KEY"),
            api_version=environment.get("AZURE_AI_API_VERSION"),
            models=own_models(environment, "azure_ai_foundry"),
        )
    )
