"""What is served about runs besides the runs themselves."""

from hub.runs.sessions_endpoints import router as sessions
from hub.runs.usage_endpoints import router as usage

routers = (sessions, usage)
