"""Every route of this domain."""

from hub.runs.approvals_endpoints import router as approvals
from hub.runs.comparing.endpoints import router as comparing
from hub.runs.endpoints import router as runs
from hub.runs.files_endpoints import router as files
from hub.runs.outcomes_endpoints import router as outcomes
from hub.runs.privacy_endpoints import router as privacy
from hub.runs.quotes_endpoints import router as quotes
from hub.runs.retention_endpoints import router as retention
from hub.runs.schedules_endpoints import router as schedules
from hub.runs.sessions_endpoints import router as sessions
from hub.runs.trying.endpoints import router as trying
from hub.runs.usage_endpoints import router as usage

routers = (
    runs,
    approvals,
    schedules,
    comparing,
    files,
    outcomes,
    privacy,
    quotes,
    retention,
    sessions,
    trying,
    usage,
)
