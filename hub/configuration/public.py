"""The door of configuration."""

from hub.configuration.catalog import LiveSettings
from hub.configuration.endpoints import router as _settings
from hub.configuration.following import Following
from hub.configuration.jobs_endpoints import router as _jobs
from hub.configuration.service import Configuration

__all__ = ["Configuration", "Following", "LiveSettings", "routers"]

routers = (_settings, _jobs)
