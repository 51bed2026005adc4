"""The model bundled with the hub: small, free, for trying things out."""

from collections.abc import Mapping

from providers.local.adapter import LocalAdapter, LocalSettings
from providers.settings import own_models, required

__all__ = ["LocalAdapter", "LocalSettings", "build"]


def build(environment: Mapping[str, str]) -> LocalAdapter:
    return LocalAdapter(
        LocalSettings(
            base_url=required(environment, "LOCAL_MODEL_BASE_URL"),
            api_key=environment.get("LOCAL_MODEL_API_KEY"),
            models=own_models(environment, "local"),
        )
    )
