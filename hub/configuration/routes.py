"""Every route of this domain."""

from hub.configuration.endpoints import router as settings
from hub.configuration.jobs_endpoints import router as jobs

routers = (settings, jobs)
