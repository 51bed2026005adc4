"""The engines that the hub stands on, started as supervised children from their wheels."""

from hub.kit.engines.errors import EngineFailedError
from hub.kit.engines.supervisor import ALL, Engines, EngineUrls

__all__ = ["ALL", "EngineFailedError", "EngineUrls", "Engines"]
