"""Llama models where they run: Ollama natively, vLLM and llama.cpp over chat completions."""

from collections.abc import Mapping

from providers.adapter import Adapter
from providers.llama.compatible import CompatibleAdapter, CompatibleSettings
from providers.llama.ollama import OllamaAdapter, OllamaSettings
from providers.settings import own_models, required

__all__ = [
    "CompatibleAdapter",
    "CompatibleSettings",
    "OllamaAdapter",
    "OllamaSettings",
    "build",
]


def build(environment: Mapping[str, str]) -> Adapter:
    """`LLAMA_BASE_URL` (chat completions) wins over `OLLAMA_HOST` (Ollama's own API)."""
    models = own_models(environment, "llama")
    key = environment.get("LLAMA_API_KEY")
    if base_url := environment.get("LLAMA_BASE_URL"):
        return CompatibleAdapter(CompatibleSettings(base_url=base_url, api_key=key, models=models))
    host = required(environment, "OLLAMA_HOST", "LLAMA_BASE_URL")
    base_url = host if "://" in host else f"http://{host}"
    return OllamaAdapter(OllamaSettings(base_url=base_url, api_key=key, models=models))
