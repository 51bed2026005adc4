"""Reading a provider's settings from environment values."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from providers.catalog import parse_models
from providers.contract import ModelInfo, ModelPrice

# What the operator says holds for every day.
_ALWAYS: Final = date(2000, 1, 1)


class MissingSettingError(ValueError):
    """A provider was asked for that is not configured."""


class InvalidSettingError(ValueError):
    """A setting says something that cannot be read."""


def required(environment: Mapping[str, str], *keys: str) -> str:
    """The first of the keys that is set."""
    for key in keys:
        if value := environment.get(key):
            return value
    raise MissingSettingError(f"set {' or '.join(keys)}")


def own_models(environment: Mapping[str, str], provider: str) -> list[ModelInfo]:
    """The models that the operator adds to a provider's table, or corrects in it."""
    return parse_models(environment.get(f"LAELIA_PROVIDERS__{provider.upper()}__MODELS", ""))


_REGION: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


def stated_region(environment: Mapping[str, str], provider: str) -> str | None:
    """Where the operator says that the provider processes what it is given.

    Raises:
        InvalidSettingError: it is not a short name in lower case.
    """
    name = f"LAELIA_PROVIDERS__{provider.upper()}__REGION"
    region = environment.get(name, "").strip()
    if region and not _REGION.fullmatch(region):
        raise InvalidSettingError(f"{name} is a name such as eu, us, in or local")
    return region or ("local" if provider == "local" else None)


def stated_price(environment: Mapping[str, str], provider: str) -> ModelPrice | None:
    """What the operator says a token costs where no price list does: US dollars per million, input
    and output, or the input of a cached token as a third. Zero is a price, and must be said.

    Raises:
        InvalidSettingError: it is not two or three numbers.
    """
    name = f"LAELIA_PROVIDERS__{provider.upper()}__USD_PER_MILLION"
    text = environment.get(name, "").strip()
    if not text:
        return None
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in (2, 3) or not all(0 <= number < 1e6 for number in numbers):
        raise InvalidSettingError(f'{name} is "input,output" in US dollars, such as "0.2,0.6"')
    cached = numbers[2] if len(numbers) == 3 else None
    return ModelPrice(
        effective_from=_ALWAYS,
        input_usd_per_million=numbers[0],
        output_usd_per_million=numbers[1],
        cached_input_usd_per_million=cached,
    )
