"""The door of configuration."""

from hub.configuration.catalog import LiveSettings
from hub.configuration.following import Following
from hub.configuration.service import Configuration

__all__ = ["Configuration", "Following", "LiveSettings"]
