"""Claude over Anthropic's Messages API."""

from collections.abc import Mapping

from providers.claude.adapter import BASE_URL, ClaudeAdapter, ClaudeSettings
from providers.settings import own_models

__all__ = ["ClaudeAdapter", "ClaudeSettings", "build"]


def build(environment: Mapping[str, str]) -> ClaudeAdapter:
    return ClaudeAdapter(
        ClaudeSettings(
            api_key=environment.get("ANTHROPIC_API_KEY"),
            base_url=environment.get("ANTHROPIC_BASE_URL") or BASE_URL,
            models=own_models(environment, "claude"),
        )
    )
