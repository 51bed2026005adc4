"""Reading a provider's settings from environment values."""

from collections.abc import Mapping

from providers.catalog import parse_models
from providers.contract import ModelInfo


class MissingSettingError(ValueError):
    """A provider was asked for that is not configured."""


def required(environment: Mapping[str, str], *keys: str) -> str:
    """The first of the keys that is set."""
    for key in keys:
        if value := environment.get(key):
            return value
    raise MissingSettingError(f"set {' or '.join(keys)}")


def own_models(environment: Mapping[str, str], provider: str) -> list[ModelInfo]:
    """The models that the operator adds to a provider's table, or corrects in it."""
    return parse_models(environment.get(f"LAELIA_PROVIDERS__{provider.upper()}__MODELS", ""))
