"""Gemini over Google's own generateContent API."""

from collections.abc import Mapping

from providers.gemini.adapter import BASE_URL, GeminiAdapter, GeminiSettings
from providers.settings import own_models

__all__ = ["GeminiAdapter", "GeminiSettings", "build"]


def build(environment: Mapping[str, str]) -> GeminiAdapter:
    return GeminiAdapter(
        GeminiSettings(
            api_key=environment.get("GEMINI_API_KEY") or environment.get("GOOGLE_API_KEY"),
            base_url=environment.get("GEMINI_BASE_URL") or BASE_URL,
            models=own_models(environment, "gemini"),
        )
    )
