"""One provider server on its own, with the local model of this home where that is what it is."""

import os
from importlib import import_module

from hub.commands.running import adopt_urls
from hub.kit.settings import Settings
from providers import registry


def run_provider(name: str, transport: str, host: str, port: int) -> str | None:
    """Serve until told to stop; the text says why that was impossible."""
    if name not in registry.names():
        return f"no provider {name!r}; there are: {', '.join(registry.names())}"
    adopt_urls(Settings().home.resolve(), ["LAELIA_LOCAL_MODEL_URL", "LAELIA_LOCAL_MODEL_API_KEY"])
    settings = Settings()
    if settings.local_model_url is not None:
        os.environ.setdefault("LOCAL_MODEL_BASE_URL", settings.local_model_url)
    if settings.local_model_api_key is not None:
        key = settings.local_model_api_key.get_secret_value()
        os.environ.setdefault("LOCAL_MODEL_API_KEY", key)
    try:
        import_module("providers.standalone").run(name, transport, host, port)
    except ValueError as error:  # a setting that is missing, or cannot be read
        return str(error)
    return None
