"""Which providers there are, and how each is made from environment values.

A vendor's package is imported when that provider is built, so that a hub that uses one vendor
does not load the libraries of the others.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, cast

from providers.adapter import Adapter
from providers.settings import stated_price, stated_region

# The settings of which any one switches the provider on.
_PROVIDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "claude": ("ANTHROPIC_API_KEY",),
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "llama": ("OLLAMA_HOST", "LLAMA_BASE_URL"),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "azure_ai_foundry": ("AZURE_AI_ENDPOINT",),
    "amazon_q": ("AMAZON_Q_APPLICATION_ID",),
    "bedrock": ("BEDROCK_REGION", "AWS_BEARER_TOKEN_BEDROCK"),
    "litellm_any": ("LITELLM_MODELS",),
    "local": ("LOCAL_MODEL_BASE_URL",),
}

# Vendors at one public address: an organization's own key is all that is missing to reach them.
_OWN_KEY_IS_ENOUGH: Final = ("claude", "openai", "gemini")


def names() -> tuple[str, ...]:
    return tuple(_PROVIDERS)


def configured(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The providers for which the environment has a key or an address."""
    return tuple(
        name for name, keys in _PROVIDERS.items() if any(environment.get(key) for key in keys)
    )


def for_own_keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The providers that the operator has not configured and that a caller's key can still use."""
    ready = configured(environment)
    return tuple(name for name in _OWN_KEY_IS_ENOUGH if name not in ready)


def build(name: str, environment: Mapping[str, str]) -> Adapter:
    """The adapter of that name, made by the `build` function of its package.

    Raises:
        KeyError: there is no such provider.
        MissingSettingError: it needs a setting that is not there.
        InvalidSettingError: a price or region is stated in a way that cannot be read.
    """
    if name not in _PROVIDERS:
        raise KeyError(name)
    make = cast("Callable[[Mapping[str, str]], Adapter]", import_module(f"providers.{name}").build)
    adapter = make(environment)
    adapter.catalog.stated = stated_price(environment, name)
    adapter.catalog.region = stated_region(environment, name)
    return adapter
